package dev.tidemill.node.status;

import dev.tidemill.node.supervise.SupervisedReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mill at one moment. Rates are over the last few seconds; {@code lagMs} is the median time
 * from a seal to its publication.
 *
 * @param now the project's time, ISO 8601
 * @param state starting, running, stopping, or failed: nothing is taken any more
 * @param problem the code of the failure and what it was; null while there is none
 * @param supervised what depends on something outside and is tried again when it fails
 */
public record Status(
        String project,
        String title,
        long tick,
        String now,
        ClockStatus clock,
        long rowsTotal,
        double rowsPerSecond,
        double ticksPerSecond,
        double lagMs,
        double tickP99Ms,
        MemoryStatus memory,
        JournalStatus journal,
        CheckpointStatus checkpoint,
        double uptimeS,
        String state,
        @Nullable String problem,
        @Nullable String definitionProblem,
        List<SourceStatus> sources,
        List<SupervisedReport> supervised,
        List<TableStatus> tables,
        List<SuspendedStatus> suspended,
        List<BuildingStatus> building,
        List<ActionStatus> actions,
        List<CheckStatus> checks,
        ReaderStatus readers,
        QueryEngineStatus queryEngine) {

    /** What {@code now()} follows. */
    public record ClockStatus(String kind, double speed, boolean paused) {}

    /**
     * Bytes in use, and their bounds.
     *
     * @param stateBytes pages of all tables and operators, those included that only readers of
     *     older ticks still see
     * @param stateBudgetBytes what state may take
     * @param statePinnedBytes pages that only readers of older ticks still see, about
     * @param queriesMaxBytes what the query engine may take, outside of the heap
     * @param processMaxBytes what the process was told to take; null when it was told nothing
     * @param full why rows are not taken; null while they are
     */
    public record MemoryStatus(
            long stateBytes,
            long stateBudgetBytes,
            long statePinnedBytes,
            long heapBytes,
            long heapMaxBytes,
            long queriesMaxBytes,
            @Nullable Long processMaxBytes,
            @Nullable String full) {}

    /** The journal on disk. */
    public record JournalStatus(long bytes, int segments) {}

    /** The newest checkpoint. */
    public record CheckpointStatus(long tick, double ageS) {}

    /** A source and how far it is. */
    public record SourceStatus(
            String name,
            String kind,
            String state,
            List<String> tables,
            long rows,
            double rowsPerSecond,
            @Nullable String position,
            @Nullable String detail) {}

    /**
     * A live table that is defined and does not run.
     *
     * @param code of what stopped it
     * @param sinceTick the tick in which it failed; null when this release cannot plan it
     * @param preview whether it is only tried out
     */
    public record SuspendedStatus(
            String name,
            String code,
            String message,
            @Nullable Long sinceTick,
            String sql,
            boolean preview) {}

    /**
     * A promise of a contract, as of the tick.
     *
     * @param expected what the number must be, as {@code <= 5}
     * @param measured null when there is no number; of latency the 99th percentile in milliseconds
     * @param state passing, failing or unknown
     */
    public record CheckStatus(
            String table,
            String name,
            @Nullable String column,
            String severity,
            String onFailure,
            String expected,
            @Nullable Double measured,
            String state) {}

    /**
     * A live table that is built beside the ticks, or could not be.
     *
     * @param rowsDone rows read so far of those that stood in its inputs when it was defined
     * @param sinceTick the tick in which it was defined, or failed
     * @param replaces whether a table with its former SQL goes on meanwhile
     * @param problem the code and the message of what it failed with; null while it is built
     * @param preview whether it is only tried out
     */
    public record BuildingStatus(
            String name,
            long rowsDone,
            long rowsTotal,
            long sinceTick,
            boolean replaces,
            String sql,
            @Nullable String problem,
            boolean preview) {}

    /**
     * A table.
     *
     * @param kind {@code event}, {@code keyed}, {@code system}, {@code live} or {@code preview}
     * @param ownedBytes of state that is its part, some seconds ago: rows, indexes and operators;
     *     what several tables share counts in equal parts
     * @param historyRows those of the rows that are on disk and not in memory
     * @param completeFrom older rows were dropped, or some of them; null when none were
     */
    public record TableStatus(
            String name,
            String kind,
            String schema,
            long rows,
            double rowsPerSecond,
            long changesTotal,
            long version,
            long errors,
            long quarantined,
            long late,
            long stateBytes,
            long ownedBytes,
            long historyRows,
            @Nullable String completeFrom,
            List<String> inputs,
            List<String> key,
            List<ColumnStatus> columns,
            @Nullable String sql,
            @Nullable String description,
            List<WatermarkStatus> watermarks,
            List<StateStatus> state) {}

    /**
     * A column with a lateness.
     *
     * @param reached the watermark; null while it is not known
     */
    public record WatermarkStatus(
            String column, double latenessS, double idleS, @Nullable String reached) {}

    /**
     * A part of what a live table's operators keep.
     *
     * @param node the plan node
     * @param bytes of all the node's state
     * @param kept which part of it
     * @param fate {@code collected}, {@code bounded} or {@code forever}
     * @param rule what is collected, or why the part stays
     * @param reached the bound below which nothing is left; null when there is none or it is not
     *     known
     */
    public record StateStatus(
            String node,
            long bytes,
            String kept,
            String fate,
            String rule,
            @Nullable String reached) {}

    /** A column. */
    public record ColumnStatus(String name, String type) {}

    /** An action's deliveries. */
    public record ActionStatus(
            String name, String on, long delivered, long pending, long failed, long dead) {}

    /**
     * Who reads.
     *
     * @param queriesTotal ad-hoc queries that have ended
     * @param queriesRefused those that found no place to wait
     */
    public record ReaderStatus(
            long subscriptions,
            long queriesTotal,
            long queriesRunning,
            long queriesWaiting,
            long queriesFailed,
            long queriesCancelled,
            long queriesRefused,
            long queriesSlow,
            long lookupsTotal) {}

    /**
     * What answers ad-hoc queries.
     *
     * @param state {@code ok} or {@code broken}
     * @param reopened broken ones that were replaced
     * @param problem what broke the last one; null when none did
     * @param images tables of which it has a copy of its own
     * @param imageBytes what the copies take, about
     * @param imageReads how often a query read one in place of a table's rows
     * @param imagesMade how many were made
     * @param imagesRefused how many were not made for want of room
     */
    public record QueryEngineStatus(
            String state,
            long reopened,
            @Nullable String problem,
            double probedAgoS,
            int images,
            long imageBytes,
            long imageReads,
            long imagesMade,
            long imagesRefused) {}
}
