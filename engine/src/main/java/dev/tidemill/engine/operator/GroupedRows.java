package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one key partition in a step.
 *
 * @param rows positions in the batch, {@code count} of them
 * @param group the local group of each of them
 */
record GroupedRows(Batch batch, int[] rows, int count, int[] group) {
    /**
     * What each row counts for an aggregate: its weight, or 0 when the argument is NULL or the
     * filter is not true.
     *
     * @return null when every row counts 1
     */
    long @Nullable [] weights(@Nullable Column argument, @Nullable Column filter) {
        boolean[] nulls = argument == null ? null : argument.nulls();
        if (batch.weights() == null && nulls == null && filter == null) {
            return null;
        }
        long[] weights = new long[count];
        for (int k = 0; k < count; k++) {
            int row = rows[k];
            weights[k] = nulls != null && nulls[row] ? 0 : batch.weight(row);
        }
        if (filter instanceof BoolColumn condition) {
            boolean[] values = condition.values();
            for (int k = 0; k < count; k++) {
                if (!values[rows[k]] || condition.isNull(rows[k])) {
                    weights[k] = 0;
                }
            }
        }
        return weights;
    }
}
