package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of the query engine.
 *
 * @param memoryBytesMax native memory of all queries together
 * @param temporaryDirectory where large sorts and joins spill; nothing else is written there
 * @param threads threads of all queries together
 * @param concurrentQueriesMax further queries are refused with TOO_MANY_QUERIES
 * @param historyFile where rows go that leave memory; null when none do
 */
public record StoreOptions(
        long memoryBytesMax,
        Path temporaryDirectory,
        int threads,
        int concurrentQueriesMax,
        @Nullable Path historyFile) {
    public static final long MEMORY_BYTES_DEFAULT = 1L << 30;
    public static final int CONCURRENT_QUERIES_DEFAULT = 16;

    public StoreOptions {
        requireNonNull(temporaryDirectory, "temporaryDirectory");
        if (memoryBytesMax < 64L << 20 || threads < 1 || concurrentQueriesMax < 1) {
            throw new IllegalArgumentException(
                    memoryBytesMax + " bytes, " + threads + " threads, " + concurrentQueriesMax);
        }
    }

    /** Bounds for tables that are all in memory. */
    public StoreOptions(
            long memoryBytesMax, Path temporaryDirectory, int threads, int concurrentQueriesMax) {
        this(memoryBytesMax, temporaryDirectory, threads, concurrentQueriesMax, null);
    }

    /** The bounds when nobody asked for others. */
    public static StoreOptions spillingTo(Path temporaryDirectory) {
        return new StoreOptions(
                MEMORY_BYTES_DEFAULT,
                temporaryDirectory,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                CONCURRENT_QUERIES_DEFAULT);
    }

    /** The same bounds, and a file for rows that leave memory. */
    public StoreOptions withHistory(Path file) {
        return new StoreOptions(
                memoryBytesMax, temporaryDirectory, threads, concurrentQueriesMax, file);
    }
}
