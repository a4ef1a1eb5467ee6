package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Literal;
import org.jspecify.annotations.Nullable;

/**
 * The rows around a row that a function over a window sees, as PostgreSQL counts them.
 *
 * @param mode what offsets count
 * @param start the first row
 * @param end the last row
 * @param exclusion which of these are left out
 */
public record Frame(Mode mode, Bound start, Bound end, Exclusion exclusion) {
    /** From the partition's first row to the last that is equal to this one in the order. */
    public static final Frame DEFAULT =
            of(Mode.RANGE, Bound.UNBOUNDED_PRECEDING, Bound.CURRENT_ROW);

    /** What an offset counts. */
    public enum Mode {
        /** Rows; ties are broken by the whole row. */
        ROWS,
        /** The distance of the one sort column's value; rows that are equal in it are one place. */
        RANGE,
        /** Groups of rows that are equal in all sort columns. */
        GROUPS
    }

    /** Where a frame begins or ends. */
    public enum Edge {
        UNBOUNDED_PRECEDING,
        PRECEDING,
        /** The row itself; its peers in RANGE and GROUPS. */
        CURRENT_ROW,
        FOLLOWING,
        UNBOUNDED_FOLLOWING
    }

    /** Rows that a frame leaves out. */
    public enum Exclusion {
        NO_OTHERS,
        CURRENT_ROW,
        /** The row and its peers. */
        GROUP,
        /** The row's peers. */
        TIES
    }

    /**
     * A bound of a frame.
     *
     * @param offset not negative and not NULL; a BIGINT for ROWS and GROUPS, an INTERVAL or a value
     *     of the sort column's type for RANGE; null unless the edge is at an offset
     */
    public record Bound(Edge edge, @Nullable Literal offset) {
        public static final Bound UNBOUNDED_PRECEDING = new Bound(Edge.UNBOUNDED_PRECEDING, null);
        public static final Bound CURRENT_ROW = new Bound(Edge.CURRENT_ROW, null);
        public static final Bound UNBOUNDED_FOLLOWING = new Bound(Edge.UNBOUNDED_FOLLOWING, null);

        public Bound {
            requireNonNull(edge, "edge");
            boolean atOffset = edge == Edge.PRECEDING || edge == Edge.FOLLOWING;
            if (atOffset != (offset != null)) {
                throw new IllegalArgumentException(edge + " with offset " + offset);
            }
        }

        /** The offset of ROWS or GROUPS. */
        public long count() {
            return offset != null && offset.value() instanceof Number number
                    ? number.longValue()
                    : 0;
        }

        @Override
        public String toString() {
            return offset == null ? edge.toString() : offset + " " + edge;
        }
    }

    public Frame {
        requireNonNull(mode, "mode");
        requireNonNull(exclusion, "exclusion");
        if (start.edge() == Edge.UNBOUNDED_FOLLOWING
                || end.edge() == Edge.UNBOUNDED_PRECEDING
                || start.edge().compareTo(end.edge()) > 0) {
            throw new IllegalArgumentException("a frame from " + start + " to " + end);
        }
    }

    public static Frame of(Mode mode, Bound start, Bound end) {
        return new Frame(mode, start, end, Exclusion.NO_OTHERS);
    }

    /** Whether the frame is the same for equal rows in whatever order these stand. */
    public boolean isOfPeers() {
        return (mode != Mode.ROWS
                        || (start.edge() == Edge.UNBOUNDED_PRECEDING
                                && end.edge() == Edge.UNBOUNDED_FOLLOWING))
                && exclusion != Exclusion.CURRENT_ROW
                && exclusion != Exclusion.TIES;
    }

    @Override
    public String toString() {
        return mode
                + " "
                + start
                + " to "
                + end
                + (exclusion == Exclusion.NO_OTHERS ? "" : " without " + exclusion);
    }
}
