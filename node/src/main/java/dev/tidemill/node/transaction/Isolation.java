package dev.tidemill.node.transaction;

/**
 * What a transaction that was begun with these words is kept from. There is one kind of
 * transaction, snapshot isolation, so the weaker words give more than they ask for.
 */
public enum Isolation {
    /** Given as snapshot isolation: a statement reads the transaction's tick, not a newer one. */
    READ_COMMITTED,
    /** Snapshot isolation, as it is in PostgreSQL: one tick, and the first committer wins. */
    REPEATABLE_READ;

    /** What every transaction has. */
    public static final Isolation DEFAULT = REPEATABLE_READ;
}
