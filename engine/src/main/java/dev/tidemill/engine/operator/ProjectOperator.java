package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Selection;
import java.util.List;

/** Computes a row from each row. No state. */
public final class ProjectOperator implements Operator {
    private final RangedKernel[] kernels;
    private final Schema schema;

    public ProjectOperator(Project plan) {
        this.schema = plan.schema();
        this.kernels =
                plan.columns().stream()
                        .map(column -> new RangedKernel(column.expression()))
                        .toArray(RangedKernel[]::new);
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        Frame frame = Frame.over(batch);
        Column[] columns = new Column[kernels.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = kernels[i].evaluate(frame, step.partitions()).as(schema.type(i));
        }
        Batch projected = new Batch(schema, columns, batch.size(), batch.weights());
        if (frame.errors().isEmpty()) {
            return projected;
        }
        step.errors().add(batch, frame.errors());
        Selection survivors = frame.errors().survivors(Selection.all(batch.size()));
        return projected.gather(FilterOperator.rowsOf(survivors), survivors.count());
    }
}
