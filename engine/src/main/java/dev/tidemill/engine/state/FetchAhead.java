package dev.tidemill.engine.state;

/**
 * Has the rows that a batch will look up read before they are looked up, some at a time. A lookup
 * waits for its bucket, then for its row; over a table that is larger than the caches this is most
 * of what it costs. Reads that do not depend on each other wait together.
 *
 * <p>It changes no answer. One thread at a time.
 */
public final class FetchAhead {
    /** Rows at a time: what they read is to stay in the nearest caches until it is used. */
    public static final int ROWS = 256;

    /** Tables of fewer pages are in the caches anyway. */
    private static final int PAGES_MIN = 32;

    private final HashIndexView index;
    private final RowHeapView heap;
    private final long[] found = new long[ROWS];

    /** The sum of what was read, kept so that no compiler leaves the reads out. */
    private long read;

    public FetchAhead(HashIndexView index, RowHeapView heap) {
        this.index = index;
        this.heap = heap;
    }

    /** Reads what lookups of these hashes will read: rows {@code from} to {@code to} of a batch. */
    public void fetch(long[] hashes, int[] rows, int from, int to) {
        if (heap.pageLimit() >= PAGES_MIN) {
            read += index.first(hashes, rows, from, to, found) + heap.fetch(found, to - from);
        }
    }

    /** Of no meaning; see {@link #read}. */
    long read() {
        return read;
    }
}
