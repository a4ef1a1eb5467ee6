package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.engine.expression.ValueOrder;
import org.jspecify.annotations.Nullable;

/**
 * MIN and MAX of the frames of a lane. Of the rows in a frame only those are kept that no later row
 * of it beats, so that each row comes and goes once.
 */
final class FrameExtremes {
    private final OverLane lane;
    private final OverCall.Aggregated call;
    private final Column argument;
    private final boolean greatest;
    private final int[] candidates;
    private int first;
    private int end;

    private FrameExtremes(OverLane lane, OverCall.Aggregated call) {
        this.lane = lane;
        this.call = call;
        this.argument = lane.batch().column(call.call().argument());
        this.greatest = call.call().function() == AggregateFunction.MAX;
        this.candidates = new int[lane.count()];
    }

    /**
     * The value of each copy.
     *
     * @param base the extreme before the lane, of frames that begin with the partition; null when
     *     there is none
     */
    static Column of(OverLane lane, OverCall.Aggregated call, @Nullable Column base) {
        FrameExtremes extremes = new FrameExtremes(lane, call);
        OverLane.Frames frames = lane.frames(call.frame());
        return call.frame().exclusion() == Frame.Exclusion.NO_OTHERS
                ? extremes.sliding(frames, base)
                : extremes.one(frames);
    }

    private Column sliding(OverLane.Frames frames, @Nullable Column base) {
        ColumnBuilder out = ColumnBuilder.of(call.type(), lane.count());
        int high = 0;
        for (int i = 0; i < lane.count(); i++) {
            int from = frames.from(i);
            while (high < frames.to(i)) {
                push(high++);
            }
            while (first < end && candidates[first] < from) {
                first++;
            }
            boolean any = first < end && candidates[first] < frames.to(i);
            append(any ? lane.row(candidates[first]) : -1, base, out);
        }
        return out.build();
    }

    private void push(int copy) {
        int row = lane.row(copy);
        if (!counts(row)) {
            return;
        }
        while (first < end && !isBetter(lane.row(candidates[end - 1]), row)) {
            end--;
        }
        candidates[end++] = copy;
    }

    private boolean counts(int row) {
        Batch batch = lane.batch();
        return !argument.isNull(row) && RunningState.passes(batch, call.call().filter(), row);
    }

    private boolean isBetter(int row, int other) {
        int order = ValueOrder.compare(argument, row, argument, other);
        return greatest ? order > 0 : order < 0;
    }

    private void append(int row, @Nullable Column base, ColumnBuilder out) {
        if (base == null) {
            if (row < 0) {
                out.appendNull();
            } else {
                out.appendFrom(argument, row);
            }
            return;
        }
        int order = row < 0 ? 0 : ValueOrder.compare(argument, row, base, 0);
        boolean better = greatest ? order > 0 : order < 0;
        out.appendFrom(better ? argument : base, better ? row : 0);
    }

    /** Each frame by itself. */
    private Column one(OverLane.Frames frames) {
        ColumnBuilder out = ColumnBuilder.of(call.type(), lane.count());
        for (int i = 0; i < lane.count(); i++) {
            int best = -1;
            for (int row : lane.rows(frames, i, call.frame().exclusion())) {
                if (counts(row) && (best < 0 || isBetter(row, best))) {
                    best = row;
                }
            }
            append(best, null, out);
        }
        return out.build();
    }
}
