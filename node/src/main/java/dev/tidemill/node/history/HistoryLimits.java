package dev.tidemill.node.history;

/**
 * When rows leave memory.
 *
 * @param runRows rows of a table in memory from which on they are moved, as one run
 * @param runBytes bytes of their pages from which on they are moved, however few rows they are
 */
public record HistoryLimits(long runRows, long runBytes) {
    public static final long RUN_BYTES_DEFAULT = 256L << 20;

    /** Of a mill whose state has this budget: eight runs fit, so that others have room. */
    public static HistoryLimits of(long runRows, long stateMemory) {
        return new HistoryLimits(runRows, Math.clamp(stateMemory / 8, 1, RUN_BYTES_DEFAULT));
    }

    public HistoryLimits {
        if (runRows < 1 || runBytes < 1) {
            throw new IllegalArgumentException(runRows + " rows, " + runBytes + " bytes");
        }
    }
}
