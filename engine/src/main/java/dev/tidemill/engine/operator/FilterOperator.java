package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.StateSpace;
import java.util.List;

/** Passes on the rows for which the predicate is true. No state. */
public final class FilterOperator implements Operator {
    private final RangedKernel predicate;

    public FilterOperator(Filter plan) {
        this.predicate = new RangedKernel(plan.predicate());
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        Frame frame = Frame.over(batch);
        Column answers = predicate.evaluate(frame, step.partitions());
        Batch kept = keep(batch, (BoolColumn) answers, frame, step.partitions());
        if (!frame.errors().isEmpty()) {
            step.errors().add(batch, frame.errors());
        }
        return kept;
    }

    /** The rows for which a predicate is true; those that fail are in the frame's errors. */
    private static Batch keep(
            Batch batch, BoolColumn answers, Frame frame, PartitionRunner partitions) {
        boolean[] values = answers.values();
        boolean[] nulls = answers.nulls();
        int[] kept = new int[batch.size()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            if (values[i] && (nulls == null || !nulls[i])) {
                kept[count++] = i;
            }
        }
        if (!frame.errors().isEmpty()) {
            Selection survivors = frame.errors().survivors(new Selection(kept, count));
            return batch.gather(rowsOf(survivors), survivors.count());
        }
        return count == batch.size() ? batch : gather(batch, kept, count, partitions);
    }

    /** Some rows; columns go side by side. */
    private static Batch gather(Batch batch, int[] rows, int count, PartitionRunner partitions) {
        Column[] columns = new Column[batch.columnCount()];
        partitions.run(
                count,
                part -> {
                    for (int c = part; c < columns.length; c += StateSpace.PARTITIONS) {
                        columns[c] = batch.column(c).gather(rows, count);
                    }
                });
        long[] weights = batch.weights();
        long[] kept = null;
        if (weights != null) {
            kept = new long[count];
            for (int i = 0; i < count; i++) {
                kept[i] = weights[rows[i]];
            }
        }
        return new Batch(batch.schema(), columns, count, kept);
    }

    static int[] rowsOf(Selection selection) {
        int[] rows = new int[selection.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = selection.row(i);
        }
        return rows;
    }
}
