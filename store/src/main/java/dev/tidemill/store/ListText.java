package dev.tidemill.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Arrays on their way to DuckDB and back: a JSON array of the elements' texts, which DuckDB casts
 * to and from its lists. NULL elements are JSON's null.
 */
final class ListText {
    private static final DateTimeFormatter LOCAL =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral(' ')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .toFormatter(java.util.Locale.ROOT);

    private ListText() {}

    static byte[][] of(BytesColumn arrays, ArrayType type, int from, int count) {
        ArrayReader reader = new ArrayReader(type);
        byte[][] texts = new byte[count][];
        for (int i = 0; i < count; i++) {
            texts[i] = new byte[0];
            if (!arrays.isNull(from + i)) {
                ColumnBuilder elements = ColumnBuilder.of(type.element(), 8);
                reader.start(arrays, from + i).appendRest(elements);
                texts[i] = text(elements.build()).getBytes(UTF_8);
            }
        }
        return texts;
    }

    private static String text(Column elements) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < elements.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            Object value = elements.value(i);
            if (value == null) {
                text.append("null");
            } else {
                Json.quote(text(value, elements.type()), text);
            }
        }
        return text.append(']').toString();
    }

    private static String text(Object value, Type type) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case Integer days when type == Type.DATE -> LocalDate.ofEpochDay(days).toString();
            case Long micros when type.isTimestamp() ->
                    LOCAL.format(
                                    LocalDateTime.ofInstant(
                                            Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                                            ZoneOffset.UTC))
                            + (type == Type.TIMESTAMPTZ ? "+00" : "");
            case Interval interval ->
                    "%d months %d days %d microseconds"
                            .formatted(interval.months(), interval.days(), interval.micros());
            default -> value.toString();
        };
    }

    /** The elements that DuckDB wrote as a JSON array of texts. */
    static List<@Nullable Object> parse(String text, ArrayType type) {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            for (Json element : ((Json.Array) Json.parse(text)).elements()) {
                values.add(
                        element instanceof Json.Text(String value)
                                ? value(value, type.element())
                                : null);
            }
            return values;
        } catch (JsonError e) {
            throw new IllegalStateException("DuckDB wrote no JSON: " + e.reason(), e);
        }
    }

    private static Object value(String text, Type type) throws JsonError {
        if (type instanceof DecimalType) {
            return new BigDecimal(text);
        }
        if (type == Type.TIMESTAMPTZ) {
            return micros(LocalDateTime.parse(text.substring(0, text.lastIndexOf('+')), LOCAL));
        }
        return switch (type.sqlName()) {
            case "BOOLEAN" -> text.equals("true");
            case "INTEGER" -> Integer.valueOf(text);
            case "BIGINT" -> Long.valueOf(text);
            case "DOUBLE" -> real(text);
            case "DATE" -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
            case "TIMESTAMP" -> micros(LocalDateTime.parse(text, LOCAL));
            case "UUID" -> UUID.fromString(text);
            case "JSON" -> Json.parse(text).text();
            default -> text;
        };
    }

    private static Double real(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        };
    }

    private static Long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
}
