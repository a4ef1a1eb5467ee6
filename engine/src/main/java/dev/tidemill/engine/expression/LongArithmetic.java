package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Call;

/** BIGINT arithmetic of two operands, checked as {@link IntArithmetic} is. */
final class LongArithmetic implements Kernel {
    private final Call call;
    private final Kernel left;
    private final Kernel right;

    LongArithmetic(Call call, Kernel left, Kernel right) {
        this.call = call;
        this.left = left;
        this.right = right;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        LongColumn a = (LongColumn) left.evaluate(frame, rows);
        LongColumn b = (LongColumn) right.evaluate(frame, rows);
        long[] out = new long[count];
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
        return new LongColumn(call.type(), count, out, mask.nulls());
    }

    private static void add(long[] a, long[] b, long[] out, ResultMask mask) {
        long bad = 0;
        for (int i = 0; i < out.length; i++) {
            long sum = a[i] + b[i];
            bad |= (a[i] ^ sum) & (b[i] ^ sum);
            out[i] = sum;
        }
        for (int i = 0; bad < 0 && i < out.length; i++) {
            check((a[i] ^ out[i]) & (b[i] ^ out[i]), i, mask);
        }
    }

    private static void subtract(long[] a, long[] b, long[] out, ResultMask mask) {
        long bad = 0;
        for (int i = 0; i < out.length; i++) {
            long difference = a[i] - b[i];
            bad |= (a[i] ^ b[i]) & (a[i] ^ difference);
            out[i] = difference;
        }
        for (int i = 0; bad < 0 && i < out.length; i++) {
            check((a[i] ^ b[i]) & (a[i] ^ out[i]), i, mask);
        }
    }

    private static void multiply(long[] a, long[] b, long[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            long product = a[i] * b[i];
            out[i] = product;
            check(Math.multiplyHigh(a[i], b[i]) == product >> 63 ? 0 : -1, i, mask);
        }
    }

    private static void check(long sign, int position, ResultMask mask) {
        if (sign < 0 && !mask.isNull(position)) {
            mask.fail(position, RowFailure.outOfRange("bigint"));
        }
    }

    private static void divide(long[] a, long[] b, long[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (mask.isNull(i)) {
                continue;
            }
            if (b[i] == 0) {
                mask.fail(i, RowFailure.divisionByZero());
            } else if (b[i] == -1 && a[i] == Long.MIN_VALUE) {
                mask.fail(i, RowFailure.outOfRange("bigint"));
            } else {
                out[i] = a[i] / b[i];
            }
        }
    }

    private static void modulo(long[] a, long[] b, long[] out, ResultMask mask) {
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
