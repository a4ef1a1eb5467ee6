package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.state.KeyedLog;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * INNER joins of which one side's rows, or both sides', are only ever added. Such a side is a log:
 * its rows are stored as they come and never looked up as whole rows. A step gives {@code dL ⋈ R +
 * (L + dL) ⋈ dR}: first the partners of all changes are found by name, then each column of the
 * output is made once, columns side by side, and the columns of changes that have one partner each
 * are passed on as they are.
 */
public final class PairJoinOperator implements Operator {
    /** The first segments in the partitions' regions. */
    private static final int RIGHT_SEGMENT = ZSetTable.SEGMENTS + 2;

    private static final int LOG_SEGMENT = 2 * RIGHT_SEGMENT;

    private final Join plan;
    private final int leftWidth;
    private final @Nullable PairResidual residual;
    private final PairSide left;
    private final PairSide right;

    /** Which of the bounds is for a side's rows; -1 when they are kept. */
    private final int leftRule;

    private final int rightRule;

    public PairJoinOperator(Join plan, StateSpace space, String node) {
        this.plan = plan;
        this.leftWidth = plan.left().schema().size();
        this.residual = plan.residual() == null ? null : new PairResidual(plan, plan.residual());
        Retention retention = Retention.of(plan);
        this.leftRule = retention.ruleOf(0);
        this.rightRule = retention.ruleOf(1);
        Region[] regions = new Region[StateSpace.PARTITIONS];
        Arrays.setAll(regions, p -> space.region(node, p));
        KeyedLog.Layout leftLayout = layout(plan, true);
        int rightLog = LOG_SEGMENT + leftLayout.segments();
        this.left = side(plan, true, leftLayout, regions, LOG_SEGMENT);
        this.right = side(plan, false, layout(plan, false), regions, rightLog);
    }

    /**
     * Whether a join is one of these. With a band both sides' columns of it must be times that a
     * watermark follows: a log finds a range of them by the order in which rows came.
     */
    public static boolean takes(Join plan) {
        Traits left = Traits.of(plan.left());
        Traits right = Traits.of(plan.right());
        Join.Band band = plan.band();
        return plan.kind() == Join.Kind.INNER
                && (band == null
                        ? left.appendOnly() || right.appendOnly()
                        : left.appendOnly()
                                && right.appendOnly()
                                && left.monotone().contains(band.left())
                                && right.monotone().contains(band.right()));
    }

    static KeyedLog.Layout layout(Join plan, boolean isLeft) {
        Join.Band band = plan.band();
        return new KeyedLog.Layout(
                (isLeft ? plan.left() : plan.right()).schema(),
                isLeft ? plan.leftKeys() : plan.rightKeys(),
                band == null ? -1 : isLeft ? band.left() : band.right(),
                JoinOperator.collectedColumn(plan, isLeft ? 0 : 1));
    }

    private static PairSide side(
            Join plan, boolean isLeft, KeyedLog.Layout layout, Region[] regions, int logSegment) {
        Plan input = isLeft ? plan.left() : plan.right();
        int segment = isLeft ? 0 : RIGHT_SEGMENT;
        int[] strict = strict(plan, isLeft);
        if (Traits.of(input).appendOnly()) {
            Join.Band band = plan.band();
            return new LoggedSide(
                    new KeyedLog(layout, regions[0], logSegment, regions, segment),
                    layout.key(),
                    strict,
                    band == null ? -1 : isLeft ? band.right() : band.left(),
                    LoggedSide.range(plan, isLeft));
        }
        ZSetShape shape = JoinOperator.shape(input, layout.key());
        List<ZSetTable> tables = new ArrayList<>();
        List<RetainedRows> times = new ArrayList<>();
        for (Region region : regions) {
            ZSetTable table = new ZSetTable(region, segment, shape);
            tables.add(table);
            if (layout.time() >= 0) {
                int at = segment + ZSetTable.SEGMENTS;
                times.add(new RetainedRows(table, layout.time(), region, at));
            }
        }
        return new KeyedSide(tables, times, layout.key(), strict);
    }

