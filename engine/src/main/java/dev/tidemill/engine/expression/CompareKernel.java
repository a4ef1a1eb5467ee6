package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;

/**
 * A comparison. The six operators are three relations, possibly with the operands swapped or the
 * answer turned. NULL when an operand is NULL.
 */
final class CompareKernel implements Kernel {
    /** What is tested. */
    enum Relation {
        EQUAL,
        LESS,
        LESS_OR_EQUAL
    }

    private final Relation relation;
    private final boolean negated;
    private final Kernel left;
    private final Kernel right;

    CompareKernel(Relation relation, boolean negated, Kernel left, Kernel right) {
        this.relation = relation;
        this.negated = negated;
        this.left = left;
        this.right = right;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        Column a = left.evaluate(frame, rows);
        Column b = right.evaluate(frame, rows);
        boolean[] out = new boolean[count];
        compare(a, b, out);
        if (negated) {
            for (int i = 0; i < count; i++) {
                out[i] = !out[i];
            }
        }
        return new BoolColumn(Type.BOOLEAN, count, out, ResultMask.either(a, b, count));
    }

    private void compare(Column a, Column b, boolean[] out) {
        if (a instanceof IntColumn x && b instanceof IntColumn y) {
            ints(x.values(), y.values(), out);
        } else if (a instanceof LongColumn x && b instanceof LongColumn y) {
            longs(x.values(), y.values(), out);
        } else if (a instanceof DoubleColumn x && b instanceof DoubleColumn y) {
            doubles(x.values(), y.values(), out);
        } else if (a instanceof Int128Column x
                && b instanceof Int128Column y
                && x.scale() == y.scale()) {
            words(x, y, out);
        } else if (a instanceof BytesColumn x
                && b instanceof BytesColumn y
                && relation == Relation.EQUAL) {
            texts(x, y, out);
        } else {
            others(a, b, out);
        }
    }

    private void ints(int[] a, int[] b, boolean[] out) {
        switch (relation) {
            case EQUAL -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] == b[i];
                }
            }
            case LESS -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] < b[i];
                }
            }
            case LESS_OR_EQUAL -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] <= b[i];
                }
            }
        }
    }

    private void longs(long[] a, long[] b, boolean[] out) {
        switch (relation) {
            case EQUAL -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] == b[i];
                }
            }
            case LESS -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] < b[i];
                }
            }
            case LESS_OR_EQUAL -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] <= b[i];
                }
            }
        }
    }

    /** NaN equals NaN and is greater than any number. */
    @SuppressWarnings("ShortCircuitBoolean") // without branches the loops vectorise
    private void doubles(double[] a, double[] b, boolean[] out) {
        switch (relation) {
            case EQUAL -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] == b[i] | (Double.isNaN(a[i]) & Double.isNaN(b[i]));
                }
            }
            case LESS -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] < b[i] | (!Double.isNaN(a[i]) & Double.isNaN(b[i]));
                }
            }
            case LESS_OR_EQUAL -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] <= b[i] | Double.isNaN(b[i]);
                }
            }
        }
    }

    /** The high words are signed, the low ones are not. */
    private void words(Int128Column a, Int128Column b, boolean[] out) {
        for (int i = 0; i < out.length; i++) {
            long high = a.high()[i];
            long otherHigh = b.high()[i];
            long low = a.low()[i] + Long.MIN_VALUE;
            long otherLow = b.low()[i] + Long.MIN_VALUE;
            out[i] =
                    switch (relation) {
                        case EQUAL -> high == otherHigh && low == otherLow;
                        case LESS -> high < otherHigh || (high == otherHigh && low < otherLow);
                        case LESS_OR_EQUAL ->
                                high < otherHigh || (high == otherHigh && low <= otherLow);
                    };
        }
    }

    private static void texts(BytesColumn a, BytesColumn b, boolean[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = a.length(i) == b.length(i) && a.sameBytes(i, b, i);
        }
    }

    private void others(Column a, Column b, boolean[] out) {
        boolean[] nulls = ResultMask.either(a, b, out.length);
        for (int i = 0; i < out.length; i++) {
            if (nulls != null && nulls[i]) {
                continue;
            }
            int order = ValueOrder.compare(a, i, b, i);
            out[i] =
                    switch (relation) {
                        case EQUAL -> order == 0;
                        case LESS -> order < 0;
                        case LESS_OR_EQUAL -> order <= 0;
                    };
        }
    }
}
