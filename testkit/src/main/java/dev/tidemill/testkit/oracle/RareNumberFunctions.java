package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Bits and divisors of whole numbers, in big integers, and the rarer functions of DOUBLE. */
final class RareNumberFunctions {
    private RareNumberFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        return switch (function) {
            case GCD, LCM, BIT_AND, BIT_OR, BIT_XOR, BIT_NOT, SHIFT_LEFT, SHIFT_RIGHT ->
                    Numbers.into(new BigDecimal(whole(function, a)), a.result());
            case TRUNCATE_TO ->
                    Numbers.fit(
                            ((BigDecimal) a.value(0))
                                    .setScale(Math.clamp(a.integer(1), -40, 40), RoundingMode.DOWN),
                            (DecimalType) a.result());
            case WIDTH_BUCKET -> bucket(a.number(0), a.number(1), a.number(2), a.integer(3));
            case LOG -> logarithm(a.number(0), a.number(1));
            default -> real(function, a.number(0));
        };
    }

    private static BigInteger whole(ScalarFunction function, Arguments a) {
        BigInteger x = BigInteger.valueOf(((Number) a.value(0)).longValue());
        BigInteger y = a.count() > 1 ? BigInteger.valueOf(((Number) a.value(1)).longValue()) : x;
        int bits = a.result() == Type.INTEGER ? 32 : 64;
        int shift = y.mod(BigInteger.valueOf(bits)).intValue();
        return switch (function) {
            case GCD -> x.gcd(y);
            case LCM ->
                    x.signum() == 0 || y.signum() == 0
                            ? BigInteger.ZERO
                            : x.multiply(y).abs().divide(x.gcd(y));
            case BIT_AND -> x.and(y);
            case BIT_OR -> x.or(y);
            case BIT_XOR -> x.xor(y);
            case BIT_NOT -> x.not();
            case SHIFT_LEFT -> {
                BigInteger shifted = x.shiftLeft(shift);
                yield BigInteger.valueOf(bits == 32 ? shifted.intValue() : shifted.longValue());
            }
            default -> x.shiftRight(shift);
        };
    }

    private static double real(ScalarFunction function, double x) {
        return switch (function) {
            case CBRT -> Math.cbrt(x);
            case COT -> 1 / Math.tan(inside(x, !Double.isInfinite(x)));
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case TANH -> Math.tanh(x);
            case ASINH ->
                    Math.signum(x)
                            * (Math.abs(x) < 1e8
                                    ? Math.log1p(Math.abs(x) + x * x / (1 + Math.sqrt(x * x + 1)))
                                    : Math.log(Math.abs(x)) + Math.log(2));
            case ACOSH ->
                    x > 1e8
                            ? Math.log(x) + Math.log(2)
                            : Math.log1p(inside(x, !(x < 1)) - 1 + Math.sqrt((x - 1) * (x + 1)));
            case ATANH -> 0.5 * (Math.log1p(inside(x, !(Math.abs(x) > 1))) - Math.log1p(-x));
            default -> throw new IllegalArgumentException(function + " is not over DOUBLE");
        };
    }

    private static double inside(double x, boolean isInside) {
        if (!isInside) {
            throw RowError.overflow("input");
        }
        return x;
    }

    private static double logarithm(double base, double x) {
        if (base <= 0 || x <= 0) {
            throw RowError.argument("no logarithm");
        }
        if (base == 1) {
            throw RowError.divisionByZero();
        }
        return Math.log(x) / Math.log(base);
    }

    private static Object bucket(double x, double low, double high, int count) {
        boolean finite = Double.isFinite(low) && Double.isFinite(high);
        if (count <= 0 || Double.isNaN(x) || !finite || low == high) {
            throw RowError.argument("no buckets");
        }
        if (low > high) {
            return bucket(-x, -low, -high, count);
        }
        double width = high / 2 - low / 2;
        long bucket =
                x < low
                        ? 0
                        : x >= high
                                ? count + 1L
                                : 1
                                        + Math.min(
                                                count - 1L,
                                                (long)
                                                        (count
                                                                * (Double.isInfinite(high - low)
                                                                        ? (x / 2 - low / 2) / width
                                                                        : (x - low)
                                                                                / (high - low))));
        return Numbers.into(BigDecimal.valueOf(bucket), Type.INTEGER);
    }
}
