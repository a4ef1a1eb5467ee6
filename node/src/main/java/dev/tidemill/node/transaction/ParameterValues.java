package dev.tidemill.node.transaction;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of parameters in the form that {@code Column.value} gives for their types. */
final class ParameterValues {
    private ParameterValues() {}

    /**
     * The values, converted.
     *
     * @param types of the statement's parameters
     * @throws TidemillException INVALID_REQUEST when there are too few; INVALID_CAST, TYPE_MISMATCH
     */
    static List<@Nullable Object> of(List<? extends @Nullable Object> given, List<Type> types) {
        if (given.size() < types.size()) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "the statement has %d parameters, and %d values were given"
                            .formatted(types.size(), given.size()));
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            values.add(value(given.get(i), types.get(i), i + 1));
        }
        return values;
    }

    private static @Nullable Object value(@Nullable Object value, Type type, int number) {
        Object given = value instanceof TypedValue typed ? typed.value() : value;
        if (given == null) {
            return null;
        }
        if (given instanceof String text) {
            return type == Type.TEXT
                    ? text
                    : RowProgram.constant(new Cast(new Literal(text, Type.TEXT), type));
        }
        Object own = converted(given, type);
        if (own == null) {
            throw new TidemillException(
                            ErrorCode.TYPE_MISMATCH,
                            "the parameter $%d is %s, and %s was given"
                                    .formatted(
                                            number,
                                            type.sqlName(),
                                            given.getClass().getSimpleName()))
                    .withHint("give it as text, or cast it in the statement");
        }
        return own;
    }

    /** Null when it does not fit. */
    private static @Nullable Object converted(Object given, Type type) {
        if (type == Type.TEXT) {
            return given.toString();
        }
        return switch (given) {
            case Number number -> number(number, type);
            case Boolean truth -> type == Type.BOOLEAN ? truth : null;
            case LocalDate date when type == Type.DATE -> Math.toIntExact(date.toEpochDay());
            case LocalDateTime time when type == Type.TIMESTAMP ->
                    micros(time.toInstant(ZoneOffset.UTC));
            case OffsetDateTime time when type == Type.TIMESTAMPTZ -> micros(time.toInstant());
            case Instant time when type == Type.TIMESTAMPTZ -> micros(time);
            default -> type.isNumeric() || type.isTimestamp() ? null : given;
        };
    }

    private static @Nullable Object number(Number number, Type type) {
        if (type == Type.DATE || type == Type.TIMESTAMP || type == Type.TIMESTAMPTZ) {
            // Days and microseconds, as columns have them.
            return number instanceof Integer || number instanceof Long ? number : null;
        }
        if (type == Type.DOUBLE) {
            return number.doubleValue();
        }
        if (type instanceof DecimalType decimal) {
            return new BigDecimal(number.toString())
                    .setScale(decimal.scale(), RoundingMode.HALF_UP);
        }
        if (type != Type.INTEGER && type != Type.BIGINT) {
            return null;
        }
        try {
            long whole = new BigDecimal(number.toString()).longValueExact();
            if (type == Type.BIGINT) {
                return whole;
            }
            return Math.toIntExact(whole);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static Long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
