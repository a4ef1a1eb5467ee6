package dev.tidemill.engine.operator;

import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.SortDistance.Offset;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows the functions of a node need for a row's values.
 *
 * @param whole the whole partition
 * @param running what has run up since the partition's first row
 * @param measured distances along the sort column are measured
 * @param behind the reach towards the partition's first row, but for what is running
 * @param ahead the reach towards its last
 */
record OverNeeds(
        boolean whole,
        boolean running,
        boolean measured,
        List<OverReach.Part> behind,
        List<OverReach.Part> ahead) {
    static OverNeeds of(Over plan) {
        Type sortType =
                plan.order().isEmpty()
                        ? Type.BIGINT
                        : plan.input().schema().type(plan.order().getFirst().column());
        Collector collector = new Collector(sortType);
        plan.calls().forEach(collector::add);
        return new OverNeeds(
                collector.whole,
                collector.running,
                collector.measured,
                collector.behind,
                collector.ahead);
    }

    /** Whether a call's value comes from what has run up since the partition's first row. */
    static boolean isRunning(OverCall call) {
        return switch (call) {
            case OverCall.Ranking ranking -> !isWhole(ranking);
            case OverCall.Neighbour _, OverCall.SessionBound _ -> false;
            case OverCall.Picked picked ->
                    !isWhole(call) && !picked.fromEnd() && isUnbounded(picked.frame());
            case OverCall.Aggregated aggregated ->
                    !isWhole(call) && isUnbounded(aggregated.frame());
        };
    }

    private static boolean isUnbounded(Frame frame) {
        return frame.start().edge() == Frame.Edge.UNBOUNDED_PRECEDING;
    }

    private static boolean isWhole(OverCall call) {
        return switch (call) {
            case OverCall.Ranking ranking ->
                    switch (ranking.kind()) {
                        case ROW_NUMBER, RANK, DENSE_RANK -> false;
                        case PERCENT_RANK, CUME_DIST, NTILE -> true;
                    };
            case OverCall.Neighbour _, OverCall.SessionBound _ -> false;
            case OverCall.Picked picked ->
                    isWhole(picked.frame())
                            // The last row so far behind may be any distance behind.
                            || (picked.fromEnd()
                                    && isUnbounded(picked.frame())
                                    && picked.frame().end().edge() == Frame.Edge.PRECEDING);
            case OverCall.Aggregated aggregated -> isWhole(aggregated.frame());
        };
    }

    private static boolean isWhole(Frame frame) {
        return frame.end().edge() == Frame.Edge.UNBOUNDED_FOLLOWING
                || (isUnbounded(frame) && frame.exclusion() != Frame.Exclusion.NO_OTHERS);
    }

    /** Adds up the needs of calls. */
    private static final class Collector {
        private final Type sortType;
        private final List<OverReach.Part> behind = new ArrayList<>();
        private final List<OverReach.Part> ahead = new ArrayList<>();
        private boolean whole;
        private boolean running;
        private boolean measured;

        Collector(Type sortType) {
            this.sortType = sortType;
        }

        void add(OverCall call) {
            whole |= isWhole(call);
            running |= isRunning(call);
            switch (call) {
                case OverCall.Ranking ranking -> addPeers(ranking.kind());
                case OverCall.Neighbour neighbour -> {
                    long rows = Math.abs(neighbour.offset());
                    (neighbour.offset() < 0 ? behind : ahead).add(new OverReach.Rows(rows));
                }
                case OverCall.Picked picked -> addFrame(picked.frame());
                case OverCall.Aggregated aggregated -> addFrame(aggregated.frame());
                case OverCall.SessionBound session -> {
                    measured = true;
                    Offset gap = Offset.ofMicros(session.gapMicros());
                    behind.add(new OverReach.Chain(gap));
                    ahead.add(new OverReach.Chain(gap));
                }
            }
        }

        private void addPeers(OverCall.Ranking.Kind kind) {
            if (kind != OverCall.Ranking.Kind.ROW_NUMBER) {
                behind.add(new OverReach.Groups(0));
            }
        }

        private void addFrame(Frame frame) {
            addBound(frame, frame.start());
            addBound(frame, frame.end());
            // Peers are in a frame together, also at a distance of 0.
            if (frame.mode() != Frame.Mode.ROWS || frame.exclusion() != Frame.Exclusion.NO_OTHERS) {
                behind.add(new OverReach.Groups(0));
                ahead.add(new OverReach.Groups(0));
            }
        }

        private void addBound(Frame frame, Frame.Bound bound) {
            switch (bound.edge()) {
                case PRECEDING -> behind.add(atOffset(frame, bound));
                case FOLLOWING -> ahead.add(atOffset(frame, bound));
                case CURRENT_ROW, UNBOUNDED_PRECEDING, UNBOUNDED_FOLLOWING -> {}
            }
        }

        private OverReach.Part atOffset(Frame frame, Frame.Bound bound) {
            return switch (frame.mode()) {
                case ROWS -> new OverReach.Rows(bound.count());
                case GROUPS -> new OverReach.Groups(bound.count());
                case RANGE -> {
                    measured = true;
                    yield new OverReach.Range(
                            Offset.of(sortType, java.util.Objects.requireNonNull(bound.offset())));
                }
            };
        }
    }
}
