package dev.tidemill.actions;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A token bucket for each of many names, by times that are given: so many at once, and as many
 * again in each span. All in whole numbers, so that the same times give the same decisions.
 *
 * <p>A bucket is one number: the time at which it will be full again. One that is full is
 * forgotten. Not thread-safe.
 */
public final class RateGate {
    /** Buckets between two looks for full ones. */
    private static final int SWEEP_EVERY = 1_024;

    private final long intervalMicros;
    private final long everyMicros;
    private final Map<String, Long> fullAt = new HashMap<>();
    private int taken;

    /**
     * @param count how many at once
     * @param everyMicros the span in which as many come again
     */
    public RateGate(int count, long everyMicros) {
        if (count < 1 || everyMicros < 1) {
            throw new IllegalArgumentException(count + " every " + everyMicros);
        }
        this.intervalMicros = Math.max(1, everyMicros / count);
        this.everyMicros = Math.multiplyExact(intervalMicros, (long) count);
    }

    /** Whether one may pass; takes nothing. */
    public boolean isFree(String name, long nowMicros) {
        return freeAt(name) <= nowMicros;
    }

    /** When the next one may pass; long ago when it may at once. */
    public long freeAt(String name) {
        Long full = fullAt.get(name);
        return full == null ? Long.MIN_VALUE : full + intervalMicros - everyMicros;
    }

    /** Takes one, which must be free. */
    public void take(String name, long nowMicros) {
        fullAt.merge(
                name,
                nowMicros + intervalMicros,
                (full, _) -> Math.max(full, nowMicros) + intervalMicros);
        if (++taken >= SWEEP_EVERY && taken >= fullAt.size()) {
            taken = 0;
            fullAt.values().removeIf(full -> full <= nowMicros);
        }
    }

    /** Forgets buckets by their names, as if they were full. */
    public void forget(Predicate<String> names) {
        fullAt.keySet().removeIf(names);
    }

    /** The buckets that are not known to be full, to be kept. */
    public Map<String, Long> buckets() {
        return Map.copyOf(fullAt);
    }

    /** Takes kept buckets. */
    public void restore(Map<String, Long> buckets) {
        fullAt.putAll(buckets);
    }
}
