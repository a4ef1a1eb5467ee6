package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** INNER and LEFT join on equal keys; both sides are kept, found by key. */
public final class JoinOperator implements Operator {
    private final Join plan;
    private final ZSetShape leftShape;
    private final ZSetShape rightShape;
    private final List<JoinPartition> partitions = new ArrayList<>();

    public JoinOperator(Join plan, StateSpace space, String node) {
        this.plan = plan;
        this.leftShape = shape(plan.left(), plan.leftKeys());
        this.rightShape = shape(plan.right(), plan.rightKeys());
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(new JoinPartition(plan, space.region(node, p), leftShape, rightShape));
        }
    }

    /** How a side is kept: by the join's key, which alone identifies a row where that is known. */
    private static ZSetShape shape(Plan side, int[] joinKey) {
        List<Integer> key = IntStream.of(joinKey).boxed().toList();
        List<Set<Integer>> known = Traits.of(side).keys();
        if (!key.isEmpty() && known.stream().anyMatch(key::containsAll)) {
            return ZSetShape.unique(side.schema(), joinKey);
        }
        return known.stream()
                .filter(columns -> !columns.isEmpty())
                .min(Comparator.comparingInt(Set::size))
                .map(columns -> identified(side, key, columns))
                .orElseGet(() -> ZSetShape.repeated(side.schema(), joinKey));
    }

    private static ZSetShape identified(Plan side, List<Integer> key, Set<Integer> identity) {
        List<Integer> columns = identity.stream().sorted().toList();
        return new ZSetShape(side.schema(), key, ZSetShape.Keys.REPEATED, columns);
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Changes left = Changes.of(inputs.get(0), leftShape);
        Changes right = Changes.of(inputs.get(1), rightShape);
        Batch[] changes = new Batch[StateSpace.PARTITIONS];
        Arrays.fill(changes, Batch.empty(plan.schema()));
        step.partitions()
                .run(
                        inputs.get(0).size() + inputs.get(1).size(),
                        p -> {
                            if (left.rows().count(p) + right.rows().count(p) > 0) {
                                changes[p] =
                                        partitions.get(p).step(left.side(p), right.side(p), step);
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }

    @Override
    public void collect(long[] bounds) {
        Retention retention = Retention.of(plan);
        int left = retention.ruleOf(0);
        int right = retention.ruleOf(1);
        for (JoinPartition partition : partitions) {
            partition.collect(
                    left < 0 ? Long.MIN_VALUE : bounds[left],
                    right < 0 ? Long.MIN_VALUE : bounds[right]);
        }
    }

    /** One side's changes, hashed once for all partitions. */
    private record Changes(
            Batch batch, Column[] keys, long[] hashes, long[] identities, PartitionedRows rows) {
        static Changes of(Batch batch, ZSetShape shape) {
            long[] hashes = shape.keyHashes(batch);
            long[] identities =
                    shape.keys() == ZSetShape.Keys.UNIQUE ? hashes : shape.identityHashes(batch);
            return new Changes(
                    batch,
                    shape.keyColumns(batch),
                    hashes,
                    identities,
                    PartitionedRows.of(hashes, batch.size()));
        }

        Side side(int partition) {
            return new Side(
                    batch, keys, hashes, identities, rows.rows(partition), rows.count(partition));
        }
    }

    /**
     * One side's changes in one partition.
     *
     * @param hashes of the keys of all rows of the batch
     * @param identities the hashes by which the rows are kept
     * @param rows the partition's rows, {@code count} of them
     */
    record Side(
            Batch batch, Column[] keys, long[] hashes, long[] identities, int[] rows, int count) {
        boolean hasNullKey(int row) {
            for (Column key : keys) {
                if (key.isNull(row)) {
                    return true;
                }
            }
            return false;
        }
    }
}
