package dev.tidemill.engine.expression;

import org.jspecify.annotations.Nullable;

/**
 * Some rows of a batch, in order.
 *
 * @param rows the selected rows at {@code [0, count)}; null for the rows 0 to {@code count}
 */
public record Selection(int @Nullable [] rows, int count) {
    /** The rows 0 to {@code count}. */
    public static Selection all(int count) {
        return new Selection(null, count);
    }

    /** The batch's row that stands at a position of the selection. */
    public int row(int position) {
        return rows == null ? position : rows[position];
    }

    /** The rows that stand at these positions of this selection. */
    public Selection at(int[] positions, int positionCount) {
        if (positionCount == count) {
            return this;
        }
        if (rows == null) {
            return new Selection(positions, positionCount);
        }
        int[] narrowed = new int[positionCount];
        for (int i = 0; i < positionCount; i++) {
            narrowed[i] = rows[positions[i]];
        }
        return new Selection(narrowed, positionCount);
    }
}
