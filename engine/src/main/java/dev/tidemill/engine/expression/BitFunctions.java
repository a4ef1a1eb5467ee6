package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;

/** Bits, divisors and multiples of INTEGER and BIGINT. */
final class BitFunctions {
    private BitFunctions() {}

    /** A function of two whole numbers that is computed in 64 bits. */
    @FunctionalInterface
    private interface Operator {
        long apply(long a, long b);
    }

    static RowFunction of(Call call) {
        boolean isInteger = call.type() == Type.INTEGER;
        Operator operator = operator(call.function(), isInteger);
        boolean unary = call.arguments().size() == 1;
        return (arguments, i, out) -> {
            long a = whole(arguments[0], i);
            long result = operator.apply(a, unary ? 0 : whole(arguments[1], i));
            if (!isInteger) {
                out.column().appendLong(result);
                return;
            }
            if (result != (int) result) {
                throw RowFailure.outOfRange("integer");
            }
            out.column().appendInt((int) result);
        };
    }

    private static long whole(Column column, int i) {
        return column instanceof IntColumn ints
                ? ints.values()[i]
                : ((LongColumn) column).values()[i];
    }

    private static Operator operator(ScalarFunction function, boolean isInteger) {
        return switch (function) {
            case BIT_AND -> (a, b) -> a & b;
            case BIT_OR -> (a, b) -> a | b;
            case BIT_XOR -> (a, b) -> a ^ b;
            case BIT_NOT -> (a, _) -> ~a;
            case SHIFT_LEFT -> isInteger ? (a, b) -> (int) a << (int) b : (a, b) -> a << (int) b;
            case SHIFT_RIGHT -> isInteger ? (a, b) -> (int) a >> (int) b : (a, b) -> a >> (int) b;
            case GCD -> BitFunctions::divisor;
            case LCM -> BitFunctions::multiple;
            default -> throw new IllegalArgumentException(function + " is not over bits");
        };
    }

    private static long divisor(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = y == -1 ? 0 : x % y;
            x = y;
            y = rest;
        }
        if (x == Long.MIN_VALUE) {
            throw RowFailure.outOfRange("bigint");
        }
        return Math.abs(x);
    }

    private static long multiple(long a, long b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        try {
            return Math.absExact(Math.multiplyExact(a / divisor(a, b), b));
        } catch (ArithmeticException e) {
            throw RowFailure.outOfRange("bigint");
        }
    }
}
