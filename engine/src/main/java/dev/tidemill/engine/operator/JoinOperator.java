package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins of all kinds. Both sides are kept, found by key: in a hash index, or in the order of a band
 * when one narrows the partners. The work of a tick is proportional to its changes and the pairs
 * that they form; without equal keys and without a band these are all rows of the other side.
 */
public final class JoinOperator implements Operator {
    /** Segments of a side of a band join, in either form. */
    private static final int BAND_SEGMENTS = Math.max(OrderedSide.SEGMENTS, GrowingSide.SEGMENTS);

    private final Join plan;
    private final JoinKeyColumns leftKeys;
    private final JoinKeyColumns rightKeys;
    private final List<JoinPartition> partitions = new ArrayList<>();

    /** Which of the bounds is for a side's rows; -1 when they are kept. */
    private final int leftRule;

    private final int rightRule;

    /** The sides that are logs. */
    private final @Nullable JoinLog leftLog;

    private final @Nullable JoinLog rightLog;

    public JoinOperator(Join plan, StateSpace space, String node) {
        this.plan = plan;
        ZSetShape leftShape = shape(plan.left(), plan.leftKeys());
        ZSetShape rightShape = shape(plan.right(), plan.rightKeys());
        this.leftKeys = JoinKeyColumns.left(plan, leftShape);
        this.rightKeys = JoinKeyColumns.right(plan, rightShape);
        Retention retention = Retention.of(plan);
        this.leftRule = retention.ruleOf(0);
        this.rightRule = retention.ruleOf(1);
        Region[] regions = new Region[StateSpace.PARTITIONS];
        Arrays.setAll(regions, p -> space.region(node, p));
        this.leftLog = JoinLog.of(plan, true, regions, 0, 2 * BAND_SEGMENTS);
        this.rightLog =
                leftLog != null
                        ? null
                        : JoinLog.of(plan, false, regions, BAND_SEGMENTS, 2 * BAND_SEGMENTS);
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(
                    plan.band() == null
                            ? partition(leftShape, rightShape, regions[p])
                            : banded(p, regions[p]));
        }
    }

    private JoinPartition banded(int partition, Region region) {
        boolean counted = JoinPartition.isCounted(plan);
        boolean leftCounted = counted && JoinPartition.watchesLeft(plan.kind());
        boolean rightCounted = counted && JoinPartition.watchesRight(plan.kind());
        JoinSide left =
                leftLog != null
                        ? leftLog.side(partition)
                        : leftCounted || !Traits.of(plan.left()).appendOnly()
                                ? OrderedSide.left(plan, region, 0, leftCounted)
                                : GrowingSide.left(plan, region, 0);
        JoinSide right =
                rightLog != null
                        ? rightLog.side(partition)
                        : rightCounted || !Traits.of(plan.right()).appendOnly()
                                ? OrderedSide.right(plan, region, BAND_SEGMENTS, rightCounted)
                                : GrowingSide.right(plan, region, BAND_SEGMENTS);
        return new JoinPartition(plan, left, right);
    }

    private JoinPartition partition(ZSetShape leftShape, ZSetShape rightShape, Region region) {
        boolean counted = JoinPartition.isCounted(plan);
        boolean leftCounted = counted && JoinPartition.watchesLeft(plan.kind());
        boolean rightCounted = counted && JoinPartition.watchesRight(plan.kind());
        ZSetTable left = new ZSetTable(region, 0, leftCounted ? leftShape.withCounts() : leftShape);
        ZSetTable right =
                new ZSetTable(
                        region,
                        ZSetTable.SEGMENTS,
                        rightCounted ? rightShape.withCounts() : rightShape);
        int times = 2 * ZSetTable.SEGMENTS;
        return new JoinPartition(
                plan,
                new HashedSide(left, times(0, left, region, times)),
                new HashedSide(right, times(1, right, region, times + 2)));
    }

    private @Nullable RetainedRows times(
            int input, ZSetTable side, Region region, int firstSegment) {
        int column = collectedColumn(plan, input);
        return column < 0 ? null : new RetainedRows(side, column, region, firstSegment);
    }

    /** The time by which an input's rows are collected; -1 when they are kept. */
    static int collectedColumn(Join plan, int input) {
        Retention retention = Retention.of(plan);
        int rule = retention.ruleOf(input);
        return rule < 0 ? -1 : retention.collected().get(rule).column();
    }

    /** How a side is kept: by the join's key, which alone identifies a row where that is known. */
    static ZSetShape shape(Plan side, int[] joinKey) {
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
        JoinChanges left = changes(inputs.get(0), leftKeys, leftLog, step.partitions());
        JoinChanges right = changes(inputs.get(1), rightKeys, rightLog, step.partitions());
        OutputBound bound = new OutputBound(plan.schema().size());
        Batch[] changes = new Batch[StateSpace.PARTITIONS];
        Arrays.fill(changes, Batch.empty(plan.schema()));
        step.partitions()
                .run(
                        inputs.get(0).size() + inputs.get(1).size(),
                        p -> {
                            if (left.count(p) + right.count(p) > 0) {
                                changes[p] =
                                        partitions
                                                .get(p)
                                                .step(left.part(p), right.part(p), bound, step);
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }

    private static JoinChanges changes(
            Batch batch, JoinKeyColumns keys, @Nullable JoinLog log, PartitionRunner runner) {
        if (log == null) {
            return JoinChanges.of(batch, keys, runner);
        }
        Batch rows = log.rows(batch);
        log.append(rows, runner);
        return JoinChanges.of(rows, keys, runner);
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        long left = leftRule < 0 ? Long.MIN_VALUE : bounds[leftRule];
        long right = rightRule < 0 ? Long.MIN_VALUE : bounds[rightRule];
        if (leftLog != null && leftRule >= 0) {
            leftLog.collect(left);
        }
        if (rightLog != null && rightRule >= 0) {
            rightLog.collect(right);
        }
        runner.run(rows, p -> partitions.get(p).collect(left, right));
    }
}
