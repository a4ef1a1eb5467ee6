package dev.tidemill.bench;

import java.util.Arrays;

/** Durations in nanoseconds, and how they are spread. Safe for all threads. */
public final class Durations {
    private long[] nanos = new long[4096];
    private int count;

    public synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    public synchronized int count() {
        return count;
    }

    /**
     * The duration that such a share of all do not exceed, in milliseconds; 0 when there is none.
     */
    public synchronized double millis(double share) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, (long) (count * share))] / 1e6;
    }

    /** Writes the median, 99 and 99.9 of 100 and the most, each in milliseconds. */
    public void put(Result result, String name) {
        result.put(name + "_p50_ms", millis(0.5));
        result.put(name + "_p99_ms", millis(0.99));
        result.put(name + "_p999_ms", millis(0.999));
        result.put(name + "_max_ms", millis(1));
    }
}
