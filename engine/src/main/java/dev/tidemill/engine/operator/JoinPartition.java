package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.engine.operator.JoinOperator.Side;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Both sides' rows of one key partition. A step gives {@code dL ⋈ R + (L + dL) ⋈ dR}; a LEFT join
 * adds the left rows without a partner: those that arrive without one, and those of the right
 * side's touched keys that lose or gain their partners. One thread at a time.
 */
final class JoinPartition {
    private final boolean outer;
    private final @Nullable Kernel residual;
    private final ZSetTable left;
    private final ZSetTable right;
    private final @Nullable RetainedRows leftTimes;
    private final @Nullable RetainedRows rightTimes;
    private final Schema schema;

    JoinPartition(Join plan, Region region, ZSetShape leftShape, ZSetShape rightShape) {
        this.schema = plan.schema();
        this.outer = plan.kind() == Join.Kind.LEFT;
        this.residual =
                plan.residual() == null ? null : ExpressionCompiler.compile(plan.residual());
        this.left = new ZSetTable(region, 0, leftShape);
        this.right = new ZSetTable(region, ZSetTable.SEGMENTS, rightShape);
        this.leftTimes = times(plan, 0, left, region, 2 * ZSetTable.SEGMENTS);
        this.rightTimes = times(plan, 1, right, region, 2 * ZSetTable.SEGMENTS + 2);
    }

    private static @Nullable RetainedRows times(
            Join plan, int input, ZSetTable side, Region region, int firstSegment) {
        Retention retention = Retention.of(plan);
        int rule = retention.ruleOf(input);
        return rule < 0
                ? null
                : new RetainedRows(
                        side, retention.collected().get(rule).column(), region, firstSegment);
    }

    /** Forgets rows of both sides below their bounds. */
    void collect(long leftBound, long rightBound) {
        if (leftTimes != null) {
            leftTimes.collect(leftBound);
        }
        if (rightTimes != null) {
            rightTimes.collect(rightBound);
        }
    }

    /** Another row of a side with the key of this one, or -1. */
    private static long nextOfKey(ZSetTable side, long row) {
        return side.shape().keys() == ZSetShape.Keys.UNIQUE ? -1 : side.nextOfKey(row);
    }

    Batch step(Side leftChanges, Side rightChanges, Step step) {
        List<Batch> out = new ArrayList<>();
        if (leftChanges.count() > 0) {
            stepLeft(leftChanges, out, step);
        }
        int[] rightRows = withKey(rightChanges);
        if (rightRows.length > 0) {
            stepRight(rightChanges, rightRows, out, step);
        }
        return Batch.concat(schema, out);
    }

    /** Rows whose key holds a NULL find no partner and need no keeping. */
    private static int[] withKey(Side side) {
        IntList rows = new IntList();
        for (int k = 0; k < side.count(); k++) {
            if (!side.hasNullKey(side.rows()[k])) {
                rows.add(side.rows()[k]);
            }
        }
        return Arrays.copyOf(rows.values(), rows.size());
    }

    private void stepLeft(Side changes, List<Batch> out, Step step) {
        int[] rows = withKey(changes);
        IntList leftRows = new IntList();
        LongList rightRows = new LongList();
        for (int row : rows) {
            long partner = right.find(changes.keys(), row, changes.hashes()[row]);
            while (partner >= 0) {
                leftRows.add(row);
                rightRows.add(partner);
                partner = nextOfKey(right, partner);
            }
        }
        int pairs = leftRows.size();
        Batch candidates =
                paired(
                        changes.batch().gather(leftRows.values(), pairs),
                        right.read(rightRows.values(), pairs));
        boolean[] matched = new boolean[changes.batch().size()];
        int[] kept = matching(candidates, step.errors());
        for (int pair : kept) {
            matched[leftRows.values()[pair]] = true;
        }
        add(candidates.gather(kept, kept.length), out);
        if (outer) {
            IntList alone = new IntList();
            for (int k = 0; k < changes.count(); k++) {
                if (!matched[changes.rows()[k]]) {
                    alone.add(changes.rows()[k]);
                }
            }
            add(unmatched(changes.batch().gather(alone.values(), alone.size())), out);
        }
        apply(changes, rows, left, leftTimes);
    }

    private void stepRight(Side changes, int[] rows, List<Batch> out, Step step) {
        LongList leftRows = new LongList();
        IntList rightRows = new IntList();
        for (int row : rows) {
            long partner = left.find(changes.keys(), row, changes.hashes()[row]);
            while (partner >= 0) {
                leftRows.add(partner);
                rightRows.add(row);
                partner = nextOfKey(left, partner);
            }
        }
        int pairs = leftRows.size();
        Batch candidates =
                paired(
                        left.read(leftRows.values(), pairs),
                        changes.batch().gather(rightRows.values(), pairs));
        int[] kept = matching(candidates, step.errors());
        add(candidates.gather(kept, kept.length), out);
        if (outer && pairs > 0) {
            LocalGroups keys = LocalGroups.of(changes.keys(), changes.hashes(), rows, rows.length);
            LongList touched = new LongList();
            IntList sources = new IntList();
            partners(changes, rows, keys, touched, sources);
            boolean[] before = haveMatch(changes, touched, sources);
            apply(changes, rows, right, rightTimes);
            boolean[] after = haveMatch(changes, touched, sources);
            emitTransitions(touched, before, after, out);
        } else {
            apply(changes, rows, right, rightTimes);
        }
    }

