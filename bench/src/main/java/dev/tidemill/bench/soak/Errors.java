package dev.tidemill.bench.soak;

import dev.tidemill.algebra.error.TidemillException;
import java.util.Map;
import java.util.TreeMap;

/** What went wrong, by what did and how, with how often. Safe for all threads. */
final class Errors {
    private static final int KINDS_MAX = 100;

    private final Map<String, Long> counts = new TreeMap<>();
    private long total;

    void add(String doing, Exception e) {
        String what =
                e instanceof TidemillException known
                        ? known.errorCode().code() + " " + known.message()
                        : e.toString();
        add(doing + ": " + what);
    }

    synchronized void add(String what) {
        total++;
        if (counts.containsKey(what) || counts.size() < KINDS_MAX) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    synchronized long total() {
        return total;
    }

    synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
