package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.OrderedCursor;
import org.jspecify.annotations.Nullable;

/** MIN or MAX with retractions: the group's values in order, with how often each is there. */
final class OrderedExtreme implements Accumulator {
    private final GroupValues values;
    private final boolean greatest;
    private final Type type;

    OrderedExtreme(GroupValues values, boolean greatest, Type type) {
        this.values = values;
        this.greatest = greatest;
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
            if (weight != 0) {
                values.add(cells.groupRows()[rows.group()[k]], column, rows.rows()[k], weight);
            }
        }
    }

    @Override
    public void forget(long groupRow) {
        values.forget(groupRow);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        OrderedCursor cursor = values.cursor();
        KeyDecoder decoder = new KeyDecoder();
        for (int g = 0; g < cells.count(); g++) {
            if (values.seek(cursor, cells.groupRows()[g], greatest)) {
                decoder.start(cursor.key(), GroupValues.PREFIX_BYTES);
                decoder.read(type, false, out);
            } else {
                out.appendNull();
            }
        }
        return out.build();
    }
}