    private static void apply(
            Side changes, int[] rows, ZSetTable side, @Nullable RetainedRows times) {
        side.apply(changes.batch(), changes.hashes(), changes.identities(), rows, rows.length);
        if (times != null) {
            times.apply(changes.batch(), changes.hashes(), rows, rows.length);
        }
    }

    /** The left rows of each touched key, each with a changed row that has the key. */
    private void partners(
            Side changes, int[] rows, LocalGroups keys, LongList touched, IntList sources) {
        for (int g = 0; g < keys.count(); g++) {
            int row = rows[keys.first(g)];
            long partner = left.find(changes.keys(), row, changes.hashes()[row]);
            while (partner >= 0) {
                touched.add(partner);
                sources.add(row);
                partner = nextOfKey(left, partner);
            }
        }
    }

    /** Whether each of some left rows has a partner among the right rows as they stand. */
    private boolean[] haveMatch(Side changes, LongList touched, IntList sources) {
        boolean[] matched = new boolean[touched.size()];
        LongList leftRows = new LongList();
        LongList rightRows = new LongList();
        IntList owners = new IntList();
        for (int i = 0; i < matched.length; i++) {
            int source = sources.values()[i];
            long partner = right.find(changes.keys(), source, changes.hashes()[source]);
            if (residual == null) {
                matched[i] = partner >= 0;
                continue;
            }
            while (partner >= 0) {
                leftRows.add(touched.values()[i]);
                rightRows.add(partner);
                owners.add(i);
                partner = nextOfKey(right, partner);
            }
        }
        if (owners.size() > 0) {
            Batch candidates =
                    paired(
                            left.read(leftRows.values(), leftRows.size()),
                            right.read(rightRows.values(), rightRows.size()));
            for (int pair : matching(candidates, null)) {
                matched[owners.values()[pair]] = true;
            }
        }
        return matched;
    }

    private void emitTransitions(
            LongList touched, boolean[] before, boolean[] after, List<Batch> out) {
        LongList lost = new LongList();
        LongList gained = new LongList();
        for (int i = 0; i < before.length; i++) {
            if (before[i] && !after[i]) {
                lost.add(touched.values()[i]);
            } else if (!before[i] && after[i]) {
                gained.add(touched.values()[i]);
            }
        }
        add(unmatched(left.read(lost.values(), lost.size())), out);
        add(unmatched(left.read(gained.values(), gained.size())).negate(), out);
    }

    private static void add(Batch batch, List<Batch> out) {
        if (!batch.isEmpty()) {
            out.add(batch);
        }
    }

    /** Left and right rows side by side, with the products of their weights. */
    private Batch paired(Batch leftRows, Batch rightRows) {
        int leftWidth = leftRows.columnCount();
        Column[] columns = Arrays.copyOf(leftRows.columns(), schema.size());
        System.arraycopy(rightRows.columns(), 0, columns, leftWidth, rightRows.columnCount());
        long[] weights = null;
        if (leftRows.weights() != null || rightRows.weights() != null) {
            weights = new long[leftRows.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = leftRows.weight(i) * rightRows.weight(i);
            }
        }
        return new Batch(schema, columns, leftRows.size(), weights);
    }

    /** Left rows beside NULLs. */
    private Batch unmatched(Batch leftRows) {
        Column[] columns = Arrays.copyOf(leftRows.columns(), schema.size());
        for (int i = leftRows.columnCount(); i < columns.length; i++) {
            columns[i] = Column.nulls(schema.type(i), leftRows.size());
        }
        return new Batch(schema, columns, leftRows.size(), leftRows.weights());
    }

    /** The pairs for which the residual is true. */
    private int[] matching(Batch candidates, @Nullable ErrorRows errors) {
        int[] kept = new int[candidates.size()];
        if (residual == null || kept.length == 0) {
            Arrays.setAll(kept, i -> i);
            return kept;
        }
        Frame frame = Frame.over(candidates);
        BoolColumn answers =
                (BoolColumn) residual.evaluate(frame, Selection.all(candidates.size()));
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            if (answers.values()[i] && !answers.isNull(i) && !frame.errors().failed(i)) {
                kept[count++] = i;
            }
        }
        if (errors != null && !frame.errors().isEmpty()) {
            errors.add(candidates, frame.errors());
        }
        return Arrays.copyOf(kept, count);
    }
}
