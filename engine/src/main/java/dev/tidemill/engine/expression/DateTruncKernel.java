package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Call;

/** DATE_TRUNC with a literal unit. */
record DateTruncKernel(TimeUnit unit, Kernel input, Call call) implements Kernel {
    @Override
    public Column evaluate(Frame frame, Selection rows) {
        LongColumn column = (LongColumn) input.evaluate(frame, rows);
        int count = rows.count();
        long[] values = column.values();
        long[] out = new long[count];
        ResultMask mask = new ResultMask(frame, rows, "", column.nulls());
        if (unit.fixedMicros() > 0) {
            long step = unit.fixedMicros();
            for (int i = 0; i < count; i++) {
                out[i] = values[i] - Math.floorMod(values[i], step);
            }
        } else {
            calendar(values, out, mask);
        }
        return new LongColumn(call.type(), count, out, mask.nulls());
    }

    private void calendar(long[] values, long[] out, ResultMask mask) {
        for (int i = 0; i < out.length; i++) {
            if (!mask.isNull(i)) {
                out[i] = TimeArithmetic.truncate(unit, values[i]);
            }
        }
    }
}
