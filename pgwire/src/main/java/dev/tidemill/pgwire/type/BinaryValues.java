package dev.tidemill.pgwire.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values in binary. Times count from 2000 on, as PostgreSQL's do. */
public final class BinaryValues {
    /** Days from 1970 to 2000. */
    static final int EPOCH_DAYS = 10_957;

    static final long EPOCH_MICROS = EPOCH_DAYS * Interval.MICROS_PER_DAY;

    private BinaryValues() {}

    /** Writes a value, as {@code Column.value} gives it, without its length. */
    public static void write(Object value, Type type, MessageWriter out) {
        switch (value) {
            case Boolean truth -> out.int8(truth ? 1 : 0);
            case Integer days when type == Type.DATE -> out.int32(date(days));
            case Integer number -> out.int32(number);
            case Long micros when type.isTimestamp() -> out.int64(timestamp(micros));
            case Long number -> out.int64(number);
            case Double number -> out.int64(Double.doubleToLongBits(number));
            case BigDecimal number -> NumericBytes.write(number, out);
            case UUID uuid ->
                    out.int64(uuid.getMostSignificantBits()).int64(uuid.getLeastSignificantBits());
            case Interval interval ->
                    out.int64(interval.micros()).int32(interval.days()).int32(interval.months());
            case List<?> elements -> array(elements, ((ArrayType) type).element(), out);
            default -> out.bytes(value.toString().getBytes(UTF_8));
        }
    }

    /** Infinities are the ends of the range, as a query gives them and as PostgreSQL sends them. */
    private static int date(int days) {
        return days == Integer.MAX_VALUE
                ? days
                : days <= -Integer.MAX_VALUE ? Integer.MIN_VALUE : days - EPOCH_DAYS;
    }

    private static long timestamp(long micros) {
        return micros == Long.MAX_VALUE
                ? micros
                : micros <= -Long.MAX_VALUE ? Long.MIN_VALUE : micros - EPOCH_MICROS;
    }

    private static void array(
            List<? extends @Nullable Object> elements, Type type, MessageWriter out) {
        boolean hasNulls = elements.stream().anyMatch(java.util.Objects::isNull);
        out.int32(elements.isEmpty() ? 0 : 1).int32(hasNulls ? 1 : 0).int32(PgType.oidOf(type));
        if (!elements.isEmpty()) {
            out.int32(elements.size()).int32(1);
        }
        for (Object element : elements) {
            if (element == null) {
                out.int32(-1);
            } else {
                int from = out.beginValue();
                write(element, type, out);
                out.endValue(from);
            }
        }
    }
}
