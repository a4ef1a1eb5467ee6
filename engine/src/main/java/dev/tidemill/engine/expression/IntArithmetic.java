package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.expr.Call;

/**
 * INTEGER arithmetic of two operands. The fast loop computes all rows and notes whether any
 * overflowed; only then a second one looks for the rows.
 */
final class IntArithmetic implements Kernel {
    private final Call call;
    private final Kernel left;
    private final Kernel right;

    IntArithmetic(Call call, Kernel left, Kernel right) {
        this.call = call;
        this.left = left;
        this.right = right;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        IntColumn a = (IntColumn) left.evaluate(frame, rows);
        IntColumn b = (IntColumn) right.evaluate(frame, rows);
        int[] out = new int[count];
        ResultMask mask =
                new ResultMask(frame, rows, call.toString(), ResultMask.either(a, b, count));
        switch (call.function()) {
            case ADD -> add(a.values(), b.values(), out, mask);
            case SUBTRACT -> subtract(a.values(), b.values(), out, mask);
            case MULTIPLY -> multiply(a.values(), b.values(), out, mask);
            case DIVIDE -> divide(a.values(), b.values(), out, mask);
            case MODULO -> modulo(a.values(), b.values(), out, mask);
            default -> throw new IllegalStateException(call.function() + " is not arithmetic");
        }
        return new IntColumn(call.type(), count, out, mask.nulls());
    }

    private static void add(int[] a, int[] b, int[] out, ResultMask mask) {
        int bad = 0;
        for (int i = 0; i < out.length; i++) {
            int sum = a[i] + b[i];
            bad |= (a[i] ^ sum) & (b[i] ^ sum);
            out[i] = sum;
        }
        for (int i = 0; bad < 0 && i < out.length; i++) {
            check((long) a[i] + b[i], i, mask);
        }
    }

    private static void subtract(int[] a, int[] b, int[] out, ResultMask mask) {
        int bad = 0;
        for (int i = 0; i < out.length; i++) {
            int difference = a[i] - b[i];
            bad |= (a[i] ^ b[i]) & (a[i] ^ difference);
            out[i] = difference;
        }
        for (int i = 0; bad < 0 && i < out.length; i++) {
            check((long) a[i] - b[i], i, mask);
        }
    }

    private static void multiply(int[] a, int[] b, int[] out, ResultMask mask) {
        long bad = 0;
        for (int i = 0; i < out.length; i++) {
            long product = (long) a[i] * b[i];
            bad |= product ^ (int) product;
            out[i] = (int) product;
        }
        for (int i = 0; bad != 0 && i < out.length; i++) {
            check((long) a[i] * b[i], i, mask);
        }
    }

    private static void check(long exact, int position, ResultMask mask) {
        if (exact != (int) exact && !mask.isNull(position)) {
            mask.fail(position, RowFailure.outOfRange("integer"));
        }
    }

    private static void divide(int[] a, int[] b, int[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (mask.isNull(i)) {
                continue;
            }
            if (b[i] == 0) {
                mask.fail(i, RowFailure.divisionByZero());
            } else if (b[i] == -1 && a[i] == Integer.MIN_VALUE) {
                mask.fail(i, RowFailure.outOfRange("integer"));
            } else {
                out[i] = a[i] / b[i];
            }
        }
    }

    private static void modulo(int[] a, int[] b, int[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (mask.isNull(i)) {
                continue;
            }
            if (b[i] == 0) {
                mask.fail(i, RowFailure.divisionByZero());
            } else {
                out[i] = a[i] % b[i];
            }
        }
    }
}
