package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/** COUNT. */
record CountAccumulator(int at) implements Accumulator {
    @Override
    public int width() {
        return 8;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        addCounts(rows, weights, cells, at);
    }

    /** Adds what the rows count to a long of their groups. */
    static void addCounts(GroupedRows rows, long @Nullable [] weights, GroupCells cells, int at) {
        long[] counts = new long[cells.count()];
        int[] group = rows.group();
        int count = rows.count();
        if (weights == null) {
            for (int k = 0; k < count; k++) {
                counts[group[k]]++;
            }
        } else {
            for (int k = 0; k < count; k++) {
                counts[group[k]] += weights[k];
            }
        }
        for (int g = 0; g < counts.length; g++) {
            cells.addLong(g, at, counts[g]);
        }
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        long[] values = new long[cells.count()];
        for (int g = 0; g < values.length; g++) {
            values[g] = cells.getLong(g, at);
        }
        return new LongColumn(Type.BIGINT, values.length, values, null);
    }
}
