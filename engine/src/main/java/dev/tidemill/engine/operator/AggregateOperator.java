package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Grouped aggregates. Each group that looks different after a step is emitted once: the old row
 * with -1, the new one with +1. Without keys there is always one row.
 */
public final class AggregateOperator implements Operator {
    private final Aggregate plan;
    private final List<AggregatePartition> partitions = new ArrayList<>();

    public AggregateOperator(Aggregate plan, StateSpace space, String node) {
        this.plan = plan;
        boolean appendOnly = Traits.of(plan.input()).appendOnly();
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(new AggregatePartition(plan, appendOnly, space.region(node, p)));
        }
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        if (plan.keys().isEmpty()) {
            return stepOnly(batch, step);
        }
        Column[] keys = new Column[plan.keys().size()];
        for (int k = 0; k < keys.length; k++) {
            keys[k] = batch.column(plan.keys().get(k));
        }
        long[] hashes = RowHash.hash(keys, batch.size(), step.partitions());
        PartitionedRows rows = PartitionedRows.of(hashes, batch.size());
        Batch[] changes = new Batch[StateSpace.PARTITIONS];
        Arrays.fill(changes, Batch.empty(plan.schema()));
        step.partitions()
                .run(
                        batch.size(),
                        p -> {
                            if (rows.count(p) > 0) {
                                changes[p] =
                                        partitions
                                                .get(p)
                                                .step(
                                                        batch,
                                                        keys,
                                                        hashes,
                                                        rows.rows(p),
                                                        rows.count(p),
                                                        step);
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }

    /** A group comes from one partition, and is emitted when its old row is not its new one. */
    @Override
    public boolean emitsEachRowOnce() {
        return true;
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        runner.run(rows, p -> partitions.get(p).collect(bounds[0]));
    }

    private Batch stepOnly(Batch batch, Step step) {
        if (batch.isEmpty() && !step.initial()) {
            return Batch.empty(plan.schema());
        }
        int[] rows = new int[batch.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        Column[] none = new Column[0];
        long[] hashes = RowHash.hash(none, Math.max(1, batch.size()));
        int partition = StateSpace.partition(hashes[0]);
        return partitions.get(partition).step(batch, none, hashes, rows, rows.length, step);
    }
}
