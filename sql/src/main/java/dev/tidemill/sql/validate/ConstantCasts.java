package dev.tidemill.sql.validate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.ArrayText;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.IntegerText;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Casts of constants, done once while planning instead of once a row. */
final class ConstantCasts {
    private static final long NANOS_PER_MICRO = 1_000;

    /** {@code 2001-01-31[ T]13:05[:00[.123456]][+00:00]}; a date alone is its midnight. */
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .optionalStart()
                    .appendPattern("['T'][' ']HH:mm[:ss]")
                    .optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 1, 6, true)
                    .optionalEnd()
                    .optionalEnd()
                    .optionalStart()
                    .appendOffset("+HH:mm", "Z")
                    .optionalEnd()
                    .optionalStart()
                    .appendOffset("+HH", "Z")
                    .optionalEnd()
                    .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                    .toFormatter(Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);

    /** What may be a date with or without a time, whatever its numbers. */
    private static final Pattern MOMENT =
            Pattern.compile(
                    "\\d{4,7}-\\d{1,2}-\\d{1,9}"
                            + "([ Tt]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d*)?)?"
                            + " *([zZ]|[uU][tT][cC]|[+-]\\d{1,2}(:?\\d{2})?)?)?( BC)?");

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

    private static final Pattern NOT_FINITE =
            Pattern.compile("nan|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private ConstantCasts() {}

    /** A literal of the type, or a cast for the engine where the conversion is not done here. */
    static Expr cast(Literal literal, Type target) {
        Object value = literal.value();
        if (value == null) {
            return new Literal(null, target);
        }
        if (value instanceof String text && literal.type() == Type.TEXT) {
            Object parsed = parsed(target == Type.TEXT ? text : text.trim(), target);
            return parsed == null ? new Cast(literal, target) : new Literal(parsed, target);
        }
        if (target == Type.TEXT && literal.type() == Type.UUID) {
            return new Literal(value.toString(), target);
        }
        if (value instanceof Number number && literal.type().isNumeric() && target.isNumeric()) {
            Object converted = number(number, target);
            return converted == null ? new Cast(literal, target) : new Literal(converted, target);
        }
        return new Cast(literal, target);
    }

    /** Null when the engine has to do it. */
    private static @Nullable Object parsed(String text, Type target) {
        try {
            return switch (target) {
                case DecimalType decimal -> decimal(text, decimal);
                case ArrayType array -> array(text, array);
                case SimpleType simple ->
                        switch (simple) {
                            case INTEGER, BIGINT -> whole(text, simple);
                            case DATE -> date(text);
                            case TIMESTAMP -> timestamp(text, false);
                            case TIMESTAMPTZ -> timestamp(text, true);
                            case INTERVAL -> IntervalText.parse(text);
                            case BOOLEAN -> truth(text);
                            case DOUBLE -> floating(text);
                            case TEXT -> text;
                            case UUID -> uuid(text);
                            case JSON -> Json.parse(text).text();
                        };
            };
        } catch (JsonError e) {
            throw new TidemillException(
                            ErrorCode.INVALID_CAST, "'" + text + "' is not a value of type JSON", e)
                    .withDetail(e.reason());
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_CAST,
                    "'" + text + "' is not a value of type " + target.sqlName(),
                    e);
        }
    }

    private static UUID uuid(String text) {
        ColumnBuilder builder = ColumnBuilder.of(Type.UUID, 1);
        byte[] bytes = text.getBytes(UTF_8);
        if (!UuidText.append(bytes, 0, bytes.length, builder)) {
            throw new NumberFormatException(text);
        }
        return (UUID) requireNonNull(builder.build().value(0));
    }

    /** Null when the engine has to read an element. */
    private static @Nullable Object array(String text, ArrayType type) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (String element : ArrayText.split(text)) {
            Object value = element == null ? null : parsed(element, type.element());
            if (value == null && element != null) {
                return null;
            }
            elements.add(value);
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object whole(String text, SimpleType type) {
        try {
            return number(IntegerText.read(text), type);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Object decimal(String text, DecimalType type) {
        if (NOT_FINITE.matcher(text).matches()) {
            return null;
        }
        if (NUMBER.matcher(text).matches()) {
            return number(new BigDecimal(text), type);
        }
        return whole(text, SimpleType.BIGINT) instanceof Long whole ? number(whole, type) : null;
    }

    /** Null where it is too large or too small: the engine reports that. */
    private static @Nullable Object floating(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "inf", "+infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> finite(text);
        };
    }

    private static @Nullable Object finite(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) || value == 0 ? null : value;
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> true;
            case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" -> false;
            default -> throw new NumberFormatException(text);
        };
    }

    private static @Nullable Object date(String text) {
        requireMoment(text);
        try {
            LocalDate date = LocalDate.parse(text);
            return date.getYear() < 1 ? null : Math.toIntExact(date.toEpochDay());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static void requireMoment(String text) {
        if (!MOMENT.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
    }

    /** Null for the rarer forms and for what is no day of the calendar: the engine reads these. */
    private static @Nullable Object timestamp(String text, boolean zoned) {
        requireMoment(text);
        TemporalAccessor parsed;
        try {
            parsed = TIMESTAMP.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeParseException e) {
            return null;
        }
        LocalDateTime local;
        if (parsed instanceof OffsetDateTime offset) {
            // A TIMESTAMP without zone ignores the offset, as PostgreSQL does.
            local =
                    zoned
                            ? offset.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
                            : offset.toLocalDateTime();
        } else {
            local = LocalDateTime.from(parsed);
        }
        if (local.getYear() < 1) {
            return null;
        }
        return Math.addExact(
                Math.multiplyExact(local.toLocalDate().toEpochDay(), Interval.MICROS_PER_DAY),
                local.toLocalTime().toNanoOfDay() / NANOS_PER_MICRO);
    }

    /** Null when it does not fit: the engine reports that. */
    private static @Nullable Object number(Number number, Type target) {
        if (target == Type.DOUBLE) {
            return number.doubleValue();
        }
        if (number instanceof Double) {
            return null;
        }
        BigDecimal exact =
                number instanceof BigDecimal decimal
                        ? decimal
                        : BigDecimal.valueOf(number.longValue());
        return switch (target) {
            case DecimalType decimal -> {
                BigDecimal scaled = exact.setScale(decimal.scale(), RoundingMode.HALF_UP);
                yield scaled.precision() > decimal.precision() ? null : scaled;
            }
            case ArrayType _ -> null;
            case SimpleType simple -> {
                BigDecimal whole = exact.setScale(0, RoundingMode.HALF_UP);
                if (whole.precision() > 18) {
                    yield null;
                }
                long value = whole.longValueExact();
                if (simple == SimpleType.BIGINT) {
                    yield value;
                }
                yield simple == SimpleType.INTEGER && value == (int) value
                        ? (Object) (int) value
                        : null;
            }
        };
    }
}
