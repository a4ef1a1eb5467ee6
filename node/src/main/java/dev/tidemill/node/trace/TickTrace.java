package dev.tidemill.node.trace;

import java.util.List;

/**
 * One tick's path from its senders to its readers. Durations are in nanoseconds.
 *
 * @param sealedAtMillis the system's time of the seal, since 1970
 */
public record TickTrace(
        long tick,
        long sealedAtMillis,
        long nowMicros,
        long rows,
        List<RecordTrace> records,
        long commitNanos,
        long waitNanos,
        long engineNanos,
        long publishNanos,
        List<TableTrace> tables) {

    /** One journalled entry: how it came. */
    public record RecordTrace(
            String source,
            String table,
            long rows,
            long quarantined,
            long waitedNanos,
            long parseNanos,
            long checkNanos) {}

    /** How many changed rows the tick brought a table. */
    public record TableTrace(String table, long changes) {}
}
