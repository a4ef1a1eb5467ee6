package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import java.util.List;

/**
 * One row for each distinct key, with bytes of the owner's choice beside it: the accumulators of a
 * grouped aggregate. NULL equals NULL in keys. A new row's bytes are zeros. Four segments: rows,
 * strings, and the index over the keys.
 *
 * <p>One writer.
 */
public final class GroupRows {
    /** Segments that the rows take. */
    public static final int SEGMENTS = 4;

    private final RowLayout layout;
    private final RowHeap heap;
    private final VarHeap strings;
    private final HashIndex index;
    private final int stateBytes;

    /**
     * @param stateBytes the owner's bytes in each row
     */
    public GroupRows(Region region, int firstSegment, List<Type> keyTypes, int stateBytes) {
        this.layout = new RowLayout(keyTypes, stateBytes);
        this.heap = new RowHeap(region, firstSegment, layout.width());
        this.strings = new VarHeap(region, firstSegment + 1);
        this.index = new HashIndex(region, firstSegment + 2);
        this.stateBytes = stateBytes;
    }

    /** Groups. */
    public long count() {
        return heap.count();
    }

    /**
     * The row of a key, or -1.
     *
     * @param keys columns of the key's types
     * @param hash the hash of row {@code source} over these columns
     */
    public long find(Column[] keys, int source, long hash) {
        long row = index.first(hash);
        while (row >= 0
                && !layout.matches(keys, source, heap.page(row), heap.offset(row), strings)) {
            row = index.next(hash, row);
        }
        return row;
    }

    /** Adds a row for a key that has none. */
    public long insert(Column[] keys, int source, long hash) {
        long row = heap.insert();
        byte[] page = heap.writable(row);
        int at = heap.offset(row);
        layout.write(keys, source, page, at, strings);
        Arrays.fill(page, at + layout.extra(), at + layout.extra() + stateBytes, (byte) 0);
        index.insert(hash, row);
        return row;
    }

    /** The rows of the keys at {@code sources[0..count)}, added where there is none. */
    public void findOrInsert(Column[] keys, long[] hashes, int[] sources, int count, long[] rows) {
        for (int i = 0; i < count; i++) {
            int source = sources[i];
            long row = find(keys, source, hashes[source]);
            rows[i] = row >= 0 ? row : insert(keys, source, hashes[source]);
        }
    }

    /** Removes a group. */
    public void delete(long row, long hash) {
        index.remove(hash, row);
        layout.release(heap.page(row), heap.offset(row), strings);
        heap.delete(row);
    }

    /** The page of a row, for reading at {@link #stateAt}. */
    public byte[] page(long row) {
        return heap.page(row);
    }

    /** The page of a row, for writing at {@link #stateAt}. */
    public byte[] writable(long row) {
        return heap.writable(row);
    }

    /** Where the owner's bytes of a row begin in its page. */
    public int stateAt(long row) {
        return heap.offset(row) + layout.extra();
    }

    /** One key column of some rows. */
    public Column readKey(int key, long[] rows, int count) {
        byte[][] pages = new byte[count][];
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            pages[i] = heap.page(rows[i]);
            offsets[i] = heap.offset(rows[i]);
        }
        return layout.read(key, pages, offsets, count, strings);
    }
}
