package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads an argument of a Java function from its column, in the Java type of the parameter. NULL is
 * null; primitives are read only where there is a value.
 */
final class JavaArguments {
    private static final long MICROS = 1_000_000;

    private JavaArguments() {}

    /** (int argument, Column[] columns, int row) to the Java type. */
    static MethodHandle reader(Class<?> type) {
        Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
        MethodType shape = MethodType.methodType(type, int.class, Column[].class, int.class);
        String name = primitive.getSimpleName();
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            JavaArguments.class,
                            (type.isPrimitive() ? "read" : "nullable")
                                    + Character.toUpperCase(name.charAt(0))
                                    + name.substring(1),
                            shape);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no parameter can be a " + type.getName(), e);
        }
    }

    static boolean readBoolean(int argument, Column[] columns, int row) {
        return ((BoolColumn) columns[argument]).values()[row];
    }

    static int readInt(int argument, Column[] columns, int row) {
        return ((IntColumn) columns[argument]).values()[row];
    }

    static long readLong(int argument, Column[] columns, int row) {
        return ((LongColumn) columns[argument]).values()[row];
    }

    static double readDouble(int argument, Column[] columns, int row) {
        return ((DoubleColumn) columns[argument]).values()[row];
    }

    static @Nullable Boolean nullableBoolean(int argument, Column[] columns, int row) {
        return columns[argument].isNull(row) ? null : readBoolean(argument, columns, row);
    }

    static @Nullable Integer nullableInt(int argument, Column[] columns, int row) {
        return columns[argument].isNull(row) ? null : readInt(argument, columns, row);
    }

    static @Nullable Long nullableLong(int argument, Column[] columns, int row) {
        return columns[argument].isNull(row) ? null : readLong(argument, columns, row);
    }

    static @Nullable Double nullableDouble(int argument, Column[] columns, int row) {
        return columns[argument].isNull(row) ? null : readDouble(argument, columns, row);
    }

    static @Nullable String nullableString(int argument, Column[] columns, int row) {
        return columns[argument].isNull(row) ? null : ((BytesColumn) columns[argument]).text(row);
    }

    static @Nullable BigDecimal nullableBigDecimal(int argument, Column[] columns, int row) {
        return (BigDecimal) ((Int128Column) columns[argument]).value(row);
    }

    static @Nullable UUID nullableUUID(int argument, Column[] columns, int row) {
        return (UUID) ((Int128Column) columns[argument]).value(row);
    }

    static @Nullable LocalDate nullableLocalDate(int argument, Column[] columns, int row) {
        return columns[argument].isNull(row)
                ? null
                : LocalDate.ofEpochDay(readInt(argument, columns, row));
    }

    static @Nullable LocalDateTime nullableLocalDateTime(int argument, Column[] columns, int row) {
        if (columns[argument].isNull(row)) {
            return null;
        }
        long micros = readLong(argument, columns, row);
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS),
                (int) Math.floorMod(micros, MICROS) * 1000,
                ZoneOffset.UTC);
    }

    static @Nullable Instant nullableInstant(int argument, Column[] columns, int row) {
        if (columns[argument].isNull(row)) {
            return null;
        }
        long micros = readLong(argument, columns, row);
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    }
}
