package dev.tidemill.engine.circuit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a node has done since it was made here: steps, changes in and out, time, and its recent
 * rates. Counted by the engine's thread, read by any.
 */
public final class NodeCounters {
    /** Seconds over which a rate is an average. */
    public static final int RATE_SECONDS = 10;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong changesIn = new AtomicLong();
    private final AtomicLong changesOut = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    /** For each of the last seconds: which second it is, and the changes that came out in it. */
    private final AtomicLongArray seconds = new AtomicLongArray(RATE_SECONDS + 1);

    private final AtomicLongArray emitted = new AtomicLongArray(RATE_SECONDS + 1);

    void stepped(long in, long out, long endNanos, long tookNanos) {
        steps.lazySet(steps.getPlain() + 1);
        changesIn.lazySet(changesIn.getPlain() + in);
        changesOut.lazySet(changesOut.getPlain() + out);
        nanos.lazySet(nanos.getPlain() + tookNanos);
        long second = Math.floorDiv(endNanos, NANOS_PER_SECOND);
        int slot = Math.floorMod(second, RATE_SECONDS + 1);
        if (seconds.get(slot) != second) {
            emitted.set(slot, 0);
            seconds.set(slot, second);
        }
        emitted.lazySet(slot, emitted.getPlain(slot) + out);
    }

    public long steps() {
        return steps.get();
    }

    /** Changes taken in, of all inputs. */
    public long changesIn() {
        return changesIn.get();
    }

    public long changesOut() {
        return changesOut.get();
    }

    /** Time spent in the node alone. */
    public long nanos() {
        return nanos.get();
    }

    /**
     * Changes that came out a second, over the last whole seconds.
     *
     * @param nowNanos of {@link System#nanoTime}
     */
    public double changesPerSecond(long nowNanos) {
        long now = Math.floorDiv(nowNanos, NANOS_PER_SECOND);
        long sum = 0;
        for (int slot = 0; slot <= RATE_SECONDS; slot++) {
            long age = now - seconds.get(slot);
            sum += age >= 1 && age <= RATE_SECONDS ? emitted.get(slot) : 0;
        }
        return (double) sum / RATE_SECONDS;
    }
}
