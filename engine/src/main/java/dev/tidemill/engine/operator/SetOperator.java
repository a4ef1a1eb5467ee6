package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * INTERSECT and EXCEPT: how often each row is there on either side, and the changes of what follows
 * from that. The work of a step is that of its distinct rows.
 */
public final class SetOperator implements Operator {
    private final SetOperation plan;
    private final List<SetPartition> partitions = new ArrayList<>();

    public SetOperator(SetOperation plan, StateSpace space, String node) {
        this.plan = plan;
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(new SetPartition(plan, space.region(node, p)));
        }
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        runner.run(rows, p -> partitions.get(p).collect(bounds[0]));
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        int leftSize = inputs.getFirst().size();
        List<Batch> sides = inputs.stream().map(side -> side.withSchema(plan.schema())).toList();
        Batch batch = Batch.concat(plan.schema(), sides);
        long[] hashes = RowHash.hash(batch.columns(), batch.size());
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
                                                        leftSize,
                                                        hashes,
                                                        rows.rows(p),
                                                        rows.count(p));
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }
}
