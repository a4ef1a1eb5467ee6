package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ZSetTable}, from its writer's pages or from a snapshot's. A view of a snapshot is
 * safe from any thread while the snapshot is open.
 */
public sealed class ZSetTableView permits ZSetTable {
    static final int HEAP = 0;
    static final int STRINGS = 1;
    static final int INDEX = 2;
    static final int KEY_INDEX = 4;

    /** Metadata slot of the heap's segment: the sum of all weights. */
    static final int TOTAL_WEIGHT = 8;

    static final int NEXT = 8;
    static final int PREVIOUS = 12;

    final ZSetShape shape;
    final RowLayout layout;
    final int[] keyFields;
    private final int[] allFields;
    private final RowHeapView heap;
    private final VarHeapView strings;
    private final HashIndexView keyIndex;
    private final PageSource heapPages;

    ZSetTableView(
            ZSetShape shape,
            RowHeapView heap,
            VarHeapView strings,
            HashIndexView keyIndex,
            PageSource heapPages) {
        this.shape = shape;
        this.layout = shape.layout();
        this.keyFields = shape.keyFields();
        this.allFields = IntStream.range(0, shape.schema().size()).toArray();
        this.heap = heap;
        this.strings = strings;
        this.keyIndex = keyIndex;
        this.heapPages = heapPages;
    }

    /** Other pages of the same shape; nothing is computed anew that follows from it. */
    ZSetTableView(
            ZSetTableView like,
            RowHeapView heap,
            VarHeapView strings,
            HashIndexView keyIndex,
            PageSource heapPages) {
        this.shape = like.shape;
        this.layout = like.layout;
        this.keyFields = like.keyFields;
        this.allFields = like.allFields;
        this.heap = heap;
        this.strings = strings;
        this.keyIndex = keyIndex;
        this.heapPages = heapPages;
    }

    public final ZSetShape shape() {
        return shape;
    }

    public final Schema schema() {
        return shape.schema();
    }

    /** Distinct rows with a weight other than 0. */
    public final long distinctRows() {
        return heap.count();
    }

    /** The sum of all weights. */
    public final long totalWeight() {
        return heapPages.meta(TOTAL_WEIGHT);
    }

    /**
     * The first row with this key, or -1.
     *
     * @param key columns of the key's types, in key order
     * @param hash the hash of row {@code source} over these columns
     */
    public final long find(Column[] key, int source, long hash) {
        long row = keyIndex.first(hash);
        while (row >= 0 && !keyMatches(key, source, row)) {
            row = keyIndex.next(hash, row);
        }
        return row;
    }

    /** As {@link #find} for many rows of the columns at once. */
    public final void find(Column[] key, long[] hashes, int count, long[] rows) {
        for (int i = 0; i < count; i++) {
            rows[i] = find(key, i, hashes[i]);
        }
    }

    /** All rows whose key has this hash. */
    public final void eachOfHash(long keyHash, LongConsumer rows) {
        for (long row = keyIndex.first(keyHash); row >= 0; row = keyIndex.next(keyHash, row)) {
            rows.accept(row);
            if (shape.isChained()) {
                for (long next = nextOfKey(row); next >= 0; next = nextOfKey(next)) {
                    rows.accept(next);
                }
            }
        }
    }

    private boolean keyMatches(Column[] key, int source, long row) {
        return layout.matches(keyFields, key, source, heap.page(row), heap.offset(row), strings);
    }

    /** Another row with the key of this row, or -1. Only for repeated keys. */
    public final long nextOfKey(long row) {
        return link(heap.page(row), heap.offset(row) + layout.extra() + NEXT);
    }

    /** Links hold a row + 1, 0 for none. */
    static long link(byte[] page, int at) {
        return Integer.toUnsignedLong(Page.getInt(page, at)) - 1;
    }

    public final long weight(long row) {
        return Page.getLong(heap.page(row), heap.offset(row) + layout.extra());
    }

    /** The number that the owner of a counted table keeps with a row. */
    public final long count(long row) {
        return Page.getLong(heap.page(row), heap.offset(row) + layout.extra() + shape.countAt());
    }

    /** Some rows as a batch of all columns with their weights. */
    public final Batch read(long[] rows, int count) {
        return read(rows, count, allFields);
    }

    /** Some rows as a batch of the columns at {@code fields} with their weights. */
    public final Batch read(long[] rows, int count, int... fields) {
        byte[][] pages = new byte[count][];
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            pages[i] = heap.page(rows[i]);
            offsets[i] = heap.offset(rows[i]);
        }
        return read(pages, offsets, count, fields);
    }

    /** One field of some rows. */
    public final Column readField(int field, long[] rows, int count) {
        return read(rows, count, field).column(0);
    }

    /**
     * One field of some rows of the partitions of one Z-set.
     *
     * @param names of the rows: the partition's number in the upper half, the row in the lower
     */
    public static Column read(
            List<? extends ZSetTableView> partitions,
            int field,
            long[] names,
            int from,
            int count) {
        byte[][] pages = new byte[count][];
        int[] offsets = new int[count];
        VarHeapView[] strings = new VarHeapView[count];
        for (int i = 0; i < count; i++) {
            ZSetTableView partition = partitions.get((int) (names[from + i] >>> 32));
            long row = names[from + i] & 0xFFFFFFFFL;
            pages[i] = partition.heap.page(row);
            offsets[i] = partition.heap.offset(row);
            strings[i] = partition.strings;
        }
        return partitions.getFirst().layout.read(field, pages, offsets, count, strings);
    }

    Batch read(byte[][] pages, int[] offsets, int count, int... fields) {
        Column[] columns = new Column[fields.length];
        for (int i = 0; i < fields.length; i++) {
            columns[i] = layout.read(fields[i], pages, offsets, count, strings);
        }
        return new Batch(
                shape.schema().select(fields), columns, count, weights(pages, offsets, count));
    }

    private long @Nullable [] weights(byte[][] pages, int[] offsets, int count) {
        long[] weights = new long[count];
        boolean weighted = false;
        for (int i = 0; i < count; i++) {
            weights[i] = Page.getLong(pages[i], offsets[i] + layout.extra());
            weighted |= weights[i] != 1;
        }
        return weighted ? weights : null;
    }

    /** A scan of all rows, all columns. */
    public final ZSetScan scan() {
        return scan(allFields);
    }

    /** A scan of all rows giving the columns at {@code fields}. */
    public final ZSetScan scan(int... fields) {
        return new ZSetScan(this, heap, 0, heap.pageLimit(), fields);
    }

    /** A scan of part {@code part} of {@code parts}, for several threads. */
    public final ZSetScan scanPart(int part, int parts, int... fields) {
        long limit = heap.pageLimit();
        return new ZSetScan(
                this,
                heap,
                (int) (limit * part / parts),
                (int) (limit * (part + 1) / parts),
                fields);
    }
}
