package dev.tidemill.node.tick;

/**
 * The bounds of the way from admission to publication.
 *
 * @param rowsMax rows of one tick, unless a single entry is larger
 * @param idleMillis a system-clock tick is sealed at least this often, so that rows can expire
 * @param sealedMax sealed ticks that may wait for the engine; at the bound the committer waits
 * @param parsersMax bodies of rows that are parsed at once, one less while a tick is computed; at
 *     least 2
 */
public record TickLimits(long rowsMax, long idleMillis, int sealedMax, int parsersMax) {
    /** As many parse as there are processors. */
    public static TickLimits defaults() {
        return new TickLimits(
                262_144, 250, 1, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }
}
