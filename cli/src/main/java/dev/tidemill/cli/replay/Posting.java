package dev.tidemill.cli.replay;

import static java.util.Objects.requireNonNull;

/**
 * Rows of one table as the body of one request.
 *
 * @param number distinguishes the postings of one run
 */
record Posting(long number, String table, int rows, byte[] ndjson) {
    Posting {
        requireNonNull(table, "table");
        requireNonNull(ndjson, "ndjson");
    }
}
