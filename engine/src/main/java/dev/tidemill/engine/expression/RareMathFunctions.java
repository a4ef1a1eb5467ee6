package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;

/** The rarer functions of DOUBLE: hyperbolic ones, roots, logarithms of any base, buckets. */
final class RareMathFunctions {
    private static final double LN_2 = Math.log(2);

    private RareMathFunctions() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case CBRT -> NumberFunctions.ofDouble(Math::cbrt);
            case COT -> NumberFunctions.ofDouble(value -> 1 / Math.tan(finite(value)));
            case SINH -> NumberFunctions.ofDouble(Math::sinh);
            case COSH -> NumberFunctions.ofDouble(Math::cosh);
            case TANH -> NumberFunctions.ofDouble(Math::tanh);
            case ASINH -> NumberFunctions.ofDouble(RareMathFunctions::asinh);
            case ACOSH -> NumberFunctions.ofDouble(RareMathFunctions::acosh);
            case ATANH -> NumberFunctions.ofDouble(RareMathFunctions::atanh);
            case LOG -> RareMathFunctions::logarithm;
            case WIDTH_BUCKET -> RareMathFunctions::bucket;
            default -> throw new IllegalArgumentException(function + " is not over DOUBLE");
        };
    }

    private static double number(Column[] arguments, int index, int i) {
        return ((DoubleColumn) arguments[index]).values()[i];
    }

    private static double finite(double value) {
        if (Double.isInfinite(value)) {
            throw outOfRange();
        }
        return value;
    }

    private static RowFailure outOfRange() {
        return new RowFailure(ErrorCode.NUMERIC_OVERFLOW, "input is out of range");
    }

    private static double asinh(double value) {
        double size = Math.abs(value);
        double result =
                size > 1e150
                        ? Math.log(size) + LN_2
                        : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
        return Math.copySign(result, value);
    }

    private static double acosh(double value) {
        if (value < 1) {
            throw outOfRange();
        }
        double above = value - 1;
        return value > 1e150
                ? Math.log(value) + LN_2
                : Math.log1p(above + Math.sqrt(above * (value + 1)));
    }

    private static double atanh(double value) {
        if (value < -1 || value > 1) {
            throw outOfRange();
        }
        double size = Math.abs(value);
        return Math.copySign(0.5 * Math.log1p(2 * size / (1 - size)), value);
    }

    private static void logarithm(Column[] arguments, int i, RowOutput out) {
        double base = number(arguments, 0, i);
        double value = number(arguments, 1, i);
        if (base <= 0 || value <= 0) {
            throw RowFailure.argument("cannot take logarithm of zero or a negative number");
        }
        if (base == 1) {
            throw RowFailure.divisionByZero();
        }
        out.column().appendDouble(Math.log(value) / Math.log(base));
    }

    private static void bucket(Column[] arguments, int i, RowOutput out) {
        double value = number(arguments, 0, i);
        double low = number(arguments, 1, i);
        double high = number(arguments, 2, i);
        int count = TextFunctions.integer(arguments, 3, i);
        if (count <= 0) {
            throw RowFailure.argument("count must be greater than zero");
        }
        if (Double.isNaN(value) || Double.isNaN(low) || Double.isNaN(high)) {
            throw RowFailure.argument("operand, lower bound, and upper bound cannot be NaN");
        }
        if (Double.isInfinite(low) || Double.isInfinite(high)) {
            throw RowFailure.argument("lower and upper bounds must be finite");
        }
        if (low == high) {
            throw RowFailure.argument("lower bound cannot equal upper bound");
        }
        // From high to low, the same with all signs turned.
        long bucket =
                low < high ? bucket(value, low, high, count) : bucket(-value, -low, -high, count);
        if (bucket > Integer.MAX_VALUE) {
            throw RowFailure.outOfRange("integer");
        }
        out.column().appendInt((int) bucket);
    }

    private static long bucket(double value, double low, double high, int count) {
        if (value < low) {
            return 0;
        }
        if (value >= high) {
            return count + 1L;
        }
        double share =
                Double.isInfinite(high - low)
                        ? (value / 2 - low / 2) / (high / 2 - low / 2)
                        : (value - low) / (high - low);
        return Math.min((long) (count * share), count - 1L) + 1;
    }
}
