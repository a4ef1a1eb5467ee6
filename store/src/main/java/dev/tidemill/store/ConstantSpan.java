package dev.tidemill.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.store.KeyPredicates.Constant;
import dev.tidemill.store.KeyPredicates.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A constant between two values of a column's type, in the form {@code Column.value} gives. The two
 * are one, and it is exact, when the type has the constant. One beyond the type's values has the
 * nearest of them twice and is not exact. So every value below {@code low} is below the constant
 * for DuckDB too, and every value above {@code high} is above it.
 *
 * <p>There is none where DuckDB compares in another type in which values would meet that differ
 * here, or the other way round: a BIGINT with a number in scientific notation is compared as
 * DOUBLE, a text with a number as a number.
 */
record ConstantSpan(Object low, Object high, boolean isExact) {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,38}");
    private static final Pattern DECIMAL = Pattern.compile("-?([0-9]{0,18})\\.?([0-9]{0,9})");
    private static final Pattern NUMBER =
            Pattern.compile("-?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F-]{36}");
    private static final Pattern DATE = Pattern.compile("(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME =
            Pattern.compile(
                    "((?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?)"
                            + "(Z|\\+00|\\+00:00)?");

    /** Digits before and behind the point of a constant that is compared exactly. */
    private static final int WHOLE_DIGITS_MAX = 18;

    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final BigDecimal DOUBLE_WHOLE_MAX = BigDecimal.valueOf(1L << 53);

    private static ConstantSpan exactly(Object value) {
        return new ConstantSpan(value, value, true);
    }

    /** Null when it is not certain how DuckDB compares the two. */
    static @Nullable ConstantSpan of(Constant constant, Type type) {
        try {
            return switch (type) {
                case DecimalType decimal -> decimal(constant, decimal);
                case SimpleType simple -> simple(constant, simple);
                default -> null;
            };
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable ConstantSpan simple(Constant constant, SimpleType type) {
        return switch (type) {
            case INTEGER -> whole(constant, type, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> whole(constant, type, Long.MIN_VALUE, Long.MAX_VALUE);
            case DOUBLE -> floating(constant);
            case BOOLEAN ->
                    constant.kind() == Kind.BOOLEAN
                            ? exactly(constant.text().equalsIgnoreCase("true"))
                            : null;
            case TEXT -> constant.kind() == Kind.TEXT ? exactly(constant.text()) : null;
            case UUID -> uuid(constant);
            case DATE -> date(constant);
            case TIMESTAMP -> timestamp(constant, false);
            case TIMESTAMPTZ -> timestamp(constant, true);
            case INTERVAL, JSON -> null;
        };
    }

    /** A number that is compared as a whole number or a decimal; null for others. */
    private static @Nullable BigDecimal plainNumber(Constant constant) {
        String text = constant.text();
        boolean isPlain =
                switch (constant.kind()) {
                    case WHOLE -> WHOLE.matcher(text).matches();
                    case DECIMAL -> DECIMAL.matcher(text).matches() && text.matches(".*[0-9].*");
                    case TEXT, BOOLEAN, DATE, TIMESTAMP, TIMESTAMPTZ -> false;
                };
        return isPlain ? new BigDecimal(text) : null;
    }

    private static @Nullable ConstantSpan whole(
            Constant constant, SimpleType type, long least, long greatest) {
        BigDecimal number = plainNumber(constant);
        boolean fits =
                number != null
                        && number.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
                        && number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        if (number == null || !fits) {
            return null;
        }
        long floor = number.setScale(0, RoundingMode.FLOOR).longValueExact();
        long ceiling = number.setScale(0, RoundingMode.CEILING).longValueExact();
        long low = Math.clamp(floor, least, greatest);
        long high = Math.clamp(ceiling, least, greatest);
        boolean isExact = floor == ceiling && low == floor;
        return type == SimpleType.INTEGER
                ? new ConstantSpan((int) low, (int) high, isExact)
                : new ConstantSpan(low, high, isExact);
    }

    /** DuckDB compares in a decimal that holds both, unless that has more than 38 digits. */
    private static @Nullable ConstantSpan decimal(Constant constant, DecimalType type) {
        BigDecimal number = plainNumber(constant);
        if (number == null) {
            return null;
        }
        int whole = Math.max(type.precision() - type.scale(), WHOLE_DIGITS_MAX);
        int scale = Math.max(type.scale(), number.scale());
        boolean isShort = number.precision() - number.scale() <= WHOLE_DIGITS_MAX;
        if (!isShort || whole + scale > DecimalType.PRECISION_MAX) {
            return null;
        }
        BigDecimal low = number.setScale(type.scale(), RoundingMode.FLOOR);
        BigDecimal high = number.setScale(type.scale(), RoundingMode.CEILING);
        return new ConstantSpan(low, high, low.compareTo(high) == 0);
    }

    /** A decimal becomes a DOUBLE by a division, which may be one step off the nearest. */
    private static @Nullable ConstantSpan floating(Constant constant) {
        boolean isNumber = constant.kind() == Kind.WHOLE || constant.kind() == Kind.DECIMAL;
        if (!isNumber || !NUMBER.matcher(constant.text()).matches()) {
            return null;
        }
        double value = Double.parseDouble(constant.text());
        if (Double.isInfinite(value)) {
            return null;
        }
        boolean isExact =
                constant.kind() == Kind.WHOLE
                        && new BigDecimal(constant.text()).abs().compareTo(DOUBLE_WHOLE_MAX) <= 0;
        return isExact
                ? exactly(value == 0 ? 0.0 : value)
                : new ConstantSpan(Math.nextDown(value), Math.nextUp(value), false);
    }

    private static @Nullable ConstantSpan uuid(Constant constant) {
        if (constant.kind() != Kind.TEXT || !UUID.matcher(constant.text()).matches()) {
            return null;
        }
        ColumnBuilder builder = ColumnBuilder.of(Type.UUID, 1);
        byte[] bytes = constant.text().getBytes(UTF_8);
        return UuidText.append(bytes, 0, bytes.length, builder)
                ? exactly(requireNonNull(builder.build().value(0), "uuid"))
                : null;
    }

    private static @Nullable ConstantSpan date(Constant constant) {
        boolean isDate = constant.kind() == Kind.TEXT || constant.kind() == Kind.DATE;
        return isDate && DATE.matcher(constant.text()).matches()
                ? exactly(Math.toIntExact(LocalDate.parse(constant.text()).toEpochDay()))
                : null;
    }

    /** The session's time zone is UTC: local times and those with a zone compare as they are. */
    private static @Nullable ConstantSpan timestamp(Constant constant, boolean hasZone) {
        String text = constant.text();
        if (DATE.matcher(text).matches()) {
            boolean isTime = constant.kind() != Kind.WHOLE && constant.kind() != Kind.BOOLEAN;
            return isTime ? exactly(micros(LocalDate.parse(text).atStartOfDay())) : null;
        }
        Matcher time = TIME.matcher(text);
        boolean mayHaveZone =
                constant.kind() == Kind.TIMESTAMPTZ || (constant.kind() == Kind.TEXT && hasZone);
        boolean isTime =
                constant.kind() == Kind.TEXT
                        || constant.kind() == Kind.TIMESTAMP
                        || constant.kind() == Kind.TIMESTAMPTZ;
        if (!isTime || !time.matches() || (time.group(5) != null && !mayHaveZone)) {
            return null;
        }
        LocalDateTime value = LocalDate.parse(time.group(1)).atTime(LocalTime.parse(time.group(2)));
        return exactly(micros(value));
    }

    private static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(EPOCH, time);
    }
}
