package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** INNER and LEFT join on equal keys; both sides are kept, found by key. */
public final class JoinOperator implements Operator {
    private final Join plan;
    private final List<JoinPartition> partitions = new ArrayList<>();

    public JoinOperator(Join plan, StateSpace space, String node) {
        this.plan = plan;
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(new JoinPartition(plan, space.region(node, p)));
        }
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch left = inputs.get(0);
        Batch right = inputs.get(1);
        long[] leftHashes = RowHash.hash(left, plan.leftKeys());
        long[] rightHashes = RowHash.hash(right, plan.rightKeys());
        PartitionedRows leftRows = PartitionedRows.of(leftHashes, left.size());
        PartitionedRows rightRows = PartitionedRows.of(rightHashes, right.size());
        Batch[] changes = new Batch[StateSpace.PARTITIONS];
        Arrays.fill(changes, Batch.empty(plan.schema()));
        step.partitions()
                .run(
                        left.size() + right.size(),
                        p -> {
                            if (leftRows.count(p) + rightRows.count(p) > 0) {
                                Side leftSide =
                                        side(left, plan.leftKeys(), leftHashes, leftRows, p);
                                Side rightSide =
                                        side(right, plan.rightKeys(), rightHashes, rightRows, p);
                                changes[p] = partitions.get(p).step(leftSide, rightSide, step);
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }

    /**
     * One side's changes in one partition.
     *
     * @param hashes of all rows of the batch
     * @param rows the partition's rows, {@code count} of them
     */
    record Side(Batch batch, Column[] keys, long[] hashes, int[] rows, int count) {
        boolean hasNullKey(int row) {
            for (Column key : keys) {
                if (key.isNull(row)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Side side(
            Batch batch, int[] keyColumns, long[] hashes, PartitionedRows rows, int partition) {
        Column[] keys = new Column[keyColumns.length];
        for (int k = 0; k < keys.length; k++) {
            keys[k] = batch.column(keyColumns[k]);
        }
        return new Side(batch, keys, hashes, rows.rows(partition), rows.count(partition));
    }
}
