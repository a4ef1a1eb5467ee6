package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.OverWalk.OverChanges;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of one partition of the SQL's: finds the stretches of rows that its changes reach, and
 * what their rows were and are. Each row is in one stretch's reach at most. One thread.
 *
 * <p>Around a changed row {@code c} lie
 *
 * <pre>
 *   mark … | needed for the reached | reached … c … reached | needed for the reached
 * </pre>
 *
 * where the part from the mark on is there only when something runs up.
 */
final class OverStep {
    /** Whether running values are what they were is looked at first after so many rows. */
    private static final int FIRST_LOOK_ROWS = 8;

    private final OverPartition partition;
    private final OverChanges changes;
    private final Step step;
    private final OverNeeds needs;
    private final OrderedIndex index;
    private final Schema schema;

    /**
     * Marks that the stretches have found. They hold what is behind the step, and a stretch that
     * began at one of an earlier stretch would take it for what was before the step as well; so
     * they are put in their places when the last stretch is done.
     */
    private final List<OverMarks.Mark> newMarks = new ArrayList<>();

    OverStep(OverPartition partition, OverChanges changes, Step step) {
        this.partition = partition;
        this.changes = changes;
        this.step = step;
        this.needs = partition.needs();
        this.index = partition.index();
        this.schema = partition.plan().input().schema();
    }

    /** Adds the changes of the partition's rows to the output. */
    void run(List<Batch> output) {
        int next = 0;
        while (next < changes.size()) {
            next = needs.whole() ? whole(output) : stretch(next, output);
        }
        newMarks.forEach(mark -> partition.marks().put(mark.key(), mark.state()));
    }

    private OverStretch newStretch() {
        return new OverStretch(partition.keys(), newSort());
    }

    private @Nullable SortValues newSort() {
        if (!needs.measured()) {
            return null;
        }
        var key = partition.plan().order().getFirst();
        return new SortValues(key, schema.type(key.column()));
    }

    private int whole(List<Batch> output) {
        OverStretch all = newStretch();
        OverWalk walk = OverWalk.from(index, changes, changes.prefix());
        while (walk.next()) {
            walk.addTo(all);
        }
        emit(all, 0, all.size(), new RunningState(partition.shape()), output);
        return changes.size();
    }

    /** Handles the changes from one on that reach common rows; returns the next one after them. */
    private int stretch(int first, List<Batch> output) {
        OverStretch seed = newStretch();
        OverWalk ahead = OverWalk.from(index, changes, changes.key(first));
        ahead.next();
        ahead.addTo(seed);
        OverStretch behind = newStretch();
        int reached = walkBehind(seed, behind);
        RunningState base = new RunningState(partition.shape());
        OverWalk back = OverWalk.before(index, changes, lowest(seed, behind));
        if (needs.running()) {
            base = walkToMark(seed, behind, back);
        }
        OverStretch rows = newStretch();
        rows.addReversed(behind);
        int from = rows.size() - reached;
        ahead.addTo(rows);
        Ahead walked = new Ahead(rows, ahead, base, first + 1);
        walked.walk();
        emit(rows, from, walked.reached, base, output);
        if (needs.running()) {
            renewMarks(rows, base);
        }
        return walked.next;
    }

    private static byte[] lowest(OverStretch seed, OverStretch behind) {
        return behind.size() > 0 ? behind.key(behind.size() - 1) : seed.key(0);
    }

    /** Collects what the change reaches towards the first row, and what that needs. */
    private int walkBehind(OverStretch seed, OverStretch behind) {
        if (needs.ahead().isEmpty() && needs.behind().isEmpty()) {
            return 0;
        }
        // What needs rows ahead of itself is reached by a change from ahead of it.
        OverReach reach = new OverReach(needs.ahead(), seed);
        reach.begin(seed, 0);
        OverReach needed = new OverReach(needs.behind(), seed);
        int reached = 0;
        boolean reaching = true;
        OverWalk back = OverWalk.before(index, changes, seed.key(0));
        while (back.next()) {
            back.addTo(behind);
            int row = behind.size() - 1;
            if (reaching && reach.covers(behind, row)) {
                reached++;
                continue;
            }
            if (reaching) {
                reaching = false;
                needed.begin(reached == 0 ? seed : behind, reached == 0 ? 0 : reached - 1);
            }
            if (!needed.covers(behind, row)) {
                break;
            }
        }
        return reached;
    }

    /** Goes on to the mark before the rows collected, or to the first row. */
    private RunningState walkToMark(OverStretch seed, OverStretch behind, OverWalk back) {
        OverMarks.Mark mark = partition.marks().atOrBelow(changes.prefix(), lowest(seed, behind));
        while (back.next()) {
            if (mark != null && Arrays.compareUnsigned(back.key(), mark.key()) < 0) {
                break;
            }
            back.addTo(behind);
        }
        return mark == null ? new RunningState(partition.shape()) : mark.state();
    }

    /** The way from the first change on. */
    private final class Ahead {
        private final OverStretch rows;
        private final OverWalk walk;
        private final OverReach reach;
        private final Looks looks;
        private int next;
        private int reached;

        Ahead(OverStretch rows, OverWalk walk, RunningState base, int next) {
            this.rows = rows;
            this.walk = walk;
            this.next = next;
            this.reach = new OverReach(needs.behind(), rows);
            this.looks = new Looks(rows, base);
            this.reached = rows.size();
        }

