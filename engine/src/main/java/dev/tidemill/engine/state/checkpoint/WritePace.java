package dev.tidemill.engine.state.checkpoint;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of the time a checkpoint may be written in. Ticks need the disk and a processor beside
 * it: the journal is forced for each of them, and waits while the disk takes a checkpoint's pages.
 * So the writer rests behind each part that is on disk, in proportion to what the part took.
 *
 * <p>The writer rests on its own thread; {@link #hurry} may be called by any.
 */
public final class WritePace {
    /** Waking up costs more than resting less than this is worth. */
    private static final long REST_NANOS_MIN = TimeUnit.MICROSECONDS.toNanos(200);

    /** A disk that stands still for long is not rested for as long again. */
    private static final long REST_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    private final double share;
    private volatile boolean hurried;

    private WritePace(double share) {
        this.share = share;
    }

    /** Without rests. */
    public static WritePace full() {
        return new WritePace(1);
    }

    /**
     * Writes for such a share of the time.
     *
     * @param share above 0, at most 1
     */
    public static WritePace share(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("no share of the time: " + share);
        }
        return new WritePace(share);
    }

    /** Rests no more, from now on: somebody waits for the checkpoint. */
    public void hurry() {
        hurried = true;
    }

    /** Rests behind so many nanoseconds of work. */
    void rest(long workedNanos) {
        long rest = restNanos(workedNanos);
        if (rest < REST_NANOS_MIN || hurried) {
            return;
        }
        long until = System.nanoTime() + rest;
        for (long left = rest; left > 0 && !hurried; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** How long to rest behind so many nanoseconds of work. */
    long restNanos(long workedNanos) {
        return (long) Math.min((double) REST_NANOS_MAX, workedNanos * (1 - share) / share);
    }
}
