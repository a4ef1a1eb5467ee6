package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Values;
import java.util.List;

/** Constant rows, emitted once when the operator is new. No state. */
public final class ValuesOperator implements Operator {
    private final Values plan;

    public ValuesOperator(Values plan) {
        this.plan = plan;
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        if (!step.initial()) {
            return Batch.empty(plan.schema());
        }
        BatchBuilder rows = new BatchBuilder(plan.schema(), plan.rows().size());
        for (List<Literal> row : plan.rows()) {
            for (int i = 0; i < row.size(); i++) {
                rows.column(i).appendValue(row.get(i).value());
            }
            rows.endRow(1);
        }
        return rows.build();
    }
}
