package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/** Lets an aggregate see each distinct argument of a group once. */
final class DistinctAccumulator implements Accumulator {
    private final GroupValues values;
    private final Accumulator inner;

    DistinctAccumulator(GroupValues values, Accumulator inner) {
        this.values = values;
        this.inner = inner;
    }

    @Override
    public int width() {
        return inner.width();
    }

    /** A row counts when its value comes to the group or leaves it. */
    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        Column column = requireNonNull(argument);
        long[] transitions = new long[rows.count()];
        for (int k = 0; k < transitions.length; k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                long groupRow = cells.groupRows()[rows.group()[k]];
                long now = values.add(groupRow, column, rows.rows()[k], weight);
                long before = now - weight;
                transitions[k] = (now > 0 ? 1L : 0L) - (before > 0 ? 1L : 0L);
            }
        }
        inner.add(rows, column, transitions, cells);
    }

    @Override
    public void forget(long groupRow) {
        values.forget(groupRow);
        inner.forget(groupRow);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        return inner.read(cells, failures);
    }
}
