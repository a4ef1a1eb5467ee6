package dev.tidemill.node.trace;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts how tables are used. At most {@link #TABLES_MAX} are counted; those that come later are
 * not, which many that were dropped may bring about. Safe for all threads.
 */
public final class TableUses {
    /** So many tables are counted. */
    static final int TABLES_MAX = 10_000;

    /** What is counted of one table. */
    private static final class Counts {
        private final LongAdder lookups = new LongAdder();
        private final LongAdder subscriptions = new LongAdder();

        /** Milliseconds since 1970; 0 for never. */
        private volatile long changedMillis;
    }

    private final Map<String, Counts> byTable = new ConcurrentHashMap<>();

    private void count(String table, Consumer<Counts> change) {
        Counts known = byTable.get(table);
        if (known == null && byTable.size() < TABLES_MAX) {
            known = byTable.computeIfAbsent(table, _ -> new Counts());
        }
        if (known != null) {
            change.accept(known);
        }
    }

    /** A tick changed a table that is there. */
    public void changed(String table, long nowMillis) {
        count(table, counts -> counts.changedMillis = nowMillis);
    }

    /** A row was looked for in a table that is there. */
    public void lookedUp(String table) {
        count(table, counts -> counts.lookups.increment());
    }

    /** Somebody begins to follow a table that is there. */
    public void subscribed(String table) {
        count(table, counts -> counts.subscriptions.increment());
    }

    /**
     * What was counted of a table; nothing of one that is not known.
     *
     * @param queries that have read it
     */
    public TableUse of(String table, long queries) {
        Counts counts = byTable.get(table);
        if (counts == null) {
            return new TableUse(null, queries, 0, 0);
        }
        long changed = counts.changedMillis;
        return new TableUse(
                changed == 0 ? null : Instant.ofEpochMilli(changed),
                queries,
                counts.lookups.sum(),
                counts.subscriptions.sum());
    }
}
