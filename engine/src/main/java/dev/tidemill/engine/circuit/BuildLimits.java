package dev.tidemill.engine.circuit;

/**
 * The bounds of building live tables beside the ticks. None of them changes what comes out.
 *
 * @param chunkRows rows that a building table takes in one go, between two looks at the clock
 * @param queuedRows changes of ticks that may wait for a building table; at the bound the tick
 *     waits until the table has taken all of them
 */
public record BuildLimits(int chunkRows, long queuedRows) {
    public static final BuildLimits DEFAULT = new BuildLimits(4_096, 2_000_000);

    public BuildLimits {
        if (chunkRows < 1 || queuedRows < 1) {
            throw new IllegalArgumentException(chunkRows + " rows, " + queuedRows + " queued");
        }
    }
}
