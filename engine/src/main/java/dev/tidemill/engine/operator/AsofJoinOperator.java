package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts each left row beside the nearest right row of its key. Both sides are kept in order, so that
 * a late right row, or one that is taken back, changes only the left rows between it and the next
 * right row.
 */
public final class AsofJoinOperator implements Operator {
    private final AsofJoin plan;
    private final List<AsofPartition> partitions = new ArrayList<>();

    public AsofJoinOperator(AsofJoin plan, StateSpace space, String node) {
        this.plan = plan;
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(new AsofPartition(plan, space.region(node, p)));
        }
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Side left = Side.of(inputs.get(0), plan.leftKeys(), plan.leftOrder());
        Side right = Side.of(inputs.get(1), plan.rightKeys(), plan.rightOrder());
        OutputBound bound = new OutputBound(plan.schema().size());
        Batch[] changes = new Batch[StateSpace.PARTITIONS];
        Arrays.fill(changes, Batch.empty(plan.schema()));
        step.partitions()
                .run(
                        left.batch.size() + right.batch.size(),
                        p -> {
                            if (left.rows.count(p) + right.rows.count(p) > 0) {
                                changes[p] =
                                        partitions.get(p).step(left.part(p), right.part(p), bound);
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        int rule = Retention.of(plan).ruleOf(0);
        if (rule >= 0) {
            runner.run(rows, p -> partitions.get(p).collectLeft(bounds[rule]));
        }
    }

    /** One side's changes, divided by key. */
    private record Side(Batch batch, Column[] keys, Column order, PartitionedRows rows) {
        static Side of(Batch batch, int[] keyColumns, int orderColumn) {
            Column[] keys = new Column[keyColumns.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = batch.column(keyColumns[i]);
            }
            long[] hashes = RowHash.hash(keys, batch.size());
            return new Side(
                    batch,
                    keys,
                    batch.column(orderColumn),
                    PartitionedRows.of(hashes, batch.size()));
        }

        Part part(int partition) {
            return new Part(
                    batch, keys, order, Arrays.copyOf(rows.rows(partition), rows.count(partition)));
        }
    }

    /**
     * One side's changes in one partition.
     *
     * @param rows the positions of its rows in the batch
     */
    record Part(Batch batch, Column[] keys, Column order, int[] rows) {
        /** Whether a row has what it is found by. */
        boolean isWhole(int row) {
            for (Column key : keys) {
                if (key.isNull(row)) {
                    return false;
                }
            }
            return !order.isNull(row);
        }
    }
}
