package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import java.util.Arrays;

/**
 * A Z-set in pages: distinct rows with weights, found by key. A row whose weight becomes 0 is
 * removed; weights may be negative. Six segments: rows, strings, index (over the rows' identity),
 * and the index of keys when they repeat.
 *
 * <p>Invariants: no two live rows are equal; with repeated keys, the rows of one key are linked in
 * both directions and the key index holds the first of them.
 *
 * <p>One writer; reads between its writes, or from any thread through {@link #at}.
 */
public final class ZSetTable extends ZSetTableView {
    /** Segments that a table takes. */
    public static final int SEGMENTS = 6;

    private final RowHeap heap;
    private final VarHeap strings;
    private final HashIndex index;
    private final HashIndex keyIndex;
    private final Segment heapSegment;
    private final FetchAhead ahead;
    private final FetchAhead keysAhead;

    private final int[] identityFields;

    /** Rows of this batch whose weight became 0, with the hashes of their keys and identities. */
    private long[] emptied = new long[16];

    private long[] emptiedKeys = new long[16];
    private long[] emptiedHashes = new long[16];
    private int emptiedCount;

    public ZSetTable(Region region, int firstSegment, ZSetShape shape) {
        this(region, region, firstSegment, shape);
    }

    /**
     * A table whose index of rows is in a region of its own, so that snapshots which only scan need
     * not pin it. In a snapshot without it no row is found.
     */
    ZSetTable(Region region, Region indexRegion, int firstSegment, ZSetShape shape) {
        RowHeap rows = new RowHeap(region, firstSegment + HEAP, shape.layout().width());
        VarHeap texts = new VarHeap(region, firstSegment + STRINGS);
        HashIndex rowIndex = new HashIndex(indexRegion, firstSegment + INDEX);
        HashIndex chains =
                shape.isChained() ? new HashIndex(region, firstSegment + KEY_INDEX) : rowIndex;
        Segment pages = region.segment(firstSegment + HEAP);
        super(shape, rows, texts, chains, pages);
        this.heap = rows;
        this.identityFields = shape.identityFields();
        this.strings = texts;
        this.index = rowIndex;
        this.keyIndex = chains;
        this.heapSegment = pages;
        this.ahead = new FetchAhead(rowIndex, rows);
        this.keysAhead = shape.isChained() ? new FetchAhead(chains, rows) : ahead;
    }

    /** The table as a snapshot sees it. */
    public static ZSetTableView at(
            Snapshot snapshot, Region region, int firstSegment, ZSetShape shape) {
        return new ZSetTableView(
                shape,
                RowHeap.at(snapshot, region, firstSegment + HEAP, shape.layout().width()),
                VarHeap.at(snapshot, region, firstSegment + STRINGS),
                HashIndex.at(
                        snapshot, region, firstSegment + (shape.isChained() ? KEY_INDEX : INDEX)),
                snapshot.segment(region, firstSegment + HEAP));
    }

    /** This table, which begins at the region's first segment, as a snapshot sees it. */
    ZSetTableView at(Snapshot snapshot, Region region) {
        return new ZSetTableView(
                this,
                RowHeap.at(snapshot, region, HEAP, layout.width()),
                VarHeap.at(snapshot, region, STRINGS),
                HashIndex.at(snapshot, region, shape.isChained() ? KEY_INDEX : INDEX),
                snapshot.segment(region, HEAP));
    }

