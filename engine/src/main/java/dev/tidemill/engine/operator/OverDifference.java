package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.RowErrors;
import java.util.List;

/** What differs between the rows of a stretch with their values before a step and after it. */
final class OverDifference {
    private final Over plan;
    private final OverLane old;
    private final OverLane fresh;
    private final Column[] oldColumns;
    private final Column[] newColumns;
    private final RowErrors oldFailures;
    private final RowErrors newFailures;
    private final IntList sources = new IntList();
    private final LongList weights = new LongList();

    OverDifference(
            Over plan, OverLane old, OverValues oldValues, OverLane fresh, OverValues newValues) {
        this.plan = plan;
        this.old = old;
        this.fresh = fresh;
        this.oldColumns = oldValues.columns();
        this.newColumns = newValues.columns();
        this.oldFailures = oldValues.failures();
        this.newFailures = newValues.failures();
    }

    /** The changes of the rows from one to before another; failures go to the step's errors. */
    Batch between(int from, int to, Step step) {
        report(old, oldFailures, from, to, -1, step);
        report(fresh, newFailures, from, to, 1, step);
        int o = firstOf(old, from);
        int n = firstOf(fresh, from);
        boolean repeats = false;
        for (int row = from; row < to; row++) {
            int oldEnd = endOf(old, row, o);
            int newEnd = endOf(fresh, row, n);
            repeats |= oldEnd - o > 1 || newEnd - n > 1;
            compare(o, oldEnd, n, newEnd);
            o = oldEnd;
            n = newEnd;
        }
        Batch changes = build();
        return repeats ? Consolidation.of(changes) : changes;
    }

    private static void report(
            OverLane lane, RowErrors failures, int from, int to, long weight, Step step) {
        for (RowError error : failures.list()) {
            int row = lane.row(error.row());
            if (row >= from && row < to) {
                step.errors()
                        .add(
                                error.code(),
                                error.message(),
                                error.expression(),
                                RowText.of(lane.batch(), row),
                                weight);
            }
        }
    }

    private static int firstOf(OverLane lane, int row) {
        int copy = 0;
        while (copy < lane.count() && lane.row(copy) < row) {
            copy++;
        }
        return copy;
    }

    private static int endOf(OverLane lane, int row, int copy) {
        int end = copy;
        while (end < lane.count() && lane.row(end) == row) {
            end++;
        }
        return end;
    }

    /** The copies of one row, the first with the first and so on. */
    private void compare(int o, int oldEnd, int n, int newEnd) {
        int oldCopies = oldEnd - o;
        int newCopies = newEnd - n;
        for (int i = 0; i < Math.max(oldCopies, newCopies); i++) {
            boolean was = i < oldCopies && !oldFailures.failed(o + i);
            boolean is = i < newCopies && !newFailures.failed(n + i);
            if (was && is && isSame(o + i, n + i)) {
                continue;
            }
            if (was) {
                sources.add(o + i);
                weights.add(-1);
            }
            if (is) {
                sources.add(old.count() + n + i);
                weights.add(1);
            }
        }
    }

    private boolean isSame(int o, int n) {
        for (int c = 0; c < oldColumns.length; c++) {
            if (!LocalGroups.same(oldColumns[c], o, newColumns[c], n)) {
                return false;
            }
        }
        return true;
    }

    private Batch build() {
        int count = sources.size();
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            int source = sources.get(i);
            rows[i] = source < old.count() ? old.row(source) : fresh.row(source - old.count());
        }
        Schema schema = plan.schema();
        Column[] columns = new Column[schema.size()];
        int width = plan.input().schema().size();
        for (int c = 0; c < width; c++) {
            columns[c] = old.batch().column(c).gather(rows, count);
        }
        for (int c = 0; c < oldColumns.length; c++) {
            columns[width + c] =
                    joined(oldColumns[c], newColumns[c]).gather(sources.values(), count);
        }
        return new Batch(schema, columns, count, weights.toArray());
    }

    private static Column joined(Column first, Column second) {
        Schema one = Schema.of(Field.of("value", first.type()));
        return Batch.concat(
                        one, List.of(Batch.insertions(one, first), Batch.insertions(one, second)))
                .column(0);
    }
}