    /** Columns of a side whose NULL finds no partner. */
    static int[] strict(Join plan, boolean isLeft) {
        IntList strict = new IntList();
        for (Join.KeyPair pair : plan.keys()) {
            if (!pair.nullsMatch()) {
                strict.add(isLeft ? pair.left() : pair.right());
            }
        }
        Join.Band band = plan.band();
        if (band != null) {
            strict.add(isLeft ? band.left() : band.right());
        }
        return Arrays.copyOf(strict.values(), strict.size());
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        PairChanges leftChanges = left.changes(inputs.get(0), step.partitions());
        PairChanges rightChanges = right.changes(inputs.get(1), step.partitions());
        int changed = leftChanges.size() + rightChanges.size();
        left.begin(leftChanges, step.partitions());
        right.begin(rightChanges, step.partitions());
        OutputBound bound = new OutputBound(plan.schema().size());
        PairList[] ofLeft = new PairList[StateSpace.PARTITIONS];
        PairList[] ofRight = new PairList[StateSpace.PARTITIONS];
        step.partitions()
                .run(
                        changed,
                        p -> {
                            ofLeft[p] = found(p, leftChanges, true, bound, step.errors());
                            take(p, left, leftChanges);
                            ofRight[p] = found(p, rightChanges, false, bound, step.errors());
                            if (right.namesLast()) {
                                take(p, right, rightChanges);
                            }
                        });
        FoundPairs pairsOfLeft = FoundPairs.of(leftChanges, ofLeft);
        FoundPairs pairsOfRight = FoundPairs.of(rightChanges, ofRight);
        PairTexts texts = new PairTexts(plan.schema(), leftWidth);
        bound.addBytes(
                texts.bytes(pairsOfLeft, true, right) + texts.bytes(pairsOfRight, false, left));
        Batch output = output(pairsOfLeft, pairsOfRight, step.partitions());
        if (!right.namesLast()) {
            step.partitions().run(rightChanges.size(), p -> take(p, right, rightChanges));
        }
        return output;
    }

    private static void take(int partition, PairSide side, PairChanges changes) {
        if (changes.count(partition) > 0) {
            side.take(partition, changes);
        }
    }

    private PairList found(
            int partition,
            PairChanges changes,
            boolean isLeft,
            OutputBound bound,
            ErrorRows errors) {
        int rows = changes.count(partition);
        if (rows == 0) {
            return PairList.EMPTY;
        }
        PairSide other = isLeft ? right : left;
        PairList found = new PairList(filter(changes, isLeft, other, bound, errors), rows);
        other.partners(partition, changes, found);
        found.settle();
        return found;
    }

    private PairList.Filter filter(
            PairChanges changes,
            boolean isLeft,
            PairSide other,
            OutputBound bound,
            ErrorRows errors) {
        PairResidual asked = residual;
        return (asking, partners, from, to) -> {
            int end =
                    asked == null
                            ? to
                            : asked.keep(
                                    new PairResidual.Candidates(
                                            changes, isLeft, other, asking, partners, from, to),
                                    errors);
            bound.add(end - from);
            return end;
        };
    }

    private Batch output(FoundPairs ofLeft, FoundPairs ofRight, Partitions partitions) {
        int count = Math.addExact(ofLeft.count(), ofRight.count());
        if (count == 0) {
            return Batch.empty(plan.schema());
        }
        PairColumns leftColumns = new PairColumns(left, ofLeft, ofRight, true);
        PairColumns rightColumns = new PairColumns(right, ofLeft, ofRight, false);
        Column[] columns = new Column[plan.schema().size()];
        partitions.run(
                count,
                part -> {
                    for (int i = part; i < columns.length; i += StateSpace.PARTITIONS) {
                        columns[i] =
                                i < leftWidth
                                        ? leftColumns.column(i)
                                        : rightColumns.column(i - leftWidth);
                    }
                });
        return new Batch(plan.schema(), columns, count, weights(ofLeft, ofRight));
    }

    /** The products of the weights; null where all are 1. */
    private long @Nullable [] weights(FoundPairs ofLeft, FoundPairs ofRight) {
        if (left.namesLast() && right.namesLast()) {
            return null;
        }
        long[] weights = new long[ofLeft.count() + ofRight.count()];
        boolean weighted = weigh(ofLeft, right, weights, 0);
        weighted |= weigh(ofRight, left, weights, ofLeft.count());
        return weighted ? weights : null;
    }

    private static boolean weigh(FoundPairs pairs, PairSide other, long[] weights, int at) {
        boolean weighted = false;
        for (int i = 0; i < pairs.count(); i++) {
            long weight =
                    pairs.changes().batch().weight(pairs.asking()[i])
                            * other.weight(pairs.partners()[i]);
            weights[at + i] = weight;
            weighted |= weight != 1;
        }
        return weighted;
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        if (leftRule >= 0) {
            left.collect(bounds[leftRule], runner, rows);
        }
        if (rightRule >= 0) {
            right.collect(bounds[rightRule], runner, rows);
        }
    }
}
