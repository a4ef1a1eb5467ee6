package dev.tidemill.engine.circuit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of an index are wanted: those whose first columns have these values, and whose next
 * column lies between two edges when there is one. Values are in the form {@code Column.value}
 * gives, and never NULL: no row with a NULL in one of these columns is in the range.
 *
 * @param equal values of the index's first columns, in its order
 * @param from the least value of the next column; null when it has none
 * @param to the greatest value of the next column; null when it has none
 */
public record IndexRange(List<Object> equal, @Nullable Edge from, @Nullable Edge to) {
    /** An end of a range. */
    public record Edge(Object value, boolean inclusive) {}

    public IndexRange {
        equal = List.copyOf(equal);
    }

    /** The entries with these values. */
    public static IndexRange of(List<Object> equal) {
        return new IndexRange(equal, null, null);
    }

    boolean isBounded() {
        return from != null || to != null;
    }
}
