package dev.tidemill.node.transaction;

import java.time.Duration;

/** Bounds of transactions. */
public final class Transactions {
    /** Transactions that may be open at once; more are refused (53300). */
    public static final int OPEN_MAX = 1_000;

    /** A transaction that nothing is asked of for this long is rolled back (25P03). */
    public static final Duration IDLE_MAX = Duration.ofMinutes(5);

    /** Rows that one transaction may write; it fails beyond (54000). */
    public static final int ROWS_MAX = 1_000_000;

    /** Savepoints that one transaction may have; it fails beyond (54000). */
    public static final int SAVEPOINTS_MAX = 100_000;

    /**
     * What open transactions have written takes one part of so many of the heap at most (53200).
     */
    public static final int HEAP_PARTS = 4;

    private Transactions() {}
}
