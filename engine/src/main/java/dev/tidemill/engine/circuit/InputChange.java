package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;

/**
 * Rows that change an input table, in the order they were journalled.
 *
 * @param rows without weights; for DELETE only the key columns are looked at
 */
public record InputChange(String table, Op op, Batch rows) {
    /** What the rows do. */
    public enum Op {
        /** Appends to an event table. */
        INSERT,
        /** Inserts into a keyed table, or replaces the row with the same key. */
        UPSERT,
        /** Removes the rows with these keys; a key that is not there is passed over. */
        DELETE
    }

    public InputChange {
        requireNonNull(table, "table");
        requireNonNull(op, "op");
        requireNonNull(rows, "rows");
    }
}
