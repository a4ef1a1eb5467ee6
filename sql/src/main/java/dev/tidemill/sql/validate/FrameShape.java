package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Frame.Edge;
import dev.tidemill.algebra.plan.Frame.Exclusion;
import dev.tidemill.algebra.plan.Frame.Mode;

/** A frame as it is written, without its offsets. */
public record FrameShape(Mode mode, Edge start, Edge end, Exclusion exclusion) {
    /** What holds when nothing is written. */
    public static final FrameShape DEFAULT =
            new FrameShape(
                    Mode.RANGE, Edge.UNBOUNDED_PRECEDING, Edge.CURRENT_ROW, Exclusion.NO_OTHERS);

    public FrameShape {
        requireNonNull(mode, "mode");
        requireNonNull(start, "start");
        requireNonNull(end, "end");
        requireNonNull(exclusion, "exclusion");
    }

    /** How many offsets belong to the frame. */
    public int offsetCount() {
        return (hasOffset(start) ? 1 : 0) + (hasOffset(end) ? 1 : 0);
    }

    public static boolean hasOffset(Edge edge) {
        return edge == Edge.PRECEDING || edge == Edge.FOLLOWING;
    }

    @Override
    public String toString() {
        return mode + " " + start + " " + end + " " + exclusion;
    }
}
