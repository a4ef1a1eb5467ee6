package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/** The state of one aggregate in the bytes of its groups. One thread at a time. */
interface Accumulator {
    /** Bytes in a group, a multiple of eight; all zero in a new group. */
    int width();

    /**
     * Takes rows in.
     *
     * @param argument the argument column of the rows' batch; null for COUNT(*)
     * @param weights what each row counts, possibly 0 or negative; null when all count 1
     */
    void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells);

    /**
     * Lets go what is kept of a group outside its bytes, because the group is not needed any more.
     */
    default void forget(long groupRow) {}

    /** Lets go what the bytes of a group point at, before the group goes. */
    default void release(GroupCells cells, int group) {}

    /** The aggregate of each group; a group that fails is entered in the errors. */
    Column read(GroupCells cells, RowErrors failures);
}
