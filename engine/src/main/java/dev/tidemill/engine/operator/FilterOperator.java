package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import java.util.List;

/** Passes on the rows for which the predicate is true. No state. */
public final class FilterOperator implements Operator {
    private final Kernel predicate;

    public FilterOperator(Filter plan) {
        this.predicate = ExpressionCompiler.compile(plan.predicate());
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        Frame frame = Frame.over(batch);
        Batch kept = keep(batch, predicate, frame);
        if (!frame.errors().isEmpty()) {
            step.errors().add(batch, frame.errors());
        }
        return kept;
    }

    /** The rows for which a predicate is true; those that fail are in the frame's errors. */
    static Batch keep(Batch batch, Kernel predicate, Frame frame) {
        BoolColumn answers = (BoolColumn) predicate.evaluate(frame, Selection.all(batch.size()));
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
        return count == batch.size() ? batch : batch.gather(kept, count);
    }

    static int[] rowsOf(Selection selection) {
        int[] rows = new int[selection.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = selection.row(i);
        }
        return rows;
    }
}
