package dev.tidemill.node.trace;

import java.util.function.LongSupplier;

/** A count and its rate over the last few seconds. Any thread may add and read. */
public final class RateMeter {
    private static final int SLOTS = 8;
    private static final long SLOT_NANOS = 500_000_000L;

    private final LongSupplier nanoTime;
    private final long[] slots = new long[SLOTS];
    private final long startNanos;
    private long total;
    private long currentSlot;

    public RateMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    public synchronized void add(long count) {
        advance();
        slots[(int) (currentSlot % SLOTS)] += count;
        total += count;
    }

    public synchronized long total() {
        return total;
    }

    /** Counts a second over the last full slots (3.5 s), or since the start when that is less. */
    public synchronized double perSecond() {
        advance();
        long sum = 0;
        long full = Math.min(currentSlot, SLOTS - 1);
        for (long slot = currentSlot - full; slot < currentSlot; slot++) {
            sum += slots[(int) (slot % SLOTS)];
        }
        return full == 0 ? 0 : sum * 1e9 / (full * (double) SLOT_NANOS);
    }

    private void advance() {
        long slot = (nanoTime.getAsLong() - startNanos) / SLOT_NANOS;
        for (long i = Math.max(currentSlot + 1, slot - SLOTS + 1); i <= slot; i++) {
            slots[(int) (i % SLOTS)] = 0;
        }
        currentSlot = slot;
    }
}
