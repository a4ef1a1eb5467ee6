package dev.tidemill.node.predict.watch;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long predictions took from when they were due until they were journalled, in this process: a
 * fact of the machine, and so of no tick. Safe for all threads.
 */
public final class ServingTimes {
    /** The newest, over which percentiles are told. */
    private static final int KEPT_MAX = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final long[] nanos = new long[KEPT_MAX];
    private long count;

    /**
     * What was measured.
     *
     * @param count since the start
     * @param p50Millis of the newest ones; 0 when there are none
     */
    public record Times(long count, double p50Millis, double p99Millis) {}

    /** So many predictions took so long. */
    public void add(long tookNanos, int rows) {
        lock.lock();
        try {
            for (int i = 0; i < Math.min(rows, KEPT_MAX); i++) {
                nanos[(int) ((count + i) % KEPT_MAX)] = tookNanos;
            }
            count += rows;
        } finally {
            lock.unlock();
        }
    }

    public Times times() {
        lock.lock();
        try {
            long[] kept = Arrays.copyOf(nanos, (int) Math.min(count, KEPT_MAX));
            Arrays.sort(kept);
            return new Times(count, at(kept, 50), at(kept, 99));
        } finally {
            lock.unlock();
        }
    }

    private static double at(long[] sorted, int percent) {
        return sorted.length == 0
                ? 0
                : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }
}
