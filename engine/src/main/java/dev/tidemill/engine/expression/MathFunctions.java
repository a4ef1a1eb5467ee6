package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;

/** Row functions over DOUBLE with PostgreSQL's domain errors. */
final class MathFunctions {
    /** The place value, in a double's bits, of the last of its first 8 significant bits. */
    private static final long UNIT = 1L << (52 - 7);

    private static final long HALF_UNIT = UNIT / 2;

    private MathFunctions() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case SQRT -> NumberFunctions.ofDouble(MathFunctions::sqrt);
            case EXP -> NumberFunctions.ofDouble(MathFunctions::exp);
            case ROUND_TO_BYTE -> NumberFunctions.ofDouble(MathFunctions::roundToByte);
            case LN -> NumberFunctions.ofDouble(value -> Math.log(logarithmic(value)));
            case LOG10 -> NumberFunctions.ofDouble(value -> Math.log10(logarithmic(value)));
            case SIN -> NumberFunctions.ofDouble(value -> Math.sin(finite(value)));
            case COS -> NumberFunctions.ofDouble(value -> Math.cos(finite(value)));
            case TAN -> NumberFunctions.ofDouble(value -> Math.tan(finite(value)));
            case ASIN -> NumberFunctions.ofDouble(value -> Math.asin(unit(value)));
            case ACOS -> NumberFunctions.ofDouble(value -> Math.acos(unit(value)));
            case ATAN -> NumberFunctions.ofDouble(Math::atan);
            case RADIANS -> NumberFunctions.ofDouble(MathFunctions::radians);
            case DEGREES -> NumberFunctions.ofDouble(MathFunctions::degrees);
            case PI -> (arguments, i, out) -> out.column().appendDouble(Math.PI);
            case POWER ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendDouble(
                                            power(
                                                    ((DoubleColumn) arguments[0]).values()[i],
                                                    ((DoubleColumn) arguments[1]).values()[i]));
            case ATAN2 ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendDouble(
                                            Math.atan2(
                                                    ((DoubleColumn) arguments[0]).values()[i],
                                                    ((DoubleColumn) arguments[1]).values()[i]));
            default -> throw new IllegalArgumentException(function + " is not over DOUBLE");
        };
    }

    private static double radians(double value) {
        double result = value * (Math.PI / 180);
        if (result == 0 && value != 0) {
            throw RowFailure.doubleUnderflow();
        }
        return result;
    }

    private static double degrees(double value) {
        double result = value / (Math.PI / 180);
        if (Double.isInfinite(result) && !Double.isInfinite(value)) {
            throw RowFailure.doubleOverflow();
        }
        return result;
    }

    private static double sqrt(double value) {
        if (value < 0) {
            throw RowFailure.argument("cannot take square root of a negative number");
        }
        return Math.sqrt(value);
    }

    private static double exp(double value) {
        double result = Math.exp(value);
        if (Double.isInfinite(result) && !Double.isInfinite(value)) {
            throw RowFailure.doubleOverflow();
        }
        if (result == 0 && !Double.isInfinite(value)) {
            throw RowFailure.doubleUnderflow();
        }
        return result;
    }

    /**
     * In its bits: half a unit is added, a carry goes on into the exponent, the rest is cut off.
     */
    static double roundToByte(double value) {
        if (!Double.isFinite(value)) {
            return value;
        }
        long bits = Double.doubleToRawLongBits(value + 0.0);
        double rounded = Double.longBitsToDouble((bits + HALF_UNIT) & -UNIT);
        return Double.isFinite(rounded) ? rounded : Double.longBitsToDouble(bits & -UNIT);
    }

    private static double logarithmic(double value) {
        if (value == 0) {
            throw RowFailure.argument("cannot take logarithm of zero");
        }
        if (value < 0) {
            throw RowFailure.argument("cannot take logarithm of a negative number");
        }
        return value;
    }

    private static double finite(double value) {
        if (Double.isInfinite(value)) {
            throw new RowFailure(ErrorCode.NUMERIC_OVERFLOW, "input is out of range");
        }
        return value;
    }

    private static double unit(double value) {
        if (value < -1 || value > 1) {
            throw new RowFailure(ErrorCode.NUMERIC_OVERFLOW, "input is out of range");
        }
        return value;
    }

    private static double power(double base, double exponent) {
        if (base == 1 || exponent == 0) {
            return 1;
        }
        if (Double.isNaN(base) || Double.isNaN(exponent)) {
            return Double.NaN;
        }
        if (base == 0 && exponent < 0) {
            throw RowFailure.argument("zero raised to a negative power is undefined");
        }
        boolean infinite = Double.isInfinite(base) || Double.isInfinite(exponent);
        if (base < 0 && exponent != Math.floor(exponent)) {
            throw RowFailure.argument(
                    "a negative number raised to a non-integer power yields a complex result");
        }
        double result = base == -1 && Double.isInfinite(exponent) ? 1 : Math.pow(base, exponent);
        if (!infinite && Double.isInfinite(result)) {
            throw RowFailure.doubleOverflow();
        }
        if (!infinite && result == 0 && base != 0) {
            throw RowFailure.doubleUnderflow();
        }
        return result;
    }
}