    /** Adds all rows of a batch with their weights. */
    public void apply(Batch batch) {
        int[] rows = new int[batch.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        apply(batch, shape.keyHashes(batch), rows, rows.length);
    }

    /**
     * Adds the rows {@code rows[0..count)} of a batch with their weights.
     *
     * @param keyHashes of every row of the batch, as {@link ZSetShape#keyHashes} gives them
     */
    public void apply(Batch batch, long[] keyHashes, int[] rows, int count) {
        long[] identityHashes = shape.isChained() ? shape.identityHashes(batch) : keyHashes;
        apply(batch, keyHashes, identityHashes, rows, count);
    }

    /**
     * As the other, for callers that apply one batch to several partitions.
     *
     * @param identityHashes of every row of the batch, as {@link ZSetShape#identityHashes} gives
     *     them
     */
    public void apply(Batch batch, long[] keyHashes, long[] identityHashes, int[] rows, int count) {
        for (int from = 0; from < count; from += FetchAhead.ROWS) {
            int to = Math.min(count, from + FetchAhead.ROWS);
            ahead.fetch(identityHashes, rows, from, to);
            for (int i = from; i < to; i++) {
                if (i + 1 < to && replaces(batch, rows[i], rows[i + 1], identityHashes)) {
                    i++;
                } else {
                    add(batch, rows[i], keyHashes[rows[i]], identityHashes[rows[i]]);
                }
            }
        }
        deleteEmptied();
    }

    /**
     * The row that equals row {@code source} of some columns, or -1.
     *
     * @param identityHash as {@link ZSetShape#identityHashes} gives it
     */
    public long row(Column[] columns, int source, long identityHash) {
        long row = index.first(identityHash);
        while (row >= 0 && !isWhole(columns, source, row)) {
            row = index.next(identityHash, row);
        }
        return row;
    }

    /**
     * The first rows with the keys of some rows of some columns, or -1; reads ahead.
     *
     * @param numbers the rows of the columns
     * @param found gets as many rows of the table
     */
    public void find(Column[] key, long[] hashes, int[] numbers, long[] found) {
        for (int from = 0; from < numbers.length; from += FetchAhead.ROWS) {
            int to = Math.min(numbers.length, from + FetchAhead.ROWS);
            keysAhead.fetch(hashes, numbers, from, to);
            for (int i = from; i < to; i++) {
                found[i] = find(key, numbers[i], hashes[numbers[i]]);
            }
        }
    }

    /** Sets the number of a row of a counted table. */
    public void setCount(long row, long count) {
        int at = heap.offset(row) + layout.extra() + shape.countAt();
        Page.putLong(heap.writable(row), at, count);
    }

    /**
     * A row whose weight becomes 0 stays until the batch's end, so that the row which replaces it
     * under the same identity and key takes its place and no index need change.
     */
    private void add(Batch batch, int source, long keyHash, long rowHash) {
        long weight = batch.weight(source);
        if (weight == 0) {
            return;
        }
        heapSegment.setMeta(TOTAL_WEIGHT, totalWeight() + weight);
        long replaced = -1;
        for (long row = index.first(rowHash); row >= 0; row = index.next(rowHash, row)) {
            if (weight(row) == 0) {
                if (replaced < 0 && isReplacedBy(batch.columns(), source, row)) {
                    replaced = row;
                }
            } else if (isWhole(batch.columns(), source, row)) {
                changeWeight(row, keyHash, rowHash, weight);
                return;
            }
        }
        if (replaced < 0) {
            insert(batch.columns(), source, keyHash, rowHash, weight);
        } else {
            overwrite(batch.columns(), source, replaced, weight);
        }
    }

    /**
     * Puts a row that comes in the place of the one before it in the batch that leaves, when the
     * two have one identity and the one that leaves is the only row that has it. False, and nothing
     * done, when it is not so simple.
     */
    private boolean replaces(Batch batch, int leaving, int coming, long[] identityHashes) {
        long hash = identityHashes[leaving];
        if (batch.weight(leaving) != -1
                || batch.weight(coming) != 1
                || identityHashes[coming] != hash) {
            return false;
        }
        long row = index.first(hash);
        if (row < 0
                || weight(row) != 1
                || !isReplacedBy(batch.columns(), coming, row)
                || !isWhole(batch.columns(), leaving, row)
                || index.next(hash, row) >= 0) {
            return false;
        }
        layout.overwrite(batch.columns(), coming, heap.writable(row), heap.offset(row), strings);
        return true;
    }

    private boolean isWhole(Column[] columns, int source, long row) {
        return layout.matches(columns, source, heap.page(row), heap.offset(row), strings);
    }

    private boolean isReplacedBy(Column[] columns, int source, long row) {
        byte[] page = heap.page(row);
        int at = heap.offset(row);
        return layout.matchesAt(identityFields, columns, source, page, at, strings)
                && (!shape.isChained()
                        || layout.matchesAt(keyFields, columns, source, page, at, strings));
    }

    private void setWeight(long row, long weight) {
        Page.putLong(heap.writable(row), heap.offset(row) + layout.extra(), weight);
    }

    private void changeWeight(long row, long keyHash, long rowHash, long change) {
        long weight = weight(row) + change;
        setWeight(row, weight);
        if (weight == 0) {
            if (emptiedCount == emptied.length) {
                emptied = Arrays.copyOf(emptied, emptiedCount * 2);
                emptiedKeys = Arrays.copyOf(emptiedKeys, emptiedCount * 2);
                emptiedHashes = Arrays.copyOf(emptiedHashes, emptiedCount * 2);
            }
            emptied[emptiedCount] = row;
            emptiedKeys[emptiedCount] = keyHash;
            emptiedHashes[emptiedCount++] = rowHash;
        }
    }

    private void overwrite(Column[] columns, int source, long row, long weight) {
        byte[] page = heap.writable(row);
        int at = heap.offset(row);
        layout.overwrite(columns, source, page, at, strings);
        Page.putLong(page, at + layout.extra(), weight);
    }

    private void deleteEmptied() {
        for (int i = 0; i < emptiedCount; i++) {
            long row = emptied[i];
            // A row may have been emptied twice, or filled again.
            if (heap.isLive(row) && weight(row) == 0) {
                delete(row, emptiedKeys[i], emptiedHashes[i]);
            }
        }
        emptiedCount = 0;
    }

    private void insert(Column[] columns, int source, long keyHash, long rowHash, long weight) {
        long row = heap.insert();
        byte[] page = heap.writable(row);
        int at = heap.offset(row);
        layout.write(columns, source, page, at, strings);
        Page.putLong(page, at + layout.extra(), weight);
        if (shape.counted()) {
            setCount(row, 0);
        }
        index.insert(rowHash, row);
        if (shape.isChained()) {
            chain(columns, source, keyHash, row);
        }
    }

    private void chain(Column[] columns, int source, long keyHash, long row) {
        Column[] key = new Column[keyFields.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = columns[keyFields[i]];
        }
        long head = find(key, source, keyHash);
        if (head < 0) {
            keyIndex.insert(keyHash, row);
            setLinks(row, -1, -1);
            return;
        }
        // The new row goes second, so that the index need not change.
        long second = nextOfKey(head);
        setLinks(row, head, second);
        setNext(head, row);
        if (second >= 0) {
            setPrevious(second, row);
        }
    }

    private void delete(long row, long keyHash, long rowHash) {
        if (shape.isChained()) {
            unchain(row, keyHash);
        }
        index.remove(rowHash, row);
        layout.release(heap.page(row), heap.offset(row), strings);
        heap.delete(row);
    }

    private void unchain(long row, long keyHash) {
        long next = nextOfKey(row);
        long previous = link(heap.page(row), linkAt(row, PREVIOUS));
        if (next >= 0) {
            setPrevious(next, previous);
        }
        if (previous >= 0) {
            setNext(previous, next);
        } else if (next >= 0) {
            keyIndex.replace(keyHash, row, next);
        } else {
            keyIndex.remove(keyHash, row);
        }
    }

    private int linkAt(long row, int which) {
        return heap.offset(row) + layout.extra() + which;
    }

    private void setLinks(long row, long previous, long next) {
        setPrevious(row, previous);
        setNext(row, next);
    }

    private void setNext(long row, long next) {
        Page.putInt(heap.writable(row), linkAt(row, NEXT), (int) (next + 1));
    }

    private void setPrevious(long row, long previous) {
        Page.putInt(heap.writable(row), linkAt(row, PREVIOUS), (int) (previous + 1));
    }
}
