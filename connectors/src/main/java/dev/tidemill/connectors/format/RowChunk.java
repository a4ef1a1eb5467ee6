package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

/**
 * A piece of a body that holds whole rows, or the beginning of one row that was too large to hold.
 */
public record RowChunk(byte[] bytes, int from, int to, boolean oversized) {
    public RowChunk {
        requireNonNull(bytes, "bytes");
        java.util.Objects.checkFromToIndex(from, to, bytes.length);
    }

    public int length() {
        return to - from;
    }
}
