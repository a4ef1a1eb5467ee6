package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;

/** The conversions that cannot fail and keep a row's place in an array: to BIGINT, to DOUBLE. */
record WidenKernel(Type type, Kernel input) implements Kernel {
    static boolean widens(Type from, Type to) {
        return (from == Type.INTEGER && (to == Type.BIGINT || to == Type.DOUBLE))
                || (from == Type.BIGINT && to == Type.DOUBLE)
                || (from.isTimestamp() && to.isTimestamp());
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column column = input.evaluate(frame, rows);
        int count = rows.count();
        if (column.type().isTimestamp()) {
            return column.as(type);
        }
        if (type == Type.BIGINT) {
            int[] values = ((IntColumn) column).values();
            long[] out = new long[count];
            for (int i = 0; i < count; i++) {
                out[i] = values[i];
            }
            return new LongColumn(type, count, out, column.nulls());
        }
        double[] out = new double[count];
        if (column instanceof IntColumn ints) {
            int[] values = ints.values();
            for (int i = 0; i < count; i++) {
                out[i] = values[i];
            }
        } else {
            long[] values = ((LongColumn) column).values();
            for (int i = 0; i < count; i++) {
                out[i] = values[i];
            }
        }
        return new DoubleColumn(type, count, out, column.nulls());
    }
}
