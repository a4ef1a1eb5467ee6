package dev.tidemill.store.activity;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest queries that took long. At most {@code kept} are held; each is also written to the
 * process's log. Safe for all threads.
 */
public final class SlowQueryLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.tidemill.slow-query");

    private final Duration threshold;
    private final int kept;
    private final Deque<SlowQuery> queries = new ArrayDeque<>();
    private long total;

    /**
     * @param threshold a query that runs as long or longer is slow
     */
    public SlowQueryLog(Duration threshold, int kept) {
        this.threshold = requireNonNull(threshold, "threshold");
        this.kept = kept;
        if (threshold.isNegative() || kept < 1) {
            throw new IllegalArgumentException(threshold + ", " + kept);
        }
    }

    public Duration threshold() {
        return threshold;
    }

    public int kept() {
        return kept;
    }

    /** How many there were since the start. */
    public synchronized long total() {
        return total;
    }

    /** Those that are kept, newest first. */
    public synchronized List<SlowQuery> newestFirst() {
        List<SlowQuery> list = new ArrayList<>(queries);
        Collections.reverse(list);
        return list;
    }

    boolean isSlow(long nanos) {
        return nanos >= threshold.toNanos();
    }

    void add(SlowQuery query) {
        synchronized (this) {
            if (queries.size() == kept) {
                queries.removeFirst();
            }
            queries.addLast(query);
            total++;
        }
        LOG.warn("{}", line(query));
    }

    private static String line(SlowQuery query) {
        return String.format(
                Locale.ROOT,
                "slow query %d of %s: %.1f ms after waiting %.1f ms, tick %d, %d rows, %d bytes,"
                        + " tables %s, %s: %s",
                query.id(),
                query.caller(),
                query.millis(),
                query.waitMillis(),
                query.tick(),
                query.rows(),
                query.bytes(),
                query.tables(),
                query.failure() == null ? "answered" : query.failure().code(),
                query.sql().replaceAll("\\s+", " "));
    }
}
