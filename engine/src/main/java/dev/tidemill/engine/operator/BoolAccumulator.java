package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/** BOOL_AND and BOOL_OR: how many values there are, and how many are true. */
record BoolAccumulator(int at, boolean all) implements Accumulator {
    private static final int TRUE = 8;

    @Override
    public int width() {
        return 16;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        boolean[] values = ((BoolColumn) requireNonNull(argument)).values();
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            int group = rows.group()[k];
            cells.addLong(group, at, weight);
            if (values[rows.rows()[k]]) {
                cells.addLong(group, at + TRUE, weight);
            }
        }
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(Type.BOOLEAN, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            long count = cells.getLong(g, at);
            long holds = cells.getLong(g, at + TRUE);
            if (count == 0) {
                out.appendNull();
            } else {
                out.appendBoolean(all ? holds == count : holds > 0);
            }
        }
        return out.build();
    }
}
