package dev.tidemill.engine.operator;

import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.VarHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has run up at some places of each partition, so that running values need not be counted from
 * the first row: at a mark's key stands the {@link RunningState} of all rows below that key, which
 * need not be a row's any more. One thread.
 */
final class OverMarks {
    /** A mark stands after so many distinct rows; a change counts on from the one before it. */
    static final int ROWS_PER_MARK = 32;

    private static final int LENGTH_BITS = 20;

    /** Longer states (of very long texts) are not kept: the way from the mark before is longer. */
    private static final int STATE_BYTES_MAX = (1 << LENGTH_BITS) - 1;

    /** Segments that the marks take. */
    static final int SEGMENTS = OrderedIndex.SEGMENTS + VarHeap.SEGMENTS;

    private final RunningShape shape;
    private final OrderedIndex index;
    private final VarHeap states;

    OverMarks(Region region, int firstSegment, RunningShape shape) {
        this.shape = shape;
        this.index = new OrderedIndex(region, firstSegment);
        this.states = new VarHeap(region, firstSegment + OrderedIndex.SEGMENTS);
    }

    /** A mark. */
    record Mark(byte[] key, RunningState state) {}

    /** The last mark of a partition that is not above a key; null when there is none. */
    @Nullable Mark atOrBelow(byte[] prefix, byte[] key) {
        byte[] above = Arrays.copyOf(key, key.length + 1);
        OrderedCursor cursor = index.cursor();
        if (!cursor.seekBelow(above, above.length)
                || !cursor.keyStartsWith(prefix, prefix.length)) {
            return null;
        }
        int length = length(cursor.value());
        byte[] bytes = new byte[length];
        states.read(reference(cursor.value()), length, bytes, 0);
        return new Mark(cursor.key(), RunningState.decode(shape, bytes));
    }

    /**
     * Removes the marks of a partition that are above a key.
     *
     * @param last the highest that is removed; null for the partition's end
     */
    void removeAbove(byte[] prefix, byte[] key, byte @Nullable [] last) {
        byte[] above = Arrays.copyOf(key, key.length + 1);
        remove(prefix, above, last);
    }

    /** Removes all marks of a partition. */
    void clear(byte[] prefix) {
        remove(prefix, prefix, null);
    }

    /** Removes the marks of all partitions below a key. */
    void removeBelow(byte[] end) {
        List<byte[]> found = new ArrayList<>();
        OrderedCursor cursor = index.cursor();
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(end, end.length) < 0) {
            found.add(cursor.key());
            states.free(reference(cursor.value()), length(cursor.value()));
            valid = cursor.next();
        }
        found.forEach(key -> index.remove(key, key.length));
    }

    private void remove(byte[] prefix, byte[] from, byte @Nullable [] last) {
        List<byte[]> found = new ArrayList<>();
        OrderedCursor cursor = index.cursor();
        boolean valid = cursor.seekCeiling(from, from.length);
        while (valid
                && cursor.keyStartsWith(prefix, prefix.length)
                && (last == null || cursor.compareKey(last, last.length) <= 0)) {
            found.add(cursor.key());
            states.free(reference(cursor.value()), length(cursor.value()));
            valid = cursor.next();
        }
        found.forEach(key -> index.remove(key, key.length));
    }

    /** Adds a mark at a key that has none. */
    void put(byte[] key, RunningState state) {
        byte[] bytes = state.encode();
        if (bytes.length <= STATE_BYTES_MAX) {
            long reference = states.store(bytes, 0, bytes.length);
            index.put(key, key.length, (reference << LENGTH_BITS) | bytes.length);
        }
    }

    private static long reference(long value) {
        return value >>> LENGTH_BITS;
    }

    private static int length(long value) {
        return (int) value & STATE_BYTES_MAX;
    }
}
