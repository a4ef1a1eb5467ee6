package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Both sides' rows of one key partition. A step gives {@code dL ⋈ R + (L + dL) ⋈ dR}. A side is
 * <em>watched</em> when it matters whether its rows have partners; then what is shown of a row
 * changes when its partners come to be some or none. Whether there are some is the presence of the
 * key on the other side, or, where a residual or a band decides, a count kept with the row. One
 * thread at a time.
 */
final class JoinPartition {
    private final Join plan;
    private final Schema pairSchema;
    private final @Nullable Kernel residual;
    private final boolean counted;
    private final JoinSide left;
    private final JoinSide right;

    JoinPartition(Join plan, JoinSide left, JoinSide right) {
        this.plan = plan;
        this.pairSchema = plan.pairSchema();
        this.residual =
                plan.residual() == null ? null : ExpressionCompiler.compile(plan.residual());
        this.counted = isCounted(plan);
        this.left = left;
        this.right = right;
    }

    /** Whether equal keys do not yet make partners. */
    static boolean isCounted(Join plan) {
        return plan.residual() != null || plan.band() != null;
    }

    static boolean watchesLeft(Join.Kind kind) {
        return kind != Join.Kind.INNER;
    }

    static boolean watchesRight(Join.Kind kind) {
        return kind == Join.Kind.FULL;
    }

    /** Forgets rows of both sides below their bounds. */
    void collect(long leftBound, long rightBound) {
        left.collect(leftBound);
        right.collect(rightBound);
    }

    Batch step(JoinChanges.Part dLeft, JoinChanges.Part dRight, OutputBound bound, Step step) {
        JoinOutput out = new JoinOutput(plan, bound);
        if (dLeft.rows().length > 0) {
            new Advance(dLeft, true, out, step).run();
        }
        if (dRight.rows().length > 0) {
            new Advance(dRight, false, out, step).run();
        }
        return out.build();
    }

    /** Takes in one side's changes against the other side as it stands. */
    private final class Advance {
        private final JoinChanges changes;
        private final int[] all;
        private final int[] rows;
        private final boolean isLeft;
        private final JoinSide own;
        private final JoinSide other;
        private final boolean ownWatched;
        private final boolean otherWatched;
        private final JoinOutput out;
        private final Step step;

        /** For each of the rows, how many partners it has: the sum of their weights. */
        private final long[] partners;

        Advance(JoinChanges.Part part, boolean isLeft, JoinOutput out, Step step) {
            this.changes = part.all();
            this.all = part.rows();
            this.rows = part.matchable();
            this.isLeft = isLeft;
            this.own = isLeft ? left : right;
            this.other = isLeft ? right : left;
            boolean leftWatched = watchesLeft(plan.kind());
            boolean rightWatched = watchesRight(plan.kind());
            this.ownWatched = isLeft ? leftWatched : rightWatched;
            this.otherWatched = isLeft ? rightWatched : leftWatched;
            this.out = out;
            this.step = step;
            this.partners = new long[rows.length];
        }

        void run() {
            if (plan.kind().isPaired() || counted) {
                other.partners(changes, rows, this::pair);
            } else if (ownWatched) {
                for (int k = 0; k < rows.length; k++) {
                    partners[k] = other.hasKey(changes, rows[k]) ? 1 : 0;
                }
            }
            if (ownWatched) {
                showOwn();
            }
            if (otherWatched && !counted) {
                applyAndShowOther();
            } else {
                own.apply(changes, rows, counted && ownWatched ? partners : null);
            }
        }

        private void pair(int[] positions, int count, Batch theirs) {
            int[] sources = new int[count];
            for (int i = 0; i < count; i++) {
                sources[i] = rows[positions[i]];
            }
            Batch ours = changes.batch().gather(sources, count);
            Batch candidates = isLeft ? paired(ours, theirs) : paired(theirs, ours);
            int[] kept = matching(candidates, step.errors());
            for (int pair : kept) {
                partners[positions[pair]] += theirs.weight(pair);
            }
            if (plan.kind().isPaired()) {
                out.pairs(kept.length == count ? candidates : candidates.gather(kept, kept.length));
            }
            if (counted && otherWatched) {
                countOther(kept, ours, theirs);
            }
        }

        /** Moves the counts of the partners, and shows those that have none or some from now on. */
        private void countOther(int[] kept, Batch ours, Batch theirs) {
            IntList lost = new IntList();
            IntList gained = new IntList();
            for (int pair : kept) {
                long change = ours.weight(pair);
                long before = other.addToCount(pair, change);
                if (before != 0 && before + change == 0) {
                    lost.add(pair);
                } else if (before == 0 && change != 0) {
                    gained.add(pair);
                }
            }
            out.turned(theirs.gather(lost.values(), lost.size()), !isLeft, false);
            out.turned(theirs.gather(gained.values(), gained.size()), !isLeft, true);
        }

        private void showOwn() {
            IntList alone = new IntList();
            IntList partnered = new IntList();
            int k = 0;
            for (int row : all) {
                boolean matchable = k < rows.length && rows[k] == row;
                (matchable && partners[k] != 0 ? partnered : alone).add(row);
                k += matchable ? 1 : 0;
            }
            out.shown(changes.batch().gather(alone.values(), alone.size()), isLeft, false);
            out.shown(changes.batch().gather(partnered.values(), partnered.size()), isLeft, true);
        }

        /** The partners of a key turn when its first row comes or its last one goes. */
        private void applyAndShowOther() {
            LocalGroups keys = LocalGroups.of(changes.keys(), changes.hashes(), rows, rows.length);
            int[] firsts = new int[keys.count()];
            boolean[] before = new boolean[firsts.length];
            for (int g = 0; g < firsts.length; g++) {
                firsts[g] = rows[keys.first(g)];
                before[g] = own.hasKey(changes, firsts[g]);
            }
            own.apply(changes, rows, null);
            showTurned(firsts, before, true);
            showTurned(firsts, before, false);
        }

        private void showTurned(int[] firsts, boolean[] before, boolean present) {
            IntList turned = new IntList();
            for (int g = 0; g < firsts.length; g++) {
                boolean now = own.hasKey(changes, firsts[g]);
                if (now != before[g] && now == present) {
                    turned.add(firsts[g]);
                }
            }
            int[] asking = Arrays.copyOf(turned.values(), turned.size());
            other.partners(changes, asking, (_, _, theirs) -> out.turned(theirs, !isLeft, present));
        }
    }

    /** Left and right rows side by side, with the products of their weights. */
    private Batch paired(Batch leftRows, Batch rightRows) {
        int leftWidth = leftRows.columnCount();
        Column[] columns = Arrays.copyOf(leftRows.columns(), pairSchema.size());
        System.arraycopy(rightRows.columns(), 0, columns, leftWidth, rightRows.columnCount());
        long[] weights = null;
        if (leftRows.weights() != null || rightRows.weights() != null) {
            weights = new long[leftRows.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = leftRows.weight(i) * rightRows.weight(i);
            }
        }
        return new Batch(pairSchema, columns, leftRows.size(), weights);
    }

    /** The pairs for which the residual is true; those that fail are error rows. */
    private int[] matching(Batch candidates, ErrorRows errors) {
        int[] kept = new int[candidates.size()];
        if (residual == null) {
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
        if (!frame.errors().isEmpty()) {
            errors.add(candidates, frame.errors());
        }
        return Arrays.copyOf(kept, count);
    }
}
