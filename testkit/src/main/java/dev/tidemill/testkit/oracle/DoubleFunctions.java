package dev.tidemill.testkit.oracle;

import static dev.tidemill.testkit.oracle.RowError.argument;
import static dev.tidemill.testkit.oracle.RowError.overflow;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Functions of DOUBLE. NaN goes through; what leaves the domain or the range is an error. */
final class DoubleFunctions {
    private static final double RADIANS_PER_DEGREE = 0.017453292519943295;

    private DoubleFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        if (function == ScalarFunction.PI) {
            return Math.PI;
        }
        double x = a.number(0);
        return switch (function) {
            case SQRT -> sqrt(x);
            case EXP -> exp(x);
            case ROUND_TO_BYTE -> roundedToByte(x);
            case LN -> Math.log(logarithmArgument(x));
            case LOG10 -> Math.log10(logarithmArgument(x));
            case POWER -> power(x, a.number(1));
            case SIN -> Math.sin(angle(x));
            case COS -> Math.cos(angle(x));
            case TAN -> Math.tan(angle(x));
            case ASIN -> Math.asin(ratio(x));
            case ACOS -> Math.acos(ratio(x));
            case ATAN -> Math.atan(x);
            case ATAN2 -> Math.atan2(x, a.number(1));
            case RADIANS -> NumericFunctions.multiply(x, RADIANS_PER_DEGREE);
            case DEGREES -> NumericFunctions.divide(x, RADIANS_PER_DEGREE);
            default -> throw new IllegalArgumentException(function + " is not over DOUBLE");
        };
    }

    private static double sqrt(double x) {
        if (x < 0) {
            throw argument("cannot take square root of a negative number");
        }
        return Math.sqrt(x);
    }

    private static double exp(double x) {
        double result = Numbers.noOverflow(Math.exp(x), x);
        return Numbers.noUnderflow(result, x == Double.NEGATIVE_INFINITY);
    }

    private static double roundedToByte(double x) {
        if (x == 0 || !Double.isFinite(x)) {
            return x;
        }
        BigDecimal exact = new BigDecimal(Math.abs(x));
        int exponent = Math.max(Double.MIN_EXPONENT, Math.getExponent(x));
        BigDecimal unit = new BigDecimal(Math.scalb(1.0, exponent - 7));
        double rounded =
                exact.divide(unit).setScale(0, RoundingMode.HALF_UP).multiply(unit).doubleValue();
        double kept =
                Double.isInfinite(rounded) ? Math.scalb(255.0, Double.MAX_EXPONENT - 7) : rounded;
        return Math.copySign(kept, x);
    }

    private static double logarithmArgument(double x) {
        if (x <= 0) {
            throw argument("cannot take logarithm of zero or a negative number");
        }
        return x;
    }

    private static double power(double x, double y) {
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return y == 0 || x == 1 ? 1 : Double.NaN;
        }
        if (x == 0 && y < 0) {
            throw argument("zero raised to a negative power is undefined");
        }
        if (x < 0 && Math.floor(y) != y) {
            throw argument("a negative number raised to a non-integer power");
        }
        if (Double.isInfinite(y) && Math.abs(x) == 1) {
            return 1;
        }
        double result = Numbers.noOverflow(Math.pow(x, y), x, y);
        boolean mayBeZero = x == 0 || Double.isInfinite(x) || Double.isInfinite(y);
        return Numbers.noUnderflow(result, mayBeZero);
    }

    private static double angle(double x) {
        if (Double.isInfinite(x)) {
            throw overflow("DOUBLE");
        }
        return x;
    }

    private static double ratio(double x) {
        if (x < -1 || x > 1) {
            throw overflow("DOUBLE");
        }
        return x;
    }
}
