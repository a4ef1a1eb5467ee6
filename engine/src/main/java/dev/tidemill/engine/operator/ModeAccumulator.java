package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import org.jspecify.annotations.Nullable;

/**
 * MODE: beside the values with how often they are there, an order of them by that, the commonest
 * first, so that a change moves one value and the answer is the first. Of values that are equally
 * common the least is first.
 */
final class ModeAccumulator implements Accumulator {
    /** What is added to the aggregate's number for the second order. */
    private static final long BY_FREQUENCY = 1L << 32;

    private static final int FREQUENCY_BYTES = 8;

    private final GroupValues values;
    private final OrderedIndex index;
    private final long call;
    private final Type type;
    private final KeyEncoder encoder = new KeyEncoder();

    ModeAccumulator(GroupValues values, OrderedIndex index, int call, Type type) {
        this.values = values;
        this.index = index;
        this.call = call + BY_FREQUENCY;
        this.type = type;
    }

    @Override
    public int width() {
        return 0;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        Column column = requireNonNull(argument);
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight == 0) {
                continue;
            }
            long groupRow = cells.groupRows()[rows.group()[k]];
            int row = rows.rows()[k];
            long now = values.add(groupRow, column, row, weight);
            long before = now - weight;
            if (before != 0) {
                place(groupRow, before, column, row);
                index.remove(encoder.bytes(), encoder.length());
            }
            if (now != 0) {
                place(groupRow, now, column, row);
                index.put(encoder.bytes(), encoder.length(), 1);
            }
        }
    }

    private void place(long groupRow, long times, Column column, int row) {
        prefix(groupRow).appendLong(-times).append(column, row);
    }

    private KeyEncoder prefix(long groupRow) {
        return encoder.clear().appendLong(call).appendLong(groupRow);
    }

    @Override
    public void forget(long groupRow) {
        values.forget(groupRow);
        OrderedCursor cursor = index.cursor();
        prefix(groupRow);
        while (cursor.seekCeiling(encoder.bytes(), GroupValues.PREFIX_BYTES)
                && cursor.keyStartsWith(encoder.bytes(), GroupValues.PREFIX_BYTES)) {
            byte[] key = cursor.key();
            index.remove(key, key.length);
        }
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        OrderedCursor cursor = index.cursor();
        KeyDecoder decoder = new KeyDecoder();
        for (int g = 0; g < cells.count(); g++) {
            prefix(cells.groupRows()[g]);
            if (cursor.seekCeiling(encoder.bytes(), GroupValues.PREFIX_BYTES)
                    && cursor.keyStartsWith(encoder.bytes(), GroupValues.PREFIX_BYTES)) {
                decoder.start(cursor.key(), GroupValues.PREFIX_BYTES + FREQUENCY_BYTES);
                decoder.read(type, false, out);
            } else {
                out.appendNull();
            }
        }
        return out.build();
    }
}
