package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds a project sets on ad-hoc queries. A user is whoever a request is made for.
 *
 * @param timeout a query is cancelled after this time, its waiting included
 * @param rows rows of an answer before it is cut
 * @param bytes a larger answer is refused
 * @param memory native memory of all users' queries together
 * @param memoryPerUser of the sorts and hash tables of one user's queries, in equal parts; a query
 *     that needs more spills
 * @param imageMemory of copies of tables that queries read often, which is part of the memory
 * @param spill what all queries together may write to disk when their memory does not suffice
 * @param running queries that run at once
 * @param runningPerUser queries of one user that run at once
 * @param waitingPerUser queries of one user that wait for their turn; further ones are refused
 * @param waitMax a query that waits longer is refused
 * @param slow a query that runs as long is kept in the log of slow ones
 * @param slowKept how many of these are kept
 */
public record QueryBounds(
        Duration timeout,
        long rows,
        long bytes,
        long memory,
        long memoryPerUser,
        long imageMemory,
        long spill,
        int running,
        int runningPerUser,
        int waitingPerUser,
        Duration waitMax,
        Duration slow,
        int slowKept) {
    private static final long MIB = 1L << 20;

    /** Less is too little for the query engine to begin with. */
    public static final long MEMORY_MIN = 64 * MIB;

    public static final QueryBounds DEFAULT = of(MemoryShares.ofThisProcess());

    private static QueryBounds of(MemoryShares shares) {
        long memory = shares.queries();
        return new QueryBounds(
                Duration.ofSeconds(30),
                1_000_000,
                shares.answer(),
                memory,
                Math.max(MEMORY_MIN, memory / 2),
                Math.min(512 * MIB, memory / 4),
                16384 * MIB,
                shares.heap() < 1024 * MIB ? 4 : 16,
                4,
                64,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                256);
    }

    public QueryBounds {
        requireNonNull(timeout, "timeout");
        requireNonNull(waitMax, "waitMax");
        requireNonNull(slow, "slow");
        if (memoryPerUser < MEMORY_MIN || memory < memoryPerUser || spill < 0) {
            throw new IllegalArgumentException("the memory of one user's queries must fit");
        }
        if (imageMemory < 0 || imageMemory > memory / 2) {
            throw new IllegalArgumentException("half of the memory is for queries");
        }
        if (rows < 1 || bytes < 1 || running < 1 || runningPerUser < 1 || waitingPerUser < 0) {
            throw new IllegalArgumentException("a query, a row and a byte must fit");
        }
    }
}
