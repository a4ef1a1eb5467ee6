package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.expression.RowErrors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lets an aggregate see each distinct argument of a group once. */
final class DistinctAccumulator implements Accumulator {
    /** Bytes of a group behind those of the aggregate inside. */
    static final int HEAD_BYTES = 8;

    private final DistinctValues values;
    private final Accumulator inner;

    /**
     * @param values with their head right behind the bytes of the aggregate inside
     */
    DistinctAccumulator(DistinctValues values, Accumulator inner) {
        this.values = values;
        this.inner = inner;
    }

    @Override
    public int width() {
        return inner.width() + HEAD_BYTES;
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
        if (weights == null) {
            Arrays.fill(transitions, 1);
        } else {
            System.arraycopy(weights, 0, transitions, 0, transitions.length);
        }
        values.add(rows, column, transitions, cells);
        inner.add(rows, column, transitions, cells);
    }

    @Override
    public void forget(long groupRow) {
        inner.forget(groupRow);
    }

    @Override
    public void release(GroupCells cells, int group) {
        values.release(cells, group);
        inner.release(cells, group);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        return inner.read(cells, failures);
    }
}
