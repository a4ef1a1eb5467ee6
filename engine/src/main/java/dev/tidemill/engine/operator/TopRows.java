package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;

/** What a TopN keeps of one key partition. One thread at a time. */
interface TopRows {
    /**
     * Takes in the partition's rows and gives what comes into the first rows or falls out of them.
     *
     * @param keys the columns of the plan's partition
     * @param hashes of every row of the batch over these
     * @param rows the positions of the rows, {@code count} of them
     */
    Batch step(Batch batch, Column[] keys, long[] hashes, int[] rows, int count);

    /** Forgets the plan's partitions whose first column is below the bound. */
    void collect(long bound);
}
