package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.PartitionRunner;

/**
 * The rows of one side of a join of pairs. A row is named by a number until {@link #take} or {@link
 * #collect} is called, and longer where {@link #namesLast}; so partners are found first, and their
 * columns are read once it is known who they are.
 */
sealed interface PairSide permits LoggedSide, KeyedSide {
    /** The changes as the side takes them in. */
    PairChanges changes(Batch batch, PartitionRunner runner);

    /** Begins a step with the side's changes; nothing is found of them yet. */
    void begin(PairChanges changes, PartitionRunner runner);

    /** Finds the partners of a partition's changes of the other side. */
    void partners(int partition, PairChanges asking, PairList found);

    /** Takes in a partition of the changes that the step was begun with. */
    void take(int partition, PairChanges changes);

    /** Whether the names of rows mean the same after {@link #take}. */
    boolean namesLast();

    /** The names of rows of this step's changes; only where {@link #namesLast}. */
    void name(int[] rows, int count, long[] names);

    /** The values of some rows in one column. */
    Column read(int field, long[] names, int from, int count);

    /** A row's weight. */
    long weight(long name);

    /**
     * Forgets rows whose time is below the bound.
     *
     * @param rows about as many are to go
     */
    void collect(long bound, PartitionRunner runner, int rows);
}
