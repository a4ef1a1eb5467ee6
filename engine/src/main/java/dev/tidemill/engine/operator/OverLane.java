package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.SortDistance.Offset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a stretch as they were before a step, or as they are after it: a row of weight two is
 * two copies. One thread.
 */
final class OverLane {
    private final OverStretch stretch;
    private final Batch batch;
    private final Type sortType;
    private final int[] copies;
    private final int[] groupStart;
    private final int[] groupEnd;
    private final int[] groupNumber;

    /**
     * @param batch the stretch's rows
     * @param lane 0 before the step, 1 after it
     * @param sortType of the first sort column
     */
    OverLane(OverStretch stretch, Batch batch, int lane, Type sortType) {
        this.stretch = stretch;
        this.batch = batch;
        this.sortType = sortType;
        this.copies = copies(stretch, lane);
        this.groupStart = new int[copies.length];
        this.groupEnd = new int[copies.length];
        this.groupNumber = new int[copies.length];
        findGroups();
    }

    private static int[] copies(OverStretch stretch, int lane) {
        long total = 0;
        for (int row = 0; row < stretch.size(); row++) {
            total += stretch.weight(row, lane);
        }
        int[] copies = new int[Math.toIntExact(total)];
        int count = 0;
        for (int row = 0; row < stretch.size(); row++) {
            int end = count + (int) stretch.weight(row, lane);
            Arrays.fill(copies, count, end, row);
            count = end;
        }
        return copies;
    }

    private void findGroups() {
        int start = 0;
        int number = 0;
        for (int i = 1; i <= copies.length; i++) {
            if (i < copies.length
                    && OverStretch.arePeers(stretch, copies[start], stretch, copies[i])) {
                continue;
            }
            Arrays.fill(groupStart, start, i, start);
            Arrays.fill(groupEnd, start, i, i);
            Arrays.fill(groupNumber, start, i, number++);
            start = i;
        }
    }

    int count() {
        return copies.length;
    }

    Batch batch() {
        return batch;
    }

    OverStretch stretch() {
        return stretch;
    }

    /** The row of the stretch that a copy is of. */
    int row(int copy) {
        return copies[copy];
    }

    /** The first copy of a copy's peers. */
    int groupStart(int copy) {
        return groupStart[copy];
    }

    /** The copy after the last of a copy's peers. */
    int groupEnd(int copy) {
        return groupEnd[copy];
    }

    /** The groups of peers are numbered from 0. */
    int groupNumber(int copy) {
        return groupNumber[copy];
    }

    int[] rows(int from, int to) {
        return Arrays.copyOfRange(copies, from, to);
    }

    /** The rows of a copy's frame without those that are left out. */
    int[] rows(Frames frames, int copy, Frame.Exclusion exclusion) {
        IntList rows = new IntList();
        for (int i = frames.from(copy); i < frames.to(copy); i++) {
            if (!isExcluded(copy, i, exclusion)) {
                rows.add(copies[i]);
            }
        }
        return Arrays.copyOf(rows.values(), rows.size());
    }

    boolean isExcluded(int copy, int other, Frame.Exclusion exclusion) {
        boolean peer = groupNumber[copy] == groupNumber[other];
        return switch (exclusion) {
            case NO_OTHERS -> false;
            case CURRENT_ROW -> copy == other;
            case GROUP -> peer;
            case TIES -> peer && copy != other;
        };
    }

    /** Where the frames of the copies begin and end; both only ever grow. */
    record Frames(int[] starts, int[] ends) {
        int from(int copy) {
            return starts[copy];
        }

        /** The first copy that is not in the frame any more; may lie before its beginning. */
        int to(int copy) {
            return ends[copy];
        }
    }

    Frames frames(Frame frame) {
        return new Frames(
                bounds(frame.mode(), frame.start(), true),
                bounds(frame.mode(), frame.end(), false));
    }

    private int[] bounds(Frame.Mode mode, Frame.Bound bound, boolean isStart) {
        int[] bounds = new int[copies.length];
        switch (bound.edge()) {
            case UNBOUNDED_PRECEDING -> {}
            case UNBOUNDED_FOLLOWING -> Arrays.fill(bounds, copies.length);
            case CURRENT_ROW -> {
                for (int i = 0; i < bounds.length; i++) {
                    bounds[i] =
                            mode == Frame.Mode.ROWS
                                    ? (isStart ? i : i + 1)
                                    : (isStart ? groupStart[i] : groupEnd[i]);
                }
            }
            case PRECEDING, FOLLOWING -> atOffset(mode, bound, isStart, bounds);
        }
        return bounds;
    }

    private void atOffset(Frame.Mode mode, Frame.Bound bound, boolean isStart, int[] bounds) {
        long signed =
                bound.edge() == Frame.Edge.PRECEDING
                        ? -Math.min(bound.count(), Integer.MAX_VALUE)
                        : Math.min(bound.count(), Integer.MAX_VALUE);
        switch (mode) {
            case ROWS -> {
                for (int i = 0; i < bounds.length; i++) {
                    bounds[i] = Math.clamp(i + signed + (isStart ? 0 : 1), 0, bounds.length);
                }
            }
            case GROUPS -> groupsAt(signed, isStart, bounds);
            case RANGE -> rangeAt(bound, isStart, bounds);
        }
    }

    private void groupsAt(long signed, boolean isStart, int[] bounds) {
        int at = 0;
        for (int i = 0; i < bounds.length; i++) {
            long wanted = groupNumber[i] + signed;
            while (at < bounds.length
                    && (isStart ? groupNumber[at] < wanted : groupNumber[at] <= wanted)) {
                at++;
            }
            bounds[i] = at;
        }
    }

    private void rangeAt(Frame.Bound bound, boolean isStart, int[] bounds) {
        SortDistance distance = new SortDistance();
        @Nullable Offset offset =
                bound.offset() == null ? null : Offset.of(sortType, bound.offset());
        boolean following = bound.edge() == Frame.Edge.FOLLOWING;
        int at = 0;
        for (int i = 0; i < bounds.length; i++) {
            distance.bound(stretch.sort(), copies[i], offset, following);
            while (at < bounds.length) {
                int order = distance.compare(stretch.sort(), copies[at]);
                if (isStart ? order >= 0 : order > 0) {
                    break;
                }
                at++;
            }
            bounds[i] = at;
        }
    }
}
