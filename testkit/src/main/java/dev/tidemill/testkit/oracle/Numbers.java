package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Exact numbers and the checks that bring them back into a type. */
final class Numbers {
    private Numbers() {}

    /** The exact value of an Integer, Long or BigDecimal. */
    static BigDecimal exact(Object value) {
        return switch (value) {
            case Integer number -> BigDecimal.valueOf(number);
            case Long number -> BigDecimal.valueOf(number);
            case BigDecimal number -> number;
            default -> throw new IllegalArgumentException("not exact: " + value.getClass());
        };
    }

    /** Rounds half away from zero to the type's scale; more digits than its precision overflow. */
    static BigDecimal fit(BigDecimal value, DecimalType type) {
        BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.unscaledValue().abs().compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
            throw RowError.overflow(type.sqlName());
        }
        return rounded;
    }

    /**
     * An exact value in a numeric type other than DOUBLE; a fraction rounds half away from zero.
     */
    static Object into(BigDecimal value, Type type) {
        if (type instanceof DecimalType decimal) {
            return fit(value, decimal);
        }
        BigInteger whole = value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
        if (type == Type.INTEGER && whole.bitLength() <= 31) {
            return whole.intValue();
        }
        if (type == Type.BIGINT && whole.bitLength() <= 63) {
            return whole.longValue();
        }
        throw RowError.overflow(type.sqlName());
    }

    /** A finite result of finite operands, or an error. */
    static double noOverflow(double result, double... operands) {
        if (Double.isInfinite(result)) {
            for (double operand : operands) {
                if (Double.isInfinite(operand)) {
                    return result;
                }
            }
            throw RowError.overflow("DOUBLE");
        }
        return result;
    }

    static double noUnderflow(double result, boolean mayBeZero) {
        if (result == 0 && !mayBeZero) {
            throw RowError.overflow("DOUBLE");
        }
        return result;
    }
}
