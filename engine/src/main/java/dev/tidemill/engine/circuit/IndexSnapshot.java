package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndexView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A secondary index as of a tick; usable from any thread while its snapshot is open. */
public final class IndexSnapshot {
    private static final int VALUES_TAG = 1;

    private final TableIndex index;
    private final List<Integer> columns;
    private final List<OrderedIndexView> parts;
    private final LongSupplier bytes;
    private final ZSetSnapshot table;

    /**
     * @param bytes of the index's pages, as the table's writer has them now
     */
    IndexSnapshot(
            TableIndex index,
            List<Integer> columns,
            List<OrderedIndexView> parts,
            LongSupplier bytes,
            ZSetSnapshot table) {
        this.index = index;
        this.columns = List.copyOf(columns);
        this.parts = List.copyOf(parts);
        this.bytes = bytes;
        this.table = table;
    }

    public String name() {
        return index.name();
    }

    /** Positions of the indexed columns, in the index's order. */
    public List<Integer> columns() {
        return columns;
    }

    /** Entries: distinct rows of the table. */
    public long entries() {
        return parts.stream().mapToLong(OrderedIndexView::count).sum();
    }

    /** Bytes of the index's pages. */
    public long bytes() {
        return bytes.getAsLong();
    }

    /** Entries between two keys of one partition. */
    private record Interval(byte[] from, byte[] to) {}

    /**
     * The rows that are in at least one of the ranges, each once; null when there are more than so
     * many, which is known after as many steps.
     *
     * @throws TidemillException INVALID_REQUEST when a value does not fit its column
     */
    public @Nullable IndexedRows rows(List<IndexRange> ranges, int rowsMax) {
        List<Interval> intervals = disjoint(ranges);
        int[][] found = new int[parts.size()][];
        int left = rowsMax;
        for (int part = 0; part < found.length; part++) {
            int[] rows = rows(parts.get(part).cursor(), intervals, left);
            if (rows == null) {
                return null;
            }
            // Rows in the order of their pages are read faster.
            Arrays.sort(rows);
            found[part] = rows;
            left -= rows.length;
        }
        return new IndexedRows(table, index, found);
    }

    private static int @Nullable [] rows(
            OrderedCursor cursor, List<Interval> intervals, int rowsMax) {
        int[] rows = new int[Math.min(16, rowsMax)];
        int count = 0;
        for (Interval interval : intervals) {
            cursor.seekCeiling(interval.from, interval.from.length);
            while (cursor.isValid() && cursor.compareKey(interval.to, interval.to.length) < 0) {
                if (count == rowsMax) {
                    return null;
                }
                if (count == rows.length) {
                    rows = Arrays.copyOf(rows, (int) Math.min(rowsMax, count * 2L));
                }
                rows[count++] = (int) cursor.value();
                cursor.next();
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** The ranges as intervals of keys, in their order, none of which meets another. */
    private List<Interval> disjoint(List<IndexRange> ranges) {
        List<Interval> sorted = new ArrayList<>();
        for (IndexRange range : ranges) {
            Interval interval = interval(range);
            if (Arrays.compareUnsigned(interval.from, interval.to) < 0) {
                sorted.add(interval);
            }
        }
        sorted.sort(Comparator.comparing(Interval::from, Arrays::compareUnsigned));
        List<Interval> disjoint = new ArrayList<>();
        for (Interval next : sorted) {
            Interval last = disjoint.isEmpty() ? null : disjoint.getLast();
            if (last == null || Arrays.compareUnsigned(last.to, next.from) < 0) {
                disjoint.add(next);
            } else if (Arrays.compareUnsigned(last.to, next.to) < 0) {
                disjoint.set(disjoint.size() - 1, new Interval(last.from, next.to));
            }
        }
        return disjoint;
    }

    private Interval interval(IndexRange range) {
        int used = range.equal().size() + (range.isBounded() ? 1 : 0);
        if (used == 0 || used > columns.size()) {
            throw new IllegalArgumentException(
                    "a range over " + used + " of " + columns.size() + " columns");
        }
        KeyEncoder keys = new KeyEncoder();
        for (int i = 0; i < range.equal().size(); i++) {
            append(keys, i, range.equal().get(i));
        }
        byte[] prefix = keys.toBytes();
        if (!range.isBounded()) {
            return new Interval(prefix, behind(prefix));
        }
        int column = range.equal().size();
        IndexRange.Edge from = range.from();
        byte[] first;
        if (from == null) {
            first = keys.truncate(prefix.length).appendTag(VALUES_TAG).toBytes();
        } else {
            append(keys.truncate(prefix.length), column, from.value());
            first = from.inclusive() ? keys.toBytes() : behind(keys.toBytes());
        }
        IndexRange.Edge to = range.to();
        byte[] end;
        if (to == null) {
            end = keys.truncate(prefix.length).appendAfterValues().toBytes();
        } else {
            append(keys.truncate(prefix.length), column, to.value());
            end = to.inclusive() ? behind(keys.toBytes()) : keys.toBytes();
        }
        return new Interval(first, end);
    }

    private void append(KeyEncoder keys, int column, Object value) {
        Type type = table.schema().type(columns.get(column));
        ColumnBuilder builder = ColumnBuilder.of(type, 1);
        try {
            builder.appendValue(value);
        } catch (ClassCastException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    value + " is not a value of " + index.columns().get(column) + " " + type,
                    e);
        }
        keys.append(builder.build(), 0);
    }

    /** The least key above all that begin with these bytes, whose first is a tag. */
    private static byte[] behind(byte[] prefix) {
        int length = prefix.length;
        while (prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        byte[] next = Arrays.copyOf(prefix, length);
        next[length - 1]++;
        return next;
    }
}
