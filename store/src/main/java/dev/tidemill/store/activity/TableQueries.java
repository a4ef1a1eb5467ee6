package dev.tidemill.store.activity;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many queries have read each table. At most {@link #TABLES_MAX} are counted; those that come
 * later are not. Safe for all threads.
 */
final class TableQueries {
    /** So many tables are counted. */
    static final int TABLES_MAX = 10_000;

    private final Map<String, LongAdder> byTable = new ConcurrentHashMap<>();

    void add(Set<String> tables) {
        for (String table : tables) {
            if (byTable.containsKey(table) || byTable.size() < TABLES_MAX) {
                byTable.computeIfAbsent(table, _ -> new LongAdder()).increment();
            }
        }
    }

    /** 0 for a table that no query has read. */
    long of(String table) {
        LongAdder count = byTable.get(table);
        return count == null ? 0 : count.sum();
    }
}
