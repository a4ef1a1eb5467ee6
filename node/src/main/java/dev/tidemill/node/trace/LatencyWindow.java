package dev.tidemill.node.trace;

import java.util.Arrays;

/** Percentiles of the newest durations. One thread adds; any thread reads. */
public final class LatencyWindow {
    private final long[] nanos;
    private long count;

    /**
     * @param kept durations kept
     */
    public LatencyWindow(int kept) {
        nanos = new long[kept];
    }

    public synchronized void add(long durationNanos) {
        nanos[(int) (count++ % nanos.length)] = durationNanos;
    }

    /** Whether nothing was added. */
    public synchronized boolean isEmpty() {
        return count == 0;
    }

    /**
     * A percentile in milliseconds; 0 while nothing was added.
     *
     * @param fraction 0.5 is the median
     */
    public synchronized double millis(double fraction) {
        int size = (int) Math.min(count, nanos.length);
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(size - 1L, (long) (fraction * size))] / 1e6;
    }
}
