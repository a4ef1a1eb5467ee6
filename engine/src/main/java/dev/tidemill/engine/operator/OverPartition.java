package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.operator.OverWalk.OverChanges;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one key partition in order, as keys of an ordered index whose values are the rows'
 * weights, and the marks of what runs up.
 *
 * <p>Invariant: between steps every mark holds what has run up over the rows below it. One thread
 * at a time.
 */
final class OverPartition {
    private static final int ROWS = 0;
    private static final int MARKS = ROWS + OrderedIndex.SEGMENTS;

    private final Over plan;
    private final OverKeys keys;
    private final OverNeeds needs;
    private final RunningShape shape;
    private final OrderedIndex index;
    private final OverMarks marks;

    /** Null for nodes that ask for other things than sessions. */
    private final @Nullable OverSessions sessions;

    OverPartition(Over plan, Region region) {
        this.plan = plan;
        this.keys =
                new OverKeys(
                        plan.input().schema(),
                        Retention.first(plan, plan.partition()),
                        plan.order());
        this.needs = OverNeeds.of(plan);
        this.shape = RunningShape.of(plan);
        this.index = new OrderedIndex(region, ROWS);
        this.marks = new OverMarks(region, MARKS, shape);
        this.sessions = OverSessions.suffice(plan) ? new OverSessions(plan, keys, index) : null;
    }

    Over plan() {
        return plan;
    }

    OverKeys keys() {
        return keys;
    }

    OverNeeds needs() {
        return needs;
    }

    RunningShape shape() {
        return shape;
    }

    OrderedIndex index() {
        return index;
    }

    OverMarks marks() {
        return marks;
    }

    /** Forgets the partitions whose first column is below the bound. */
    void collect(long bound) {
        keys.removeBelow(index, bound);
        marks.removeBelow(keys.end(bound));
    }

    /** Takes in rows and gives the changes of all rows that these reach. */
    Batch step(Batch batch, int[] rows, int count, Step step) {
        List<OverChanges> changes = keys.changes(batch, rows, count);
        for (OverChanges change : changes) {
            change.applyTo(index);
        }
        List<Batch> output = new ArrayList<>();
        BatchBuilder bounds = new BatchBuilder(plan.schema(), sessions == null ? 0 : count);
        for (OverChanges change : changes) {
            if (sessions != null && sessions.emit(change, bounds)) {
                continue;
            }
            new OverStep(this, change, step).run(output);
            if (needs.running() && !hasRows(change.prefix())) {
                marks.clear(change.prefix());
            }
        }
        if (bounds.size() > 0) {
            output.add(bounds.build());
        }
        return Batch.concat(plan.schema(), output);
    }

    private boolean hasRows(byte[] prefix) {
        OrderedCursor cursor = index.cursor();
        return cursor.seekCeiling(prefix, prefix.length)
                && cursor.keyStartsWith(prefix, prefix.length);
    }
}
