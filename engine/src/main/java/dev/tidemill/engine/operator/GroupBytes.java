package dev.tidemill.engine.operator;

import dev.tidemill.engine.state.VarHeap;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of any length that belong to a group: in its cells stand their reference and, in another
 * long, their length and one more; 0 for a group without. Not thread-safe.
 */
final class GroupBytes {
    /** Bytes in a group's cells. */
    static final int WIDTH = 16;

    private static final int LENGTH = 8;

    private final VarHeap heap;

    GroupBytes(VarHeap heap) {
        this.heap = heap;
    }

    /** A copy of a group's bytes; null when it has none. */
    byte @Nullable [] read(GroupCells cells, int group, int at) {
        int length = (int) cells.getLong(group, at + LENGTH) - 1;
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        heap.read(cells.getLong(group, at), length, bytes, 0);
        return bytes;
    }

    void write(GroupCells cells, int group, int at, byte[] bytes) {
        free(cells, group, at);
        cells.putLong(group, at, heap.store(bytes, 0, bytes.length));
        cells.putLong(group, at + LENGTH, bytes.length + 1L);
    }

    void free(GroupCells cells, int group, int at) {
        int length = (int) cells.getLong(group, at + LENGTH) - 1;
        if (length >= 0) {
            heap.free(cells.getLong(group, at), length);
            cells.putLong(group, at + LENGTH, 0);
        }
    }
}
