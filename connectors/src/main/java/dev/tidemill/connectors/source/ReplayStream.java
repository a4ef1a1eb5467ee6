package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;

/** What a replay makes of its file for one table: one row for each row of the file. */
public record ReplayStream(String table, SourceBatch.Write write, Rows rows) {
    /** The column of a file's rows that numbers them: from 1, and on through every repetition. */
    public static final String ROW_ID = "row_id";

    /** Computes a stream's rows. */
    @FunctionalInterface
    public interface Rows {
        /**
         * The table's rows in the order of the file's; behind the table's columns one of
         * microseconds, TIMESTAMP or TIMESTAMPTZ, that says when each row is sent.
         *
         * @param file the file's columns and {@link #ROW_ID}
         */
        Batch of(Batch file);
    }

    public ReplayStream {
        requireNonNull(table, "table");
        requireNonNull(write, "write");
        requireNonNull(rows, "rows");
    }
}
