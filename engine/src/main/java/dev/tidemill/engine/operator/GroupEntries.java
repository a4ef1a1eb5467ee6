package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one aggregate with an order has of its groups, in a partition's ordered index: aggregate,
 * group, columns of the order, argument → how often. Not thread-safe.
 */
final class GroupEntries {
    /** Bytes before the columns: the aggregate's number and the group's row. */
    static final int PREFIX_BYTES = 16;

    /** Greater than what any column of an entry begins with. */
    private static final int AFTER_COLUMNS = 3;

    private final OrderedIndex index;
    private final int call;
    private final List<SortKey> columns = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();
    private final int valueAt;
    private final KeyEncoder encoder = new KeyEncoder();
    private final KeyDecoder decoder = new KeyDecoder();

    /**
     * @param call the aggregate's number in the index
     */
    GroupEntries(OrderedIndex index, int call, AggregateCall aggregate, Schema input) {
        this.index = index;
        this.call = call;
        int found = -1;
        for (SortKey key : aggregate.order()) {
            found = key.column() == aggregate.argument() ? columns.size() : found;
            columns.add(key);
        }
        if (found < 0) {
            found = columns.size();
            columns.add(new SortKey(aggregate.argument(), false, false));
        }
        columns.forEach(key -> types.add(input.type(key.column())));
        this.valueAt = found;
    }

    /** A row's key, to be read until the next is asked for. */
    KeyEncoder key(long groupRow, Batch batch, int row) {
        encoder.clear().appendLong(call).appendLong(groupRow);
        for (SortKey key : columns) {
            Column column = batch.column(key.column());
            encoder.append(column, row, key.descending(), key.nullsFirst());
        }
        return encoder;
    }

    /** Counts the row of {@link #key} up or down. */
    void add(long groupRow, Batch batch, int row, long weight) {
        KeyEncoder key = key(groupRow, batch, row);
        index.add(key.bytes(), key.length(), weight);
    }

    /** What a group's keys begin with, and one byte more. */
    byte[] groupPrefix(long groupRow, int after) {
        encoder.clear().appendLong(call).appendLong(groupRow);
        byte[] prefix = java.util.Arrays.copyOf(encoder.bytes(), PREFIX_BYTES + 1);
        prefix[PREFIX_BYTES] = (byte) after;
        return prefix;
    }

    OrderedCursor cursor() {
        return index.cursor();
    }

    /** Whether the cursor stands on an entry of the group. */
    boolean isOf(OrderedCursor cursor, long groupRow) {
        return cursor.isValid() && cursor.keyStartsWith(groupPrefix(groupRow, 0), PREFIX_BYTES);
    }

    /** Goes to a group's first entry; false when it has none. */
    boolean first(OrderedCursor cursor, long groupRow) {
        return cursor.seekCeiling(groupPrefix(groupRow, 0), PREFIX_BYTES) && isOf(cursor, groupRow);
    }

    /** Goes to a group's last entry; false when it has none. */
    boolean last(OrderedCursor cursor, long groupRow) {
        byte[] bound = groupPrefix(groupRow, AFTER_COLUMNS);
        return cursor.seekBelow(bound, bound.length) && isOf(cursor, groupRow);
    }

    /** Appends the argument of the entry that a cursor stands on. */
    void value(OrderedCursor cursor, ColumnBuilder out) {
        decoder.start(cursor.key(), PREFIX_BYTES);
        for (int i = 0; i < valueAt; i++) {
            decoder.read(
                    types.get(i), columns.get(i).descending(), ColumnBuilder.of(types.get(i), 1));
        }
        decoder.read(types.get(valueAt), columns.get(valueAt).descending(), out);
    }

    /** Appends the first column, and the argument behind it, of the entry of a cursor. */
    void firstAndValue(OrderedCursor cursor, ColumnBuilder first, ColumnBuilder out) {
        decoder.start(cursor.key(), PREFIX_BYTES);
        for (int i = 0; i <= valueAt; i++) {
            ColumnBuilder to =
                    i == 0 ? first : i == valueAt ? out : ColumnBuilder.of(types.get(i), 1);
            decoder.read(types.get(i), columns.get(i).descending(), to);
        }
    }

    /** Counts the rows of a step up or down. */
    void add(GroupedRows rows, long @Nullable [] weights, GroupCells cells) {
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                long groupRow = cells.groupRows()[rows.group()[k]];
                add(groupRow, rows.batch(), rows.rows()[k], weight);
            }
        }
    }

    Type valueType() {
        return types.get(valueAt);
    }

    /** Whether a row has NULL in a column of the order. */
    boolean hasNull(Batch batch, int row) {
        for (SortKey key : columns) {
            if (batch.column(key.column()).isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /** Removes all of a group. */
    void forget(long groupRow) {
        OrderedCursor cursor = index.cursor();
        byte[] prefix = groupPrefix(groupRow, 0);
        while (cursor.seekCeiling(prefix, PREFIX_BYTES)
                && cursor.keyStartsWith(prefix, PREFIX_BYTES)) {
            byte[] key = cursor.key();
            index.remove(key, key.length);
        }
    }
}
