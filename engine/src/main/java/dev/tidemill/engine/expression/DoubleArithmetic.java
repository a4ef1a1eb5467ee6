package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.expr.Call;

/**
 * DOUBLE arithmetic of two operands. As in PostgreSQL, finite operands must not overflow to
 * infinity, nor factors that are not zero vanish.
 */
final class DoubleArithmetic implements Kernel {
    private final Call call;
    private final Kernel left;
    private final Kernel right;

    DoubleArithmetic(Call call, Kernel left, Kernel right) {
        this.call = call;
        this.left = left;
        this.right = right;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        DoubleColumn a = (DoubleColumn) left.evaluate(frame, rows);
        DoubleColumn b = (DoubleColumn) right.evaluate(frame, rows);
        double[] out = new double[count];
        ResultMask mask =
                new ResultMask(frame, rows, call.toString(), ResultMask.either(a, b, count));
        double[] x = a.values();
        double[] y = b.values();
        switch (call.function()) {
            case ADD -> {
                for (int i = 0; i < count; i++) {
                    out[i] = x[i] + y[i];
                }
                checkOverflow(x, y, out, mask);
            }
            case SUBTRACT -> {
                for (int i = 0; i < count; i++) {
                    out[i] = x[i] - y[i];
                }
                checkOverflow(x, y, out, mask);
            }
            case MULTIPLY -> {
                for (int i = 0; i < count; i++) {
                    out[i] = x[i] * y[i];
                }
                checkOverflow(x, y, out, mask);
                checkUnderflow(x, y, out, mask);
            }
            case DIVIDE -> divide(x, y, out, mask);
            case MODULO -> modulo(x, y, out, mask);
            default -> throw new IllegalStateException(call.function() + " is not arithmetic");
        }
        return new DoubleColumn(call.type(), count, out, mask.nulls());
    }

    private static void checkOverflow(double[] x, double[] y, double[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (Double.isInfinite(out[i])
                    && !Double.isInfinite(x[i])
                    && !Double.isInfinite(y[i])
                    && !mask.isNull(i)) {
                mask.fail(i, RowFailure.doubleOverflow());
            }
        }
    }

    private static void checkUnderflow(double[] x, double[] y, double[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (out[i] == 0 && x[i] != 0 && y[i] != 0 && !mask.isNull(i)) {
                mask.fail(i, RowFailure.doubleUnderflow());
            }
        }
    }

    private static void divide(double[] x, double[] y, double[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            double quotient = x[i] / y[i];
            out[i] = quotient;
            if (y[i] == 0) {
                if (!mask.isNull(i) && !Double.isNaN(x[i])) {
                    mask.fail(i, RowFailure.divisionByZero());
                }
            } else if (Double.isInfinite(quotient)) {
                if (!Double.isInfinite(x[i]) && !mask.isNull(i)) {
                    mask.fail(i, RowFailure.doubleOverflow());
                }
            } else if (quotient == 0 && x[i] != 0 && !Double.isInfinite(y[i]) && !mask.isNull(i)) {
                mask.fail(i, RowFailure.doubleUnderflow());
            }
        }
    }

    private static void modulo(double[] x, double[] y, double[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (y[i] == 0 && !mask.isNull(i)) {
                mask.fail(i, RowFailure.divisionByZero());
            }
            out[i] = x[i] % y[i];
        }
    }
}
