package dev.tidemill.definitions;

/**
 * How the memory of a process is split, where a project says nothing else. The heap holds state,
 * what waits for a tick, answers, and what steps work with; beside it are the query engine's memory
 * and the program's own.
 *
 * @param process what the process was told to take ({@code --memory}); 0 when it was told nothing
 * @param heap the most that the heap may grow to
 * @param state pages of all tables and operators
 * @param queued rows that wait for the journal, as they are written there
 * @param answer one answer of a query
 * @param queries the query engine's, outside of the heap
 */
public record MemoryShares(
        long process, long heap, long state, long queued, long answer, long queries) {
    /** The property in which the launcher says what {@code --memory} said, in bytes. */
    public static final String PROPERTY = "tidemill.memory";

    private static final long MIB = 1L << 20;

    /** What the program takes of the heap before there is a row. */
    private static final long HEAP_OWN = 64 * MIB;

    private static final long QUEUED_MIN = 16 * MIB;
    private static final long ANSWER_MIN = 8 * MIB;
    private static final long ANSWER_MAX = 256 * MIB;

    /** Without a word on the process's memory, the query engine takes no more than this. */
    private static final long QUERIES_UNTOLD_MAX = 2048 * MIB;

    private static final MemoryShares THIS_PROCESS =
            of(Long.getLong(PROPERTY, 0), Runtime.getRuntime().maxMemory());

    /** Those of this process. */
    public static MemoryShares ofThisProcess() {
        return THIS_PROCESS;
    }

    /** The most that state may be told to take: three quarters of the heap. */
    public long stateMax() {
        return heap / 4 * 3;
    }

    /** Splits a process of this size with this heap. */
    public static MemoryShares of(long process, long heap) {
        long queries = process > 0 ? process / 4 : Math.min(QUERIES_UNTOLD_MAX, heap / 5 * 2);
        return new MemoryShares(
                process,
                heap,
                Math.max(heap / 8 * 3, (heap - HEAP_OWN) / 2),
                Math.max(QUEUED_MIN, heap / 16),
                Math.clamp(heap / 16, ANSWER_MIN, ANSWER_MAX),
                Math.max(QueryBounds.MEMORY_MIN, queries));
    }
}
