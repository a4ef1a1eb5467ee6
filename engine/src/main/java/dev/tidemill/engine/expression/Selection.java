package dev.tidemill.engine.expression;

import org.jspecify.annotations.Nullable;

/**
 * Some rows of a batch, in order.
 *
 * @param rows the selected rows at {@code [0, count)}; null for a range
 * @param from the first row of a range
 */
public record Selection(int @Nullable [] rows, int from, int count) {
    /** The rows at {@code [0, count)}. */
    public Selection(int[] rows, int count) {
        this(rows, 0, count);
    }

    /** The rows 0 to {@code count}. */
    public static Selection all(int count) {
        return range(0, count);
    }

    /** So many rows from one on. */
    public static Selection range(int from, int count) {
        return new Selection(null, from, count);
    }

    /** The batch's row that stands at a position of the selection. */
    public int row(int position) {
        return rows == null ? from + position : rows[position];
    }

    /** The rows that stand at these positions of this selection. */
    public Selection at(int[] positions, int positionCount) {
        if (positionCount == count) {
            return this;
        }
        if (rows == null && from == 0) {
            return new Selection(positions, positionCount);
        }
        int[] narrowed = new int[positionCount];
        for (int i = 0; i < positionCount; i++) {
            narrowed[i] = row(positions[i]);
        }
        return new Selection(narrowed, positionCount);
    }
}
