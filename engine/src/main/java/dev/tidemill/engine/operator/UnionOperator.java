package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.type.Schema;
import java.util.List;

/** The changes of all inputs together. No state. */
public final class UnionOperator implements Operator {
    private final Schema schema;

    public UnionOperator(Union plan) {
        this.schema = plan.schema();
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        return Batch.concat(schema, inputs);
    }
}
