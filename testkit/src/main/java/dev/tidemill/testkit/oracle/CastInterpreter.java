package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conversions of values that are not NULL, with PostgreSQL's meaning. */
final class CastInterpreter {
    /** PostgreSQL turns a DOUBLE into NUMERIC through 15 significant digits. */
    private static final MathContext DOUBLE_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private CastInterpreter() {}

    static Object cast(Object value, Type from, Type to) {
        if (from.equals(to)) {
            return value;
        }
        if (to == Type.TEXT) {
            return TextFormat.format(value, from);
        }
        if (from == Type.JSON) {
            return JsonFunctions.cast((String) value, to);
        }
        return switch (value) {
            case List<?> elements -> elements(elements, (ArrayType) from, (ArrayType) to);
            case String text -> TextParser.parse(text, to);
            case Boolean truth -> Numbers.into(truth ? BigDecimal.ONE : BigDecimal.ZERO, to);
            case Double number -> fromDouble(number, to);
            case BigDecimal number -> fromExact(number, to);
            case Integer number ->
                    from == Type.DATE ? fromDate(number, to) : fromInteger(number, to);
            case Long number ->
                    from.isTimestamp() ? fromTimestamp(number, to) : fromInteger(number, to);
            case Interval _ -> throw unsupported(from, to);
            default -> throw unsupported(from, to);
        };
    }

    private static List<@Nullable Object> elements(List<?> elements, ArrayType from, ArrayType to) {
        List<@Nullable Object> cast = new ArrayList<>();
        for (Object element : elements) {
            cast.add(element == null ? null : cast(element, from.element(), to.element()));
        }
        return Collections.unmodifiableList(cast);
    }

    private static IllegalArgumentException unsupported(Type from, Type to) {
        return new IllegalArgumentException("no cast from " + from + " to " + to);
    }

    private static Object fromInteger(Number value, Type to) {
        if (to == Type.BOOLEAN) {
            return value.longValue() != 0;
        }
        return fromExact(BigDecimal.valueOf(value.longValue()), to);
    }

    private static Object fromExact(BigDecimal value, Type to) {
        return to == Type.DOUBLE ? (Object) value.doubleValue() : Numbers.into(value, to);
    }

    private static Object fromDouble(double value, Type to) {
        if (!Double.isFinite(value)) {
            throw RowError.overflow(to.sqlName());
        }
        if (to instanceof DecimalType decimal) {
            return Numbers.fit(new BigDecimal(value).round(DOUBLE_DIGITS), decimal);
        }
        return Numbers.into(new BigDecimal(Math.rint(value)), to);
    }

    private static Object fromDate(int days, Type to) {
        if (to.isTimestamp()) {
            return Moments.ofDays(days);
        }
        throw unsupported(Type.DATE, to);
    }

    private static Object fromTimestamp(long micros, Type to) {
        if (to == Type.DATE) {
            return (int) Math.floorDiv(micros, Moments.DAY);
        }
        if (to.isTimestamp()) {
            return micros;
        }
        throw unsupported(Type.TIMESTAMP, to);
    }
}
