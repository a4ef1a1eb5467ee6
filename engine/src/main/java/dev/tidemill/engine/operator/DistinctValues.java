package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.FetchAhead;
import dev.tidemill.engine.state.HashIndex;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.RowHeap;
import dev.tidemill.engine.state.RowLayout;
import dev.tidemill.engine.state.VarHeap;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct values that aggregates of one argument see in the groups of one key partition, and
 * how often each aggregate sees each: rows of a heap, found by value and group through a hash
 * index. Those of a group are linked to each other, the first from the group's bytes, so that they
 * can go with it. Equality is that of grouping.
 *
 * <p>Where rows are never taken back it only matters whether a value was seen, so that a value
 * which comes again changes nothing and leaves its page alone. One thread at a time.
 */
final class DistinctValues {
    /** Segments that these take. */
    static final int SEGMENTS = 1 + HashIndex.SEGMENTS;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** After the value: the group's row, the rows before and behind in the chain, the counts. */
    private static final int GROUP = 0;

    private static final int PREVIOUS = 8;
    private static final int NEXT = 16;
    private static final int COUNTS = 24;

    private final RowLayout layout;
    private final RowHeap heap;
    private final HashIndex index;
    private final FetchAhead ahead;
    private final VarHeap strings;

    /** Where a group's bytes have the first of its values: its row + 1, or 0. */
    private final int headAt;

    private final boolean appendOnly;
    private final int counts;
    private final Column[] key = new Column[1];

    /**
     * @param appendOnly rows are never taken back
     * @param counts how many aggregates count the values
     */
    DistinctValues(
            Type type,
            boolean appendOnly,
            int counts,
            Region region,
            int firstSegment,
            VarHeap strings,
            int headAt) {
        this.appendOnly = appendOnly;
        this.counts = counts;
        this.layout = new RowLayout(List.of(type), COUNTS + 8 * counts);
        this.heap = new RowHeap(region, firstSegment, layout.width());
        this.index = new HashIndex(region, firstSegment + RowHeap.SEGMENTS);
        this.ahead = new FetchAhead(index, heap);
        this.strings = strings;
        this.headAt = headAt;
    }

    /**
     * Counts the values of rows up or down.
     *
     * @param weights for each aggregate by how much each row; its place then gets 1 where the value
     *     came to the aggregate's group, -1 where it left it, and else 0
     */
    void add(GroupedRows rows, Column column, long[][] weights, GroupCells cells) {
        int[] counted = counted(weights, rows.count());
        int count = counted.length;
        int[] sources = new int[count];
        int[] positions = new int[count];
        for (int k = 0; k < count; k++) {
            sources[k] = rows.rows()[counted[k]];
            positions[k] = k;
        }
        key[0] = column.gather(sources, count);
        long[] hashes = RowHash.hash(key, count);
        for (int k = 0; k < count; k++) {
            // A product's low bits are weak, and the index takes the high ones.
            hashes[k] = (hashes[k] ^ cells.groupRows()[rows.group()[counted[k]]]) * SPREAD;
        }
        for (int from = 0; from < count; from += FetchAhead.ROWS) {
            int to = Math.min(count, from + FetchAhead.ROWS);
            ahead.fetch(hashes, positions, from, to);
            for (int k = from; k < to; k++) {
                add(k, hashes[k], rows.group()[counted[k]], weights, counted[k], cells);
            }
        }
        key[0] = column;
    }

    /** The rows that count for some aggregate. */
    private static int[] counted(long[][] weights, int rows) {
        int[] counted = new int[rows];
        int count = 0;
        for (int k = 0; k < rows; k++) {
            boolean counts = false;
            for (long[] each : weights) {
                counts |= each[k] != 0;
            }
            if (counts) {
                counted[count++] = k;
            }
        }
        return count == rows ? counted : Arrays.copyOf(counted, count);
    }

    private void add(
            int position, long hash, int group, long[][] weights, int at, GroupCells cells) {
        long groupRow = cells.groupRows()[group];
        long row = index.first(hash);
        while (row >= 0 && !isAt(row, position, groupRow)) {
            row = index.next(hash, row);
        }
        if (row < 0) {
            row = insert(position, hash, group, cells);
        }
        boolean isLeft = false;
        for (int c = 0; c < counts; c++) {
            long weight = weights[c][at];
            if (weight != 0) {
                long before = number(row, COUNTS + 8 * c);
                long now = before + weight;
                if (before <= 0 || !appendOnly) {
                    setNumber(row, COUNTS + 8 * c, now);
                }
                isLeft |= now == 0;
                weights[c][at] = (now > 0 ? 1L : 0L) - (before > 0 ? 1L : 0L);
            }
        }
        if (isLeft && isUncounted(row)) {
            remove(row, hash, group, cells);
        }
    }

    private boolean isUncounted(long row) {
        for (int c = 0; c < counts; c++) {
            if (number(row, COUNTS + 8 * c) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isAt(long row, int position, long groupRow) {
        return number(row, GROUP) == groupRow
                && layout.matches(key, position, heap.page(row), heap.offset(row), strings);
    }

    private long number(long row, int what) {
        return Page.getLong(heap.page(row), heap.offset(row) + layout.extra() + what);
    }

    private void setNumber(long row, int what, long value) {
        Page.putLong(heap.writable(row), heap.offset(row) + layout.extra() + what, value);
    }

    /** A value that nothing counts yet. */
    private long insert(int position, long hash, int group, GroupCells cells) {
        long row = heap.insert();
        layout.write(key, position, heap.writable(row), heap.offset(row), strings);
        setNumber(row, GROUP, cells.groupRows()[group]);
        for (int c = 0; c < counts; c++) {
            setNumber(row, COUNTS + 8 * c, 0);
        }
        setNumber(row, PREVIOUS, 0);
        long head = cells.getLong(group, headAt);
        setNumber(row, NEXT, head);
        if (head != 0) {
            setNumber(head - 1, PREVIOUS, row + 1);
        }
        cells.putLong(group, headAt, row + 1);
        index.insert(hash, row);
        return row;
    }

    private void remove(long row, long hash, int group, GroupCells cells) {
        long previous = number(row, PREVIOUS);
        long next = number(row, NEXT);
        if (next != 0) {
            setNumber(next - 1, PREVIOUS, previous);
        }
        if (previous != 0) {
            setNumber(previous - 1, NEXT, next);
        } else {
            cells.putLong(group, headAt, next);
        }
        index.remove(hash, row);
        layout.release(heap.page(row), heap.offset(row), strings);
        heap.delete(row);
    }

    /** Removes all values of a group. */
    void release(GroupCells cells, int group) {
        long next = cells.getLong(group, headAt);
        long groupRow = cells.groupRows()[group];
        while (next != 0) {
            long row = next - 1;
            next = number(row, NEXT);
            byte[][] pages = {heap.page(row)};
            int[] offsets = {heap.offset(row)};
            Column[] value = {layout.read(0, pages, offsets, 1, strings)};
            index.remove((RowHash.hash(value, 1)[0] ^ groupRow) * SPREAD, row);
            layout.release(heap.page(row), heap.offset(row), strings);
            heap.delete(row);
        }
        cells.putLong(group, headAt, 0);
    }
}
