package dev.tidemill.store;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBReadableVector;

/**
 * A column of a query's result: its name, DuckDB's type and ours.
 *
 * @param duckType as the driver names it, for example {@code DECIMAL(10,2)}
 */
record ResultColumn(String name, String duckType, Type type) {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    static ResultColumn of(String name, String duckType) {
        return new ResultColumn(name, duckType, DuckTypes.fromDuck(duckType));
    }

    /** False when the driver's vectors do not give the type, so that it must be cast first. */
    boolean isReadable() {
        if (type instanceof ArrayType) {
            return false;
        }
        return switch (duckType) {
            case "UUID",
                    "JSON",
                    "INTERVAL",
                    "HUGEINT",
                    "UBIGINT",
                    "TIMESTAMP_S",
                    "TIMESTAMP_MS",
                    "TIMESTAMP_NS" ->
                    false;
            default -> type != Type.TEXT || duckType.equals("VARCHAR");
        };
    }

    /** The expression that gives the column in a form that can be read. */
    String cast(String expression) {
        if (isReadable()) {
            return expression;
        }
        if (type instanceof ArrayType) {
            return "to_json(" + expression + "::VARCHAR[])::VARCHAR";
        }
        return switch (duckType) {
            case "HUGEINT", "UBIGINT" -> expression + "::VARCHAR";
            case "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> expression + "::TIMESTAMP";
            case "INTERVAL" -> intervalParts(expression);
            default -> expression + "::VARCHAR";
        };
    }

    /** The interval's months, days and microseconds as text. */
    private static String intervalParts(String interval) {
        return """
                CASE WHEN %1$s IS NOT NULL THEN concat_ws(' ',
                  date_part('year', %1$s) * 12 + date_part('month', %1$s),
                  date_part('day', %1$s),
                  date_part('hour', %1$s) * 3600000000 + date_part('minute', %1$s) * 60000000
                    + date_part('microsecond', %1$s)) END"""
                .formatted(interval);
    }

    /** Appends the vector's first rows; the bytes they take, about. */
    long append(DuckDBReadableVector vector, int rows, ColumnBuilder target) {
        return append(vector, 0, rows, target);
    }

    /** Appends rows {@code from} to {@code to} of the vector; the bytes they take, about. */
    long append(DuckDBReadableVector vector, int from, int to, ColumnBuilder target) {
        long bytes = 0;
        for (int row = from; row < to; row++) {
            if (vector.isNull(row)) {
                target.appendNull();
            } else {
                bytes += appendValue(vector, row, target);
            }
        }
        return bytes + (to - from) * 9L;
    }

    private long appendValue(DuckDBReadableVector vector, int row, ColumnBuilder target) {
        switch (type.physical()) {
            case BOOL -> target.appendBoolean(vector.getBoolean(row));
            case INT -> target.appendInt(intValue(vector, row));
            case LONG -> target.appendLong(longValue(vector, row));
            case DOUBLE ->
                    target.appendDouble(
                            vector.getType() == DuckDBColumnType.FLOAT
                                    ? vector.getFloat(row)
                                    : vector.getDouble(row));
            case INT128 -> {
                if (type == Type.UUID) {
                    target.appendValue(UUID.fromString(text(vector, row)));
                    return 0;
                }
                BigDecimal value =
                        isReadable()
                                ? vector.getBigDecimal(row)
                                : new BigDecimal(text(vector, row));
                target.appendDecimal(value.setScale(((DecimalType) type).scale()));
            }
            case BYTES -> {
                String text = text(vector, row);
                target.appendValue(parsed(text));
                return text.length();
            }
            case INTERVAL -> {
                String[] parts = text(vector, row).split(" ", 3);
                target.appendInterval(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]));
            }
        }
        return 0;
    }

    private Object parsed(String text) {
        if (type instanceof ArrayType array) {
            return ListText.parse(text, array);
        }
        try {
            return type == Type.JSON ? Json.parse(text).text() : text;
        } catch (JsonError e) {
            throw new IllegalStateException("DuckDB wrote no JSON: " + e.reason(), e);
        }
    }

    private static String text(DuckDBReadableVector vector, int row) {
        return vector.getString(row);
    }

    private int intValue(DuckDBReadableVector vector, int row) {
        return switch (duckType) {
            case "TINYINT" -> vector.getByte(row);
            case "UTINYINT" -> vector.getUint8(row);
            case "SMALLINT" -> vector.getShort(row);
            case "USMALLINT" -> vector.getUint16(row);
            case "DATE" -> days(vector.getLocalDate(row));
            default -> vector.getInt(row);
        };
    }

    private static int days(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }

    private long longValue(DuckDBReadableVector vector, int row) {
        if (type == Type.TIMESTAMP) {
            return micros(vector.getLocalDateTime(row));
        }
        if (type == Type.TIMESTAMPTZ) {
            OffsetDateTime time = vector.getOffsetDateTime(row);
            return micros(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        return duckType.equals("UINTEGER") ? vector.getUint32(row) : vector.getLong(row);
    }

    private static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(EPOCH, time);
    }
}
