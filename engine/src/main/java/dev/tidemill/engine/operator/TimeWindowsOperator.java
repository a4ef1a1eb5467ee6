package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * Each row once for every window of time that it lies in, at most {@link
 * TimeWindows#WINDOWS_PER_ROW_MAX} times. No state. A row whose windows are not in the calendar is
 * an error row.
 */
public final class TimeWindowsOperator implements Operator {
    private final TimeWindows plan;
    private final Type type;
    private final LongList sources = new LongList();
    private final LongList starts = new LongList();
    private final LongList ends = new LongList();

    public TimeWindowsOperator(TimeWindows plan) {
        this.plan = plan;
        this.type = plan.schema().type(plan.time());
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        sources.clear();
        starts.clear();
        ends.clear();
        LongColumn times = (LongColumn) batch.column(plan.time());
        for (int row = 0; row < batch.size(); row++) {
            if (!times.isNull(row)) {
                add(batch, row, times.values()[row], step);
            }
        }
        int count = sources.size();
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = (int) sources.get(i);
        }
        Batch repeated = batch.gather(rows, count);
        Column[] columns = new Column[plan.schema().size()];
        System.arraycopy(repeated.columns(), 0, columns, 0, batch.columnCount());
        columns[columns.length - 2] = new LongColumn(type, count, starts.toArray(), null);
        columns[columns.length - 1] = new LongColumn(type, count, ends.toArray(), null);
        return new Batch(plan.schema(), columns, count, repeated.weights());
    }

    private void add(Batch batch, int row, long time, Step step) {
        int before = sources.size();
        try {
            switch (plan.kind()) {
                case HOP -> hop(row, time);
                case CUMULATE -> cumulate(row, time);
            }
        } catch (ArithmeticException e) {
            sources.truncate(before);
            starts.truncate(before);
            ends.truncate(before);
            step.errors()
                    .add(
                            ErrorCode.DATETIME_OVERFLOW,
                            "timestamp out of range",
                            "the windows of " + time,
                            RowText.of(batch, row),
                            batch.weight(row));
        }
    }

    private void hop(int row, long time) {
        long start = plan.lastStart(time);
        while (Math.addExact(start, plan.sizeMicros()) > time) {
            add(row, start, Math.addExact(start, plan.sizeMicros()));
            start = Math.subtractExact(start, plan.stepMicros());
        }
    }

    private void cumulate(int row, long time) {
        long start = plan.lastStart(time);
        long steps = (time - start) / plan.stepMicros() + 1;
        for (long end = steps * plan.stepMicros();
                end <= plan.sizeMicros();
                end += plan.stepMicros()) {
            add(row, start, Math.addExact(start, end));
        }
    }

    private void add(int row, long start, long end) {
        sources.add(row);
        starts.add(start);
        ends.add(end);
    }
}
