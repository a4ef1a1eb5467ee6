package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;

/** IS [NOT] DISTINCT FROM: equality in which NULL equals NULL; never NULL. */
record DistinctKernel(boolean distinct, Kernel left, Kernel right) implements Kernel {
    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column a = left.evaluate(frame, rows);
        Column b = right.evaluate(frame, rows);
        boolean[] out = new boolean[rows.count()];
        for (int i = 0; i < out.length; i++) {
            boolean same;
            if (a.isNull(i) || b.isNull(i)) {
                same = a.isNull(i) && b.isNull(i);
            } else {
                same = ValueOrder.compare(a, i, b, i) == 0;
            }
            out[i] = same != distinct;
        }
        return new BoolColumn(Type.BOOLEAN, out.length, out, null);
    }
}
