package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.OverWalk.OverChanges;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bounds of sessions, for nodes that ask for nothing else: the changes of all partitions of a
 * step go into one batch, since sessions are many and most of them are short.
 *
 * <p>Around a changed row stand the rows that were or are there, each at most a gap from the next.
 * These are whole sessions, both of those that were and of those that are: rows between two
 * neighbours of a session are no farther from them than these are from each other. One thread at a
 * time.
 */
final class OverSessions {
    private final Over plan;
    private final OverKeys keys;
    private final OrderedIndex index;
    private final SortKey order;
    private final Type type;
    private final long gap;
    private final int width;
    private final boolean descending;

    /** The rows of the partition at hand, in order, stretch by stretch. */
    private final List<byte[]> rows = new ArrayList<>();

    private final LongList times = new LongList();
    private final IntList nulls = new IntList();
    private final LongList oldWeights = new LongList();
    private final LongList newWeights = new LongList();
    private final IntList ends = new IntList();

    /** The rows before a changed one, the nearest first. */
    private final List<byte[]> behind = new ArrayList<>();

    private final LongList behindOld = new LongList();
    private final LongList behindNew = new LongList();

    private long[] oldStarts = new long[0];
    private long[] oldEnds = new long[0];
    private long[] newStarts = new long[0];
    private long[] newEnds = new long[0];

    OverSessions(Over plan, OverKeys keys, OrderedIndex index) {
        this.plan = plan;
        this.keys = keys;
        this.index = index;
        this.order = plan.order().getFirst();
        this.descending = keys.isDescending(order);
        this.width = plan.input().schema().size();
        this.type = plan.input().schema().type(order.column());
        this.gap = ((OverCall.SessionBound) plan.calls().getFirst()).gapMicros();
    }

    /** Whether a node asks for nothing but the bounds of sessions of one gap. */
    static boolean suffice(Over plan) {
        return plan.calls().stream()
                .allMatch(
                        call ->
                                call instanceof OverCall.SessionBound bound
                                        && plan.calls().getFirst()
                                                instanceof OverCall.SessionBound first
                                        && bound.gapMicros() == first.gapMicros());
    }

    /**
     * Adds the changes of one partition's rows, whose own changes the index has.
     *
     * @return false, and nothing added, when the end of a session is not in the calendar
     */
    boolean emit(OverChanges changes, BatchBuilder output) {
        rows.clear();
        times.clear();
        nulls.clear();
        oldWeights.clear();
        newWeights.clear();
        ends.clear();
        int next = 0;
        while (next < changes.size()) {
            next = stretch(next, changes);
        }
        for (int i = 0; i < times.size(); i++) {
            if (nulls.get(i) == 0 && times.get(i) > Long.MAX_VALUE - gap) {
                return false;
            }
        }
        if (oldStarts.length < rows.size()) {
            int size = Math.max(rows.size(), 2 * oldStarts.length);
            oldStarts = new long[size];
            oldEnds = new long[size];
            newStarts = new long[size];
            newEnds = new long[size];
        }
        int from = 0;
        for (int s = 0; s < ends.size(); s++) {
            bounds(from, ends.get(s), oldWeights, oldStarts, oldEnds);
            bounds(from, ends.get(s), newWeights, newStarts, newEnds);
            from = ends.get(s);
        }
        for (int row = 0; row < rows.size(); row++) {
            compare(row, output);
        }
        return true;
    }

    /** Collects the rows around a change; returns the first change behind them. */
    private int stretch(int first, OverChanges changes) {
        byte[] changed = changes.key(first);
        OverWalk ahead = OverWalk.from(index, changes, changed);
        ahead.next();
        if (!isThere(ahead)) {
            return first + 1;
        }
        behind.clear();
        behindOld.clear();
        behindNew.clear();
        OverWalk back = OverWalk.before(index, changes, changed);
        byte[] nearest = changed;
        while (back.next() && (!isThere(back) || isNear(nearest, back.key()))) {
            if (isThere(back)) {
                nearest = back.key();
                behind.add(nearest);
                behindOld.add(back.oldWeight());
                behindNew.add(back.newWeight());
            }
        }
        for (int i = behind.size() - 1; i >= 0; i--) {
            add(behind.get(i), behindOld.get(i), behindNew.get(i));
        }
        byte[] last = changed;
        add(last, ahead.oldWeight(), ahead.newWeight());
        while (ahead.next() && (!isThere(ahead) || isNear(last, ahead.key()))) {
            if (isThere(ahead)) {
                last = ahead.key();
                add(last, ahead.oldWeight(), ahead.newWeight());
            }
        }
        ends.add(rows.size());
        int next = first + 1;
        while (next < changes.size() && Arrays.compareUnsigned(changes.key(next), last) <= 0) {
            next++;
        }
        return next;
    }

