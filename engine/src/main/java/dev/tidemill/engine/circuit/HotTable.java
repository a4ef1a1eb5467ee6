package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.HistoryMark;

/**
 * An append-only table whose older rows can leave memory. Rows leave in three steps: {@link #seal}
 * at a tick boundary closes the rows that are to go, somebody writes them to the history from a
 * {@link TableSnapshot#sealed snapshot}, and {@link #moved} at another tick boundary lets go of
 * them in memory. Rows are in the table all the time, and in one place only as of each tick.
 *
 * <p>Engine thread only.
 */
public sealed interface HotTable permits EventTable, PublishedLog {
    String name();

    Schema schema();

    /** Position of the column by which runs are sorted, or -1. */
    int orderColumn();

    /** What is in the history. */
    HistoryMark history();

    /** Rows in memory. */
    long hotRows();

    /** Rows in memory that are sealed, to be moved as one run. */
    long sealedRows();

    /** Bytes of the pages that hold the rows in memory; what only snapshots hold does not count. */
    long hotBytes();

    /**
     * The first row that the table, or a snapshot of it that is open, still has; later snapshots
     * have no earlier one.
     */
    long firstRowSeen();

    /** Closes the rows in memory, so that they can be moved; only when none are sealed. */
    void seal();

    /** The sealed rows are on disk in the history, as the run behind {@link #history}'s last. */
    void moved();

    /**
     * Drops the rows with smaller numbers from now on. This is no retraction: live tables keep what
     * those rows brought. Has no effect when more were dropped already.
     *
     * @param completeFrom no row with this event time or a later one is among them, in microseconds
     */
    void drop(long firstRow, long completeFrom);
}
