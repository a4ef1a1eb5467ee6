package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The bounds of the query engine.
 *
 * @param memoryBytesMax native memory of all queries together
 * @param temporaryDirectory where large sorts and joins spill; nothing else is written there
 * @param threads threads of all queries together
 * @param concurrentQueriesMax further queries are refused with TOO_MANY_QUERIES
 */
public record StoreOptions(
        long memoryBytesMax, Path temporaryDirectory, int threads, int concurrentQueriesMax) {
    public static final long MEMORY_BYTES_DEFAULT = 1L << 30;
    public static final int CONCURRENT_QUERIES_DEFAULT = 16;

    public StoreOptions {
        requireNonNull(temporaryDirectory, "temporaryDirectory");
        if (memoryBytesMax < 64L << 20 || threads < 1 || concurrentQueriesMax < 1) {
            throw new IllegalArgumentException(
                    memoryBytesMax + " bytes, " + threads + " threads, " + concurrentQueriesMax);
        }
    }

    /** The bounds when nobody asked for others. */
    public static StoreOptions spillingTo(Path temporaryDirectory) {
        return new StoreOptions(
                MEMORY_BYTES_DEFAULT,
                temporaryDirectory,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                CONCURRENT_QUERIES_DEFAULT);
    }
}
