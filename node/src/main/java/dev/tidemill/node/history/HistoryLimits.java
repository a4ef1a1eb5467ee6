package dev.tidemill.node.history;

/**
 * When rows leave memory.
 *
 * @param runRows rows of a table in memory from which on they are moved, as one run
 * @param runBytes bytes of their pages from which on they are moved, however few rows they are
 */
public record HistoryLimits(long runRows, long runBytes) {
    public static final long RUN_BYTES_DEFAULT = 256L << 20;

    public HistoryLimits {
        if (runRows < 1 || runBytes < 1) {
            throw new IllegalArgumentException(runRows + " rows, " + runBytes + " bytes");
        }
    }
}