        /** Collects what the changes reach towards the last row, and what that needs. */
        void walk() {
            changed();
            boolean joined = false;
            while (walk.next()) {
                walk.addTo(rows);
                int row = rows.size() - 1;
                if (next < changes.size() && Arrays.equals(rows.key(row), changes.key(next))) {
                    next++;
                    joined = false;
                    changed();
                } else if (looks.mustGoOn()) {
                    reached = rows.size();
                    if (looks.look()) {
                        reach.begin(rows, row);
                    }
                } else if (joined || reach.covers(rows, row)) {
                    reached = rows.size();
                } else {
                    joined = nextReachesBack();
                    if (!joined) {
                        collectNeeded();
                        return;
                    }
                    reached = rows.size();
                }
            }
        }

        private void changed() {
            reached = rows.size();
            reach.begin(rows, reached - 1);
            looks.changed();
        }

        /** Whether the next change reaches rows that are reached already. */
        private boolean nextReachesBack() {
            if (next == changes.size() || needs.ahead().isEmpty()) {
                return false;
            }
            OverStretch seed = newStretch();
            seed.add(changes.key(next), 1, 1);
            OverStretch behind = newStretch();
            OverReach back = new OverReach(needs.ahead(), seed);
            back.begin(seed, 0);
            byte[] end = rows.key(reached - 1);
            OverWalk walkBack = OverWalk.before(index, changes, changes.key(next));
            while (walkBack.next()) {
                walkBack.addTo(behind);
                if (!back.covers(behind, behind.size() - 1)) {
                    return false;
                }
                if (Arrays.compareUnsigned(walkBack.key(), end) <= 0) {
                    return true;
                }
            }
            return false;
        }

        /** Rows that the last reached ones need; the first of them is there already. */
        private void collectNeeded() {
            OverReach needed = new OverReach(needs.ahead(), rows);
            needed.begin(rows, reached - 1);
            while (needed.covers(rows, rows.size() - 1) && walk.next()) {
                walk.addTo(rows);
            }
        }
    }

    /** Looks from time to time whether running values are again what they were. */
    private final class Looks {
        private final OverStretch rows;
        private final RunningState before;
        private final RunningState after;
        private int advanced;
        private int lastChange;
        private int nextLook;
        private boolean differs;
        private boolean forGood;

        Looks(OverStretch rows, RunningState base) {
            this.rows = rows;
            this.before = base.copy();
            this.after = base.copy();
        }

        /** A changed row is the last one. */
        void changed() {
            differs = needs.running();
            forGood = false;
            lastChange = rows.size() - 1;
            nextLook = rows.size() + FIRST_LOOK_ROWS;
        }

        /** Whether the next row may have another running value. */
        boolean mustGoOn() {
            return differs;
        }

        /** Whether the last row is the first of which no running value differs. */
        boolean look() {
            if (forGood || rows.size() < nextLook) {
                return false;
            }
            int last = rows.size() - 1;
            int start = last;
            while (start > lastChange && OverStretch.arePeers(rows, start - 1, rows, last)) {
                start--;
            }
            if (start > lastChange) {
                Batch batch = rows.batch(schema, 0, rows.size());
                before.advance(batch, rows, advanced, start, 0);
                after.advance(batch, rows, advanced, start, 1);
                advanced = start;
                forGood = before.differsForGood(after);
                differs = !before.isEqual(after);
            }
            nextLook = 2 * rows.size() - lastChange;
            return !differs;
        }
    }

    private void emit(OverStretch rows, int from, int to, RunningState base, List<Batch> output) {
        Type sortType =
                partition.plan().order().isEmpty()
                        ? Type.BIGINT
                        : schema.type(partition.plan().order().getFirst().column());
        Batch batch = rows.batch(schema, 0, rows.size());
        OverLane old = new OverLane(rows, batch, 0, sortType);
        OverLane fresh = new OverLane(rows, batch, 1, sortType);
        var oldValues = new OverValues(partition.plan(), partition.shape(), old, base);
        var newValues = new OverValues(partition.plan(), partition.shape(), fresh, base);
        output.add(
                new OverDifference(partition.plan(), old, oldValues, fresh, newValues)
                        .between(from, to, step));
    }

    private static boolean isAbove(byte[] key, byte[] bound, byte[] last) {
        return Arrays.compareUnsigned(key, bound) > 0 && Arrays.compareUnsigned(key, last) <= 0;
    }

    private void renewMarks(OverStretch rows, RunningState base) {
        int size = rows.size();
        partition.marks().removeAbove(changes.prefix(), rows.key(0), rows.key(size - 1));
        newMarks.removeIf(mark -> isAbove(mark.key(), rows.key(0), rows.key(size - 1)));
        if (size <= OverMarks.ROWS_PER_MARK) {
            return;
        }
        Batch batch = rows.batch(schema, 0, size);
        RunningState state = base.copy();
        for (int at = OverMarks.ROWS_PER_MARK; at < size; at += OverMarks.ROWS_PER_MARK) {
            state.advance(batch, rows, at - OverMarks.ROWS_PER_MARK, at, 1);
            newMarks.add(new OverMarks.Mark(rows.key(at), state.copy()));
        }
    }
}
