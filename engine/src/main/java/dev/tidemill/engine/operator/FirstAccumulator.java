package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedCursor;
import org.jspecify.annotations.Nullable;

/** ARG_MIN and ARG_MAX: the argument of the first entry in order. */
record FirstAccumulator(GroupEntries entries, Type type) implements Accumulator {
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
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            int row = rows.rows()[k];
            if (weight != 0 && !entries.hasNull(rows.batch(), row)) {
                entries.add(cells.groupRows()[rows.group()[k]], rows.batch(), row, weight);
            }
        }
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
            if (entries.first(cursor, cells.groupRows()[g])) {
                entries.value(cursor, out);
            } else {
                out.appendNull();
            }
        }
        return out.build();
    }
}
