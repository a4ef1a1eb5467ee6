package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * PERCENTILE_CONT and PERCENTILE_DISC, exactly. A group keeps a bookmark in its ordered values:
 * where the answer was, and how many values stand before it. A change tells the bookmark only on
 * which side it is; reading then walks from the bookmark to the answer, which lies about as many
 * values away as have changed.
 *
 * <p>In the group's cells: how many values there are, and how many before the bookmark. The
 * bookmark itself is an entry of the index before all values of its group.
 */
final class PercentileAccumulator implements Accumulator {
    private static final int COUNT = 0;
    private static final int BEFORE = 8;
    private static final int WIDTH = 16;

    /** Less than what any value begins with. */
    private static final byte BOOKMARK = 0;

    private static final int PREFIX = GroupEntries.PREFIX_BYTES;

    private final int at;
    private final GroupEntries entries;
    private final OrderedIndex index;
    private final boolean continuous;
    private final double share;
    private final Type type;

    PercentileAccumulator(int at, GroupEntries entries, OrderedIndex index, AggregateCall call) {
        this.at = at;
        this.entries = entries;
        this.index = index;
        this.continuous = call.function() == AggregateFunction.PERCENTILE_CONT;
        Literal parameter = requireNonNull(call.parameter());
        this.share = ((Number) requireNonNull(parameter.value())).doubleValue();
        this.type = call.type();
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        byte[][] bookmarks = new byte[cells.count()][];
        OrderedCursor cursor = entries.cursor();
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight == 0) {
                continue;
            }
            int group = rows.group()[k];
            long groupRow = cells.groupRows()[group];
            if (bookmarks[group] == null) {
                bookmarks[group] = bookmark(cursor, entries.groupPrefix(groupRow, BOOKMARK));
            }
            KeyEncoder key = entries.key(groupRow, rows.batch(), rows.rows()[k]);
            index.add(key.bytes(), key.length(), weight);
            cells.addLong(group, at + COUNT, weight);
            if (isBefore(key, bookmarks[group])) {
                cells.addLong(group, at + BEFORE, weight);
            }
        }
    }

    /** The key of a group's bookmark, with the marker in it; empty when there is none. */
    private static byte[] bookmark(OrderedCursor cursor, byte[] start) {
        boolean there =
                cursor.seekCeiling(start, start.length)
                        && cursor.keyStartsWith(start, start.length);
        return there ? cursor.key() : new byte[0];
    }

    private static boolean isBefore(KeyEncoder key, byte[] bookmark) {
        return bookmark.length > 0
                && Arrays.compareUnsigned(
                                key.bytes(),
                                PREFIX,
                                key.length(),
                                bookmark,
                                PREFIX + 1,
                                bookmark.length)
                        < 0;
    }

    @Override
    public void forget(long groupRow) {
        entries.forget(groupRow);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        OrderedCursor cursor = entries.cursor();
        for (int g = 0; g < cells.count(); g++) {
            long groupRow = cells.groupRows()[g];
            long count = cells.getLong(g, at + COUNT);
            byte[] bookmark = bookmark(cursor, entries.groupPrefix(groupRow, BOOKMARK));
            if (count == 0) {
                move(bookmark, new byte[0]);
                cells.putLong(g, at + BEFORE, 0);
                out.appendNull();
            } else {
                answer(cells, g, cursor, bookmark, count, out);
            }
        }
        return out.build();
    }

    private void answer(
            GroupCells cells,
            int group,
            OrderedCursor cursor,
            byte[] bookmark,
            long count,
            ColumnBuilder out) {
        long groupRow = cells.groupRows()[group];
        double place = continuous ? share * (count - 1) : Math.ceil(share * count) - 1;
        long wanted = Math.max(0, (long) Math.floor(place));
        long before = walk(cells, group, cursor, bookmark, wanted);
        byte[] key = cursor.key();
        if (continuous) {
            boolean last = wanted + 1 < before + cursor.value();
            double low = number(cursor);
            double part = place - wanted;
            double high = part == 0 || last ? low : next(cursor, groupRow, low);
            out.appendDouble(part == 0 || low == high ? low : low + part * (high - low));
        } else {
            entries.value(cursor, out);
        }
        move(bookmark, marked(key));
        cells.putLong(group, at + BEFORE, before);
    }

    /** Puts the cursor on the entry of the wanted place; returns how many values are before it. */
    private long walk(
            GroupCells cells, int group, OrderedCursor cursor, byte[] bookmark, long wanted) {
        long groupRow = cells.groupRows()[group];
        long before = cells.getLong(group, at + BEFORE);
        if (bookmark.length == 0) {
            cursor.seekCeiling(entries.groupPrefix(groupRow, BOOKMARK + 1), PREFIX + 1);
            before = 0;
        } else {
            byte[] key = unmarked(bookmark);
            if (!cursor.seekCeiling(key, key.length) || !entries.isOf(cursor, groupRow)) {
                entries.last(cursor, groupRow);
                before -= cursor.value();
            }
        }
        while (wanted < before) {
            cursor.previous();
            before -= cursor.value();
        }
        while (wanted >= before + cursor.value()) {
            before += cursor.value();
            cursor.next();
        }
        return before;
    }

    private double next(OrderedCursor cursor, long groupRow, double otherwise) {
        return cursor.next() && entries.isOf(cursor, groupRow) ? number(cursor) : otherwise;
    }

    private double number(OrderedCursor cursor) {
        ColumnBuilder one = ColumnBuilder.of(Type.DOUBLE, 1);
        entries.value(cursor, one);
        return ((DoubleColumn) one.build()).values()[0];
    }

    private void move(byte[] from, byte[] to) {
        if (Arrays.equals(from, to)) {
            return;
        }
        if (from.length > 0) {
            index.remove(from, from.length);
        }
        if (to.length > 0) {
            index.put(to, to.length, 1);
        }
    }

    private static byte[] marked(byte[] key) {
        byte[] marked = new byte[key.length + 1];
        System.arraycopy(key, 0, marked, 0, PREFIX);
        marked[PREFIX] = BOOKMARK;
        System.arraycopy(key, PREFIX, marked, PREFIX + 1, key.length - PREFIX);
        return marked;
    }

    private static byte[] unmarked(byte[] bookmark) {
        byte[] key = new byte[bookmark.length - 1];
        System.arraycopy(bookmark, 0, key, 0, PREFIX);
        System.arraycopy(bookmark, PREFIX + 1, key, PREFIX, key.length - PREFIX);
        return key;
    }
}
