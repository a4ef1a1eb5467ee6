package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.store.admission.GateBounds;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of the query engine.
 *
 * @param memory of queries, in native memory and in spilled files
 * @param temporaryDirectory where large sorts and joins spill; nothing else is written there
 * @param threads threads of all queries together
 * @param gate how many queries run and wait
 * @param slow a query that runs as long or longer is kept in the log of slow ones
 * @param slowKept how many of these are kept
 * @param probeEvery how often the engine is asked whether it still answers
 * @param historyFile where rows go that leave memory; null when none do
 */
public record StoreOptions(
        Memory memory,
        Path temporaryDirectory,
        int threads,
        GateBounds gate,
        Duration slow,
        int slowKept,
        Duration probeEvery,
        @Nullable Path historyFile) {
    public static final Duration SLOW_DEFAULT = Duration.ofSeconds(1);
    public static final int SLOW_KEPT_DEFAULT = 256;
    public static final Duration PROBE_DEFAULT = Duration.ofSeconds(5);

    /**
     * Bounds of memory.
     *
     * @param bytesMax native memory of all queries together
     * @param bytesPerCaller of the sorts and hash tables of one caller's queries, in equal parts; a
     *     query that needs more spills
     * @param spillBytesMax what all queries together may spill
     * @param imageBytesMax of copies of tables, which are among the bytes of all queries; 0 for
     *     none
     */
    public record Memory(
            long bytesMax, long bytesPerCaller, long spillBytesMax, long imageBytesMax) {
        /** Below it the engine cannot even bind an ordinary query. */
        public static final long BYTES_MIN = 64L << 20;

        public static final Memory DEFAULT = new Memory(2L << 30, 1L << 30, 16L << 30, 512L << 20);

        public Memory {
            if (bytesPerCaller < BYTES_MIN || bytesMax < bytesPerCaller || spillBytesMax < 0) {
                throw new IllegalArgumentException(
                        bytesMax + " bytes, " + bytesPerCaller + ", " + spillBytesMax);
            }
            if (imageBytesMax < 0 || imageBytesMax > bytesMax / 2) {
                throw new IllegalArgumentException(
                        "images of " + imageBytesMax + " bytes among " + bytesMax);
            }
        }

        /** Images may take a quarter. */
        public Memory(long bytesMax, long bytesPerCaller, long spillBytesMax) {
            this(bytesMax, bytesPerCaller, spillBytesMax, bytesMax / 4);
        }
    }

    public StoreOptions {
        requireNonNull(memory, "memory");
        requireNonNull(temporaryDirectory, "temporaryDirectory");
        requireNonNull(gate, "gate");
        requireNonNull(slow, "slow");
        requireNonNull(probeEvery, "probeEvery");
        if (threads < 1 || slowKept < 1 || !probeEvery.isPositive()) {
            throw new IllegalArgumentException(
                    threads + " threads, " + slowKept + ", " + probeEvery);
        }
    }

    /** Bounds of memory, and of queries at once; further ones wait. */
    public StoreOptions(
            long memoryBytesMax, Path temporaryDirectory, int threads, int concurrentQueriesMax) {
        this(
                new Memory(memoryBytesMax, memoryBytesMax, Memory.DEFAULT.spillBytesMax()),
                temporaryDirectory,
                threads,
                new GateBounds(
                        concurrentQueriesMax,
                        concurrentQueriesMax,
                        GateBounds.DEFAULT.waitingPerCaller(),
                        GateBounds.DEFAULT.waitMax()),
                SLOW_DEFAULT,
                SLOW_KEPT_DEFAULT,
                PROBE_DEFAULT,
                null);
    }

    /** The bounds when nobody asked for others. */
    public static StoreOptions spillingTo(Path temporaryDirectory) {
        return new StoreOptions(
                Memory.DEFAULT,
                temporaryDirectory,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                GateBounds.DEFAULT,
                SLOW_DEFAULT,
                SLOW_KEPT_DEFAULT,
                PROBE_DEFAULT,
                null);
    }

    /** What one query's sorts and hash tables may take before they spill. */
    long bytesPerQuery() {
        return memory.bytesPerCaller() / gate.runningPerCaller();
    }

    public StoreOptions withMemory(Memory newMemory) {
        return new StoreOptions(
                newMemory,
                temporaryDirectory,
                threads,
                gate,
                slow,
                slowKept,
                probeEvery,
                historyFile);
    }

    public StoreOptions withGate(GateBounds newGate) {
        return new StoreOptions(
                memory,
                temporaryDirectory,
                threads,
                newGate,
                slow,
                slowKept,
                probeEvery,
                historyFile);
    }

    public StoreOptions withSlow(Duration newSlow, int newSlowKept) {
        return new StoreOptions(
                memory,
                temporaryDirectory,
                threads,
                gate,
                newSlow,
                newSlowKept,
                probeEvery,
                historyFile);
    }

    public StoreOptions withProbeEvery(Duration every) {
        return new StoreOptions(
                memory, temporaryDirectory, threads, gate, slow, slowKept, every, historyFile);
    }

    public StoreOptions withHistory(Path file) {
        return new StoreOptions(
                memory, temporaryDirectory, threads, gate, slow, slowKept, probeEvery, file);
    }
}
