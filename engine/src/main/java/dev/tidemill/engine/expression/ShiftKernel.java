package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Call;

/** A timestamp plus or minus a literal interval without months. */
record ShiftKernel(long micros, Kernel input, Call call) implements Kernel {
    /** The fixed length of an interval without months. */
    static long length(Interval interval, boolean negative) {
        long length =
                Math.addExact(
                        Math.multiplyExact((long) interval.days(), MICROS_PER_DAY),
                        interval.micros());
        return negative ? Math.negateExact(length) : length;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        LongColumn column = (LongColumn) input.evaluate(frame, rows);
        int count = rows.count();
        long[] values = column.values();
        long[] out = new long[count];
        ResultMask mask = new ResultMask(frame, rows, call.toString(), column.nulls());
        boolean bad = false;
        for (int i = 0; i < count; i++) {
            long sum = values[i] + micros;
            out[i] = sum;
            bad |= isOutOfRange(values[i], sum);
        }
        for (int i = 0; bad && i < count; i++) {
            if (isOutOfRange(values[i], out[i]) && !mask.isNull(i)) {
                mask.fail(i, RowFailure.timeOutOfRange("timestamp"));
            }
        }
        return new LongColumn(call.type(), count, out, mask.nulls());
    }

    @SuppressWarnings("ShortCircuitBoolean") // without branches the loop vectorises
    private boolean isOutOfRange(long value, long sum) {
        return ((value ^ sum) & (micros ^ sum)) < 0
                | sum < TimeArithmetic.TIMESTAMP_MIN
                | sum >= TimeArithmetic.TIMESTAMP_END;
    }
}
