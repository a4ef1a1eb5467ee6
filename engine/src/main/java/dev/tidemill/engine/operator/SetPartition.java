package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.engine.state.HashIndex;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHeap;
import dev.tidemill.engine.state.RowLayout;
import dev.tidemill.engine.state.VarHeap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one key partition with their weights on the left and on the right.
 *
 * <p>Invariant: between steps a row is in the index exactly while one of its weights is not 0. One
 * thread at a time.
 */
final class SetPartition {
    private static final int HEAP = 0;
    private static final int STRINGS = 1;
    private static final int INDEX = 2;
    private static final int TIMES = 4;
    private static final int RIGHT = 8;
    private static final int WEIGHTS_BYTES = 16;

    private final SetOperation plan;
    private final RowLayout layout;
    private final RowHeap heap;
    private final VarHeap strings;
    private final HashIndex index;
    private final int timeColumn;
    private final @Nullable RetainedTimes times;

    SetPartition(SetOperation plan, Region region) {
        this.plan = plan;
        this.layout =
                new RowLayout(
                        plan.schema().fields().stream().map(Field::type).toList(), WEIGHTS_BYTES);
        this.heap = new RowHeap(region, HEAP, layout.width());
        this.strings = new VarHeap(region, STRINGS);
        this.index = new HashIndex(region, INDEX);
        List<Retention.Collected> collected = Retention.of(plan).collected();
        this.timeColumn = collected.isEmpty() ? -1 : collected.getFirst().column();
        this.times = collected.isEmpty() ? null : new RetainedTimes(region, TIMES);
    }

    /** Forgets the rows whose time is below the bound; what they gave stays. */
    void collect(long bound) {
        if (times == null) {
            return;
        }
        RetainedTimes.Due due = times.takeBelow(bound);
        for (int i = 0; i < due.count(); i++) {
            remove(due.reference(i), due.number(i));
        }
    }

    /**
     * Takes in the partition's rows and gives the changes of the answer.
     *
     * @param leftSize rows of the batch before this one are the left input's
     */
    Batch step(Batch batch, int leftSize, long[] hashes, int[] rows, int count) {
        Column[] columns = batch.columns();
        LocalGroups groups = LocalGroups.of(columns, hashes, rows, count);
        long[] changes = new long[2 * groups.count()];
        for (int k = 0; k < count; k++) {
            changes[2 * groups.group()[k] + (rows[k] < leftSize ? 0 : 1)] += batch.weight(rows[k]);
        }
        int[] sources = new int[groups.count()];
        long[] weights = new long[groups.count()];
        int emitted = 0;
        for (int g = 0; g < groups.count(); g++) {
            int source = rows[groups.first(g)];
            long change =
                    change(columns, source, hashes[source], changes[2 * g], changes[2 * g + 1]);
            if (change != 0) {
                sources[emitted] = source;
                weights[emitted++] = change;
            }
        }
        return batch.withWeights(null)
                .gather(sources, emitted)
                .withWeights(Arrays.copyOf(weights, emitted));
    }

    /** Adds to a row's weights and says by how much its weight in the answer changes. */
    private long change(Column[] columns, int source, long hash, long left, long right) {
        if (left == 0 && right == 0) {
            return 0;
        }
        long row = find(columns, source, hash);
        boolean isNew = row < 0;
        long oldLeft = isNew ? 0 : Page.getLong(heap.page(row), at(row));
        long oldRight = isNew ? 0 : Page.getLong(heap.page(row), at(row) + RIGHT);
        long newLeft = oldLeft + left;
        long newRight = oldRight + right;
        if (newLeft == 0 && newRight == 0) {
            if (!isNew) {
                if (times != null && !columns[timeColumn].isNull(source)) {
                    times.remove(RetainedTimes.time(columns[timeColumn], source), row);
                }
                remove(row, hash);
            }
        } else {
            long kept = isNew ? insert(columns, source, hash) : row;
            Page.putLong(heap.writable(kept), at(kept), newLeft);
            Page.putLong(heap.writable(kept), at(kept) + RIGHT, newRight);
        }
        return plan.weight(newLeft, newRight) - plan.weight(oldLeft, oldRight);
    }

    private int at(long row) {
        return heap.offset(row) + layout.extra();
    }

    private long find(Column[] columns, int source, long hash) {
        long row = index.first(hash);
        while (row >= 0
                && !layout.matches(columns, source, heap.page(row), heap.offset(row), strings)) {
            row = index.next(hash, row);
        }
        return row;
    }

    private long insert(Column[] columns, int source, long hash) {
        long row = heap.insert();
        layout.write(columns, source, heap.writable(row), heap.offset(row), strings);
        index.insert(hash, row);
        if (times != null && !columns[timeColumn].isNull(source)) {
            times.put(RetainedTimes.time(columns[timeColumn], source), row, hash);
        }
        return row;
    }

    private void remove(long row, long hash) {
        index.remove(hash, row);
        layout.release(heap.page(row), heap.offset(row), strings);
        heap.delete(row);
    }
}
