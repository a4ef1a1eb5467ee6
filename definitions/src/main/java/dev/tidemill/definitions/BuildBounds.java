package dev.tidemill.definitions;

/**
 * The bounds of building live tables while ticks go on.
 *
 * @param atOnceRows a table that is built from no more rows than that is built in its tick
 * @param chunkRows rows taken in one go
 * @param queuedRows changes of ticks that may wait for a table that is being built
 * @param sliceMillis how long is built between two ticks
 */
public record BuildBounds(long atOnceRows, int chunkRows, long queuedRows, int sliceMillis) {
    public static final BuildBounds DEFAULT = new BuildBounds(100_000, 4_096, 2_000_000, 5);

    public BuildBounds {
        if (atOnceRows < 0 || chunkRows < 1 || queuedRows < 1 || sliceMillis < 1) {
            throw new IllegalArgumentException("the bounds of building must be positive");
        }
    }
}
