package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

/**
 * The bounds a project sets on what it is asked.
 *
 * @param rowBytes the longest row that is read
 * @param batchBytes up to this size a post is admitted whole or not at all
 * @param queuedBatches batches that may wait for the journal before callers are told to come again
 * @param queuedRows rows that may wait for it
 * @param queries the bounds of ad-hoc queries
 * @param exports the bounds of exports
 * @param historyRunRows four of DuckDB's row groups, unless said otherwise: rows of an append-only
 *     table that are in memory before they move to disk
 * @param ticksKept ticks before the newest that queries may ask for; each keeps the pages in memory
 *     that have changed since
 * @param builds the bounds of building live tables while ticks go on
 * @param stateMemory bytes of the pages of all tables and operators, part of the heap
 * @param queuedBytes bytes of rows that may wait for the journal
 * @param trials the bounds of tests that plans run, and of previews
 * @param auditBytes bytes of the audit log that are kept, about
 * @param sessions the bounds of those who logged in by a page
 * @param actions the bounds of what is kept of actions
 */
public record ProjectLimits(
        long rowBytes,
        long batchBytes,
        int queuedBatches,
        long queuedRows,
        QueryBounds queries,
        ExportBounds exports,
        long historyRunRows,
        int ticksKept,
        BuildBounds builds,
        long stateMemory,
        long queuedBytes,
        TrialBounds trials,
        long auditBytes,
        SessionBounds sessions,
        ActionBounds actions) {
    private static final long MIB = 1L << 20;

    /** Tables that hold nothing take pages too. */
    public static final long STATE_MIN = MIB;

    public static final ProjectLimits DEFAULT =
            new ProjectLimits(
                    MIB,
                    8 * MIB,
                    256,
                    1_000_000,
                    QueryBounds.DEFAULT,
                    ExportBounds.DEFAULT,
                    491_520,
                    0,
                    BuildBounds.DEFAULT,
                    MemoryShares.ofThisProcess().state(),
                    MemoryShares.ofThisProcess().queued(),
                    TrialBounds.standard(MemoryShares.ofThisProcess().state()),
                    256 * MIB,
                    SessionBounds.DEFAULT,
                    ActionBounds.DEFAULT);

    public ProjectLimits {
        requireNonNull(queries, "queries");
        requireNonNull(exports, "exports");
        requireNonNull(builds, "builds");
        requireNonNull(trials, "trials");
        requireNonNull(sessions, "sessions");
        requireNonNull(actions, "actions");
        if (stateMemory < STATE_MIN) {
            throw new IllegalArgumentException("state of " + stateMemory + " bytes");
        }
        if (rowBytes < 1 || batchBytes < rowBytes || queuedBatches < 1 || queuedRows < 1) {
            throw new IllegalArgumentException("a row must fit a batch, and a batch the queue");
        }
    }
}
