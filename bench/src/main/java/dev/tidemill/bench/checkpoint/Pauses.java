package dev.tidemill.bench.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Times from due to readable. Safe for all threads. */
final class Pauses {
    private long[] nanos = new long[4096];
    private int count;

    synchronized void add(long pause) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = pause;
    }

    synchronized void addTo(Pauses all) {
        for (int i = 0; i < count; i++) {
            all.add(nanos[i]);
        }
    }

    synchronized void put(ObjectNode line, String name) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        line.put(name + "_batches", count);
        if (count > 0) {
            line.put(name + "_p50_ms", millis(sorted[count / 2]));
            line.put(name + "_p99_ms", millis(sorted[(int) (count * 0.99)]));
            line.put(name + "_max_ms", millis(sorted[count - 1]));
        }
    }

    private static double millis(long pause) {
        return Math.round(pause / 1e4) / 100.0;
    }
}
