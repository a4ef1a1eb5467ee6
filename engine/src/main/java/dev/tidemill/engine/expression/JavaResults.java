package dev.tidemill.engine.expression;

import dev.tidemill.algebra.type.DecimalType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends what a Java function gave; null is NULL. A value that its SQL type cannot hold is the
 * failure of the row, before anything is appended.
 */
final class JavaResults {
    private static final long MICROS = 1_000_000;
    private static final int DIGITS_MAX = 38;

    private JavaResults() {}

    /** (RowOutput out, the Java type). */
    static MethodHandle writer(Class<?> type) {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            JavaResults.class,
                            "append",
                            MethodType.methodType(void.class, RowOutput.class, type));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no result can be a " + type.getName(), e);
        }
    }

    static void append(RowOutput out, boolean value) {
        out.column().appendBoolean(value);
    }

    static void append(RowOutput out, int value) {
        out.column().appendInt(value);
    }

    static void append(RowOutput out, long value) {
        out.column().appendLong(value);
    }

    static void append(RowOutput out, double value) {
        out.column().appendDouble(value);
    }

    static void append(RowOutput out, @Nullable Boolean value) {
        if (value == null) {
            out.column().appendNull();
        } else {
            out.column().appendBoolean(value);
        }
    }

    static void append(RowOutput out, @Nullable Integer value) {
        if (value == null) {
            out.column().appendNull();
        } else {
            out.column().appendInt(value);
        }
    }

    static void append(RowOutput out, @Nullable Long value) {
        if (value == null) {
            out.column().appendNull();
        } else {
            out.column().appendLong(value);
        }
    }

    static void append(RowOutput out, @Nullable Double value) {
        if (value == null) {
            out.column().appendNull();
        } else {
            out.column().appendDouble(value);
        }
    }

    static void append(RowOutput out, @Nullable UUID value) {
        if (value == null) {
            out.column().appendNull();
        } else {
            out.column()
                    .appendUuid(value.getMostSignificantBits(), value.getLeastSignificantBits());
        }
    }

    static void append(RowOutput out, @Nullable String value) {
        if (value == null) {
            out.column().appendNull();
            return;
        }
        if (value.indexOf('\0') >= 0) {
            throw RowFailure.argument("a text cannot hold the character 0");
        }
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw RowFailure.argument("a text cannot hold half of a character");
        }
        out.beginText();
        out.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        out.endText();
    }

    static void append(RowOutput out, @Nullable BigDecimal value) {
        if (value == null) {
            out.column().appendNull();
            return;
        }
        DecimalType type = (DecimalType) out.column().type();
        long whole = (long) value.precision() - value.scale();
        if (value.signum() != 0 && whole > DIGITS_MAX) {
            throw RowFailure.decimalOverflow();
        }
        // A number of a vast scale would be rounded with a power of ten as vast.
        BigDecimal near = value.signum() == 0 || whole < -DIGITS_MAX - 1 ? BigDecimal.ZERO : value;
        if (!out.register().set(near, type.scale())) {
            throw RowFailure.decimalOverflow();
        }
        out.endDecimal(type.precision());
    }

    static void append(RowOutput out, @Nullable LocalDate value) {
        if (value == null) {
            out.column().appendNull();
            return;
        }
        long day = value.toEpochDay();
        if (day != (int) day) {
            throw RowFailure.timeOutOfRange("date");
        }
        out.column().appendInt((int) day);
    }

    static void append(RowOutput out, @Nullable LocalDateTime value) {
        append(out, value == null ? null : value.toInstant(ZoneOffset.UTC));
    }

    static void append(RowOutput out, @Nullable Instant value) {
        if (value == null) {
            out.column().appendNull();
            return;
        }
        long micros;
        try {
            micros =
                    Math.addExact(
                            Math.multiplyExact(value.getEpochSecond(), MICROS),
                            value.getNano() / 1000);
        } catch (ArithmeticException | DateTimeException e) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
        out.column().appendLong(micros);
    }
}
