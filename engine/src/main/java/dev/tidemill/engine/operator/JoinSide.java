package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one side of a join in one partition, found by what rows of the other side ask for.
 * With counts, each row carries the number of its partners. One thread at a time.
 */
sealed interface JoinSide permits HashedSide, OrderedSide, GrowingSide, LoggedJoinSide {
    /** Pairs that are looked at together, so that candidates never stand in memory all at once. */
    int CHUNK_PAIRS = 4096;

    /** Takes some pairs. */
    interface PairTaker {
        /**
         * Pairs of the asking rows at {@code positions[0..count)} and the rows of {@code partners}.
         */
        void take(int[] positions, int count, Batch partners);
    }

    /**
     * Finds the partners of some rows of the other side, in chunks.
     *
     * @param rows positions in the other side's batch; the taker is told positions in this array
     */
    void partners(JoinChanges asking, int[] rows, PairTaker taker);

    /** Adds to the count of the partner of pair {@code pair} of the chunk; gives the old count. */
    long addToCount(int pair, long change);

    /** Whether some row has the key of a row of the other side; only without a band. */
    boolean hasKey(JoinChanges asking, int row);

    /**
     * Takes in changes of this side.
     *
     * @param counts of the partners of each of the rows; null when they are not kept
     */
    void apply(JoinChanges changes, int[] rows, long @Nullable [] counts);

    /** Forgets the rows whose time is below the bound; what was counted of them stands. */
    void collect(long bound);
}
