package dev.tidemill.node.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Values that came as text, as keys do from a URL or a command line. */
public final class KeyText {
    private KeyText() {}

    /** The values in the form a lookup takes; throws INVALID_REQUEST when they do not fit. */
    public static List<Object> parse(TableSnapshot table, List<String> texts) {
        List<Integer> key = table.key();
        if (key.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "the table has no key to look up by")
                    .withHint("ask it with SQL");
        }
        if (texts.size() != key.size()) {
            List<String> names =
                    key.stream().map(column -> table.schema().field(column).name()).toList();
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "the key is " + names + ", but " + texts.size() + " values were given");
        }
        return values(table.schema(), key, texts);
    }

    /** Values of as many of the columns as there are texts; throws INVALID_REQUEST. */
    static List<Object> values(Schema schema, List<Integer> columns, List<String> texts) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            values.add(value(schema.type(columns.get(i)), texts.get(i)));
        }
        return values;
    }

    /** A value of a column; throws INVALID_REQUEST when the text is none. */
    public static Object value(Type type, String text) {
        try {
            return switch (type) {
                case ArrayType _ -> throw new IllegalArgumentException("arrays are no keys");
                case DecimalType decimal -> new BigDecimal(text).setScale(decimal.scale());
                case SimpleType simple -> simple(simple, text);
            };
        } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, "'" + text + "' is no " + type, e);
        }
    }

    private static Object simple(SimpleType type, String text) {
        return switch (type) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case TEXT -> text;
            case UUID -> uuid(text);
            case JSON -> json(text);
            case DATE -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
            case TIMESTAMP ->
                    micros(LocalDateTime.parse(text.replace(' ', 'T')).atOffset(ZoneOffset.UTC));
            case TIMESTAMPTZ -> micros(OffsetDateTime.parse(text.replace(' ', 'T')));
            case INTERVAL -> throw new IllegalArgumentException("intervals are no keys");
        };
    }

    private static Object uuid(String text) {
        ColumnBuilder builder = ColumnBuilder.of(Type.UUID, 1);
        byte[] bytes = text.getBytes(UTF_8);
        if (!UuidText.append(bytes, 0, bytes.length, builder)) {
            throw new IllegalArgumentException(text);
        }
        return requireNonNull(builder.build().value(0), "uuid");
    }

    private static String json(String text) {
        try {
            return Json.parse(text).text();
        } catch (JsonError e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Long micros(OffsetDateTime time) {
        return ChronoUnit.MICROS.between(java.time.Instant.EPOCH, time.toInstant());
    }
}