    private static boolean isThere(OverWalk walk) {
        return walk.oldWeight() > 0 || walk.newWeight() > 0;
    }

    private void add(byte[] key, long oldWeight, long newWeight) {
        rows.add(key);
        oldWeights.add(Math.max(0, oldWeight));
        newWeights.add(Math.max(0, newWeight));
        KeyDecoder at = keys.atSort(key, order);
        boolean isNull = at.isAtNull();
        nulls.add(isNull ? 1 : 0);
        times.add(isNull ? 0 : at.readWhole(type, descending));
    }

    private boolean isNear(byte[] one, byte[] other) {
        KeyDecoder at = keys.atSort(one, order);
        boolean isNull = at.isAtNull();
        long time = isNull ? 0 : at.readWhole(type, descending);
        at = keys.atSort(other, order);
        if (isNull || at.isAtNull()) {
            return isNull && at.isAtNull();
        }
        return isNear(time, at.readWhole(type, descending));
    }

    /** The distance of two times may be more than a long holds, but not more than one unsigned. */
    private boolean isNear(long one, long other) {
        long distance = one > other ? one - other : other - one;
        return Long.compareUnsigned(distance, gap) <= 0;
    }

    private boolean isNear(int row, int other) {
        if (nulls.get(row) != 0 || nulls.get(other) != 0) {
            return nulls.get(row) == nulls.get(other);
        }
        return isNear(times.get(row), times.get(other));
    }

    /** The sessions of a stretch's rows that have a weight. */
    private void bounds(int from, int to, LongList weights, long[] starts, long[] sessionEnds) {
        int first = -1;
        int last = -1;
        for (int row = from; row < to; row++) {
            if (weights.get(row) == 0) {
                continue;
            }
            if (first >= 0 && !isNear(last, row)) {
                bound(first, last, starts, sessionEnds);
                first = -1;
            }
            first = first < 0 ? row : first;
            last = row;
        }
        if (first >= 0) {
            bound(first, last, starts, sessionEnds);
        }
    }

    private void bound(int first, int last, long[] starts, long[] sessionEnds) {
        long start = times.get(descending ? last : first);
        long end = times.get(descending ? first : last) + gap;
        Arrays.fill(starts, first, last + 1, start);
        Arrays.fill(sessionEnds, first, last + 1, end);
    }

    private void compare(int row, BatchBuilder output) {
        long was = oldWeights.get(row);
        long is = newWeights.get(row);
        boolean same =
                nulls.get(row) != 0
                        || (oldStarts[row] == newStarts[row] && oldEnds[row] == newEnds[row]);
        if (was > 0 && is > 0 && same) {
            emit(row, is - was, newStarts, newEnds, output);
        } else {
            emit(row, -was, oldStarts, oldEnds, output);
            emit(row, is, newStarts, newEnds, output);
        }
    }

    private void emit(
            int row, long weight, long[] starts, long[] sessionEnds, BatchBuilder output) {
        if (weight == 0) {
            return;
        }
        keys.decode(rows.get(row), output);
        for (int c = 0; c < plan.calls().size(); c++) {
            ColumnBuilder column = output.column(width + c);
            if (nulls.get(row) != 0) {
                column.appendNull();
            } else {
                boolean isEnd = ((OverCall.SessionBound) plan.calls().get(c)).isEnd();
                column.appendLong(isEnd ? sessionEnds[row] : starts[row]);
            }
        }
        output.endRow(weight);
    }
}
