package dev.tidemill.engine.history;

import static java.util.Objects.requireNonNull;

/**
 * How much of an append-only table is in the history, as of one tick. Rows are numbered from 0 in
 * the order in which they were admitted, and leave memory in runs, oldest first.
 *
 * @param store what the history calls the table: its name alone is not enough, since a table may be
 *     dropped and made again
 * @param runs runs 1 to this one belong to the table; later ones do not yet
 * @param rows rows with smaller numbers are in those runs, the others in memory
 * @param firstRow rows with smaller numbers were dropped and are nowhere
 */
public record HistoryMark(String store, long runs, long rows, long firstRow) {
    public HistoryMark {
        requireNonNull(store, "store");
        if (runs < 0 || rows < 0 || firstRow < 0) {
            throw new IllegalArgumentException(runs + " runs, " + rows + " rows, " + firstRow);
        }
    }

    /** Names the run behind the last as well. */
    public HistoryMark next() {
        return new HistoryMark(store, runs + 1, rows, firstRow);
    }

    /** Rows that are in the history and not dropped. */
    public long kept() {
        return Math.max(0, rows - firstRow);
    }
}
