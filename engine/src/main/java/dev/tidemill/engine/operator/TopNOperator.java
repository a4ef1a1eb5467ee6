package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first rows of each partition in an order; emits only what comes into or falls out of them.
 */
public final class TopNOperator implements Operator {
    private final TopN plan;
    private final List<TopRows> partitions = new ArrayList<>();

    public TopNOperator(TopN plan, StateSpace space, String node) {
        this.plan = plan;
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            Region region = space.region(node, p);
            partitions.add(
                    BestRows.suffice(plan)
                            ? new BestRows(plan, region)
                            : new TopNPartition(plan, region));
        }
    }

    /** What is at a place of a plan's partition is replaced by another row, or not. */
    @Override
    public boolean emitsEachRowOnce() {
        return BestRows.suffice(plan) && (plan.limit() == 1 || plan.isNumbered());
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        runner.run(rows, p -> partitions.get(p).collect(bounds[0]));
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        Column[] keys = new Column[plan.partition().size()];
        for (int k = 0; k < keys.length; k++) {
            keys[k] = batch.column(plan.partition().get(k));
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
                                                        rows.count(p));
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }
}
