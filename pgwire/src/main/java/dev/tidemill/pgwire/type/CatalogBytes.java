package dev.tidemill.pgwire.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Values of the catalog in binary. */
public final class CatalogBytes {
    private CatalogBytes() {}

    /**
     * The bytes of a value.
     *
     * @param value of the class that the type says
     * @param text as it is written in text: what has no other form in binary is sent as that
     */
    public static byte[] of(Object value, PgType type, String text) {
        Bytes bytes = new Bytes();
        try {
            MessageWriter out = new MessageWriter(bytes);
            write(value, type, text, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A buffer. */
    private static final class Bytes extends java.io.ByteArrayOutputStream {}

    private static void write(Object value, PgType type, String text, MessageWriter out) {
        switch (value) {
            case Boolean truth -> out.int8(truth ? 1 : 0);
            case Long number when type.length() == 2 -> out.int16(number.intValue());
            case Long number when type.length() == 4 -> out.int32(number.intValue());
            case Long number -> out.int64(number);
            case Double number when type.length() == 4 ->
                    out.int32(Float.floatToIntBits(number.floatValue()));
            case Double number -> out.int64(Double.doubleToLongBits(number));
            case BigDecimal number -> NumericBytes.write(number, out);
            case OffsetDateTime time ->
                    out.int64(
                            ChronoUnit.MICROS.between(java.time.Instant.EPOCH, time.toInstant())
                                    - BinaryValues.EPOCH_MICROS);
            case List<?> elements when type.isArray() -> array(elements, type, out);
            default -> out.bytes(text.getBytes(UTF_8));
        }
    }

    private static void array(List<?> elements, PgType type, MessageWriter out) {
        PgType element = PgTypes.elementOf(type);
        boolean hasNulls = elements.stream().anyMatch(java.util.Objects::isNull);
        out.int32(elements.isEmpty() ? 0 : 1).int32(hasNulls ? 1 : 0).int32(type.element());
        if (!elements.isEmpty()) {
            // Vectors of the catalog count from 0.
            out.int32(elements.size()).int32(type.isVector() ? 0 : 1);
        }
        for (Object each : elements) {
            if (each == null) {
                out.int32(-1);
            } else {
                int from = out.beginValue();
                write(each, element, each.toString(), out);
                out.endValue(from);
            }
        }
    }
}
