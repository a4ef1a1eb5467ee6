package dev.tidemill.cli.transfer;

import static java.util.Objects.requireNonNull;

import dev.tidemill.connectors.format.RowFormat;

/**
 * Rows of a file as the body of one request.
 *
 * @param number counts the batches of a file from 0
 * @param firstRow the file's row that is its first one; rows are counted from 1
 */
record RowBatch(long number, long firstRow, int rows, RowFormat format, byte[] body) {
    RowBatch {
        requireNonNull(format, "format");
        requireNonNull(body, "body");
    }

    long lastRow() {
        return firstRow + rows - 1;
    }
}
