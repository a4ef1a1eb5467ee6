package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;

/**
 * The values of one aggregate in an ordered index that a partition's aggregates share: aggregate,
 * group, value → how often. Not thread-safe.
 */
final class GroupValues {
    /** Bytes before the value: the aggregate's number and the group's row. */
    static final int PREFIX_BYTES = 16;

    /** The byte after every value of a group; {@link KeyEncoder} marks values with 1. */
    private static final int AFTER_VALUES = 2;

    private final OrderedIndex index;
    private final int call;
    private final KeyEncoder encoder = new KeyEncoder();

    GroupValues(OrderedIndex index, int call) {
        this.index = index;
        this.call = call;
    }

    /** Counts a value up or down; returns how often it now is there. */
    long add(long groupRow, Column column, int row, long weight) {
        encoder.clear().appendLong(call).appendLong(groupRow).append(column, row);
        return index.add(encoder.bytes(), encoder.length(), weight);
    }

    /** Removes all values of a group. */
    void forget(long groupRow) {
        OrderedCursor cursor = index.cursor();
        encoder.clear().appendLong(call).appendLong(groupRow);
        while (cursor.seekCeiling(encoder.bytes(), PREFIX_BYTES)
                && cursor.keyStartsWith(encoder.bytes(), PREFIX_BYTES)) {
            byte[] key = cursor.key();
            index.remove(key, key.length);
        }
    }

    OrderedCursor cursor() {
        return index.cursor();
    }

    /** Goes to a group's least or greatest value; false when it has none. */
    boolean seek(OrderedCursor cursor, long groupRow, boolean greatest) {
        encoder.clear().appendLong(call).appendLong(groupRow);
        if (!greatest) {
            return cursor.seekCeiling(encoder.bytes(), PREFIX_BYTES)
                    && cursor.keyStartsWith(encoder.bytes(), PREFIX_BYTES);
        }
        byte[] bound = new byte[PREFIX_BYTES + 1];
        System.arraycopy(encoder.bytes(), 0, bound, 0, PREFIX_BYTES);
        bound[PREFIX_BYTES] = AFTER_VALUES;
        return cursor.seekBelow(bound, bound.length) && cursor.keyStartsWith(bound, PREFIX_BYTES);
    }
}
