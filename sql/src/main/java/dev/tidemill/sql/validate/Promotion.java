package dev.tidemill.sql.validate;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's implicit conversions: the one type that several values are brought to. */
public final class Promotion {
    private static final int INTEGER_DIGITS = 10;
    private static final int BIGINT_DIGITS = 19;

    /** The least scale that PostgreSQL keeps in a quotient. */
    static final int QUOTIENT_SCALE = 16;

    private Promotion() {}

    /**
     * The common type of several values, or null when there is none. Untyped constants follow the
     * others; alone they are TEXT.
     */
    public static @Nullable Type common(List<ArgumentType> arguments) {
        Type common = null;
        for (ArgumentType argument : arguments) {
            if (argument.isUntyped()) {
                continue;
            }
            Type type = argument.type();
            common = common == null ? type : common(common, type);
            if (common == null) {
                return null;
            }
        }
        return common == null ? Type.TEXT : common;
    }

    /** The common type of two, or null. */
    public static @Nullable Type common(@Nullable Type left, @Nullable Type right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.equals(right)) {
            return left;
        }
        if (left.isNumeric() && right.isNumeric()) {
            return numeric(left, right);
        }
        if (isDateTime(left) && isDateTime(right)) {
            return left == Type.TIMESTAMPTZ || right == Type.TIMESTAMPTZ
                    ? Type.TIMESTAMPTZ
                    : Type.TIMESTAMP;
        }
        return null;
    }

    /** INTEGER, then BIGINT, then DECIMAL, then DOUBLE. */
    static Type numeric(Type left, Type right) {
        if (left == Type.DOUBLE || right == Type.DOUBLE) {
            return Type.DOUBLE;
        }
        if (left instanceof DecimalType || right instanceof DecimalType) {
            DecimalType a = decimal(left);
            DecimalType b = decimal(right);
            int scale = Math.max(a.scale(), b.scale());
            int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
            return bounded(whole + scale, scale);
        }
        return left == Type.BIGINT || right == Type.BIGINT ? Type.BIGINT : Type.INTEGER;
    }

    /** The decimal that holds every value of a decimal or integer type. */
    public static DecimalType decimal(Type type) {
        if (type instanceof DecimalType decimal) {
            return decimal;
        }
        return new DecimalType(type == Type.INTEGER ? INTEGER_DIGITS : BIGINT_DIGITS, 0);
    }

    static DecimalType sum(DecimalType a, DecimalType b) {
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        return bounded(whole + scale + 1, scale);
    }

    /** Exact while 38 digits hold every product; else rounded to 16 places or the operands' own. */
    static DecimalType product(DecimalType a, DecimalType b) {
        int scale = a.scale() + b.scale();
        int precision = a.precision() + b.precision();
        if (precision <= DecimalType.PRECISION_MAX) {
            return new DecimalType(precision, scale);
        }
        int kept = Math.max(QUOTIENT_SCALE, Math.max(a.scale(), b.scale()));
        return new DecimalType(DecimalType.PRECISION_MAX, Math.min(scale, kept));
    }

    static DecimalType quotient(DecimalType a, DecimalType b) {
        int scale = Math.max(QUOTIENT_SCALE, Math.max(a.scale(), b.scale()));
        return new DecimalType(DecimalType.PRECISION_MAX, scale);
    }

    private static DecimalType bounded(int precision, int scale) {
        return new DecimalType(Math.min(precision, DecimalType.PRECISION_MAX), scale);
    }

    private static boolean isDateTime(Type type) {
        return type == Type.DATE || type.isTimestamp();
    }
}
