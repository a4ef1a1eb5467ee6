package dev.tidemill.engine.circuit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What each live table has cost since the circuit was made. The work of a node that several live
 * tables use is split in equal parts, so that the parts add up to the work that was done.
 *
 * <p>The engine's thread charges, any thread reads. A table that is gone keeps its entry until
 * another one of its name goes on with it.
 */
final class CostLedger {
    /**
     * Most steps take in a few rows only: a row is counted in parts that 1 to 16 tables can share.
     */
    private static final long PARTS_OF_ROW = 720_720;

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** Of the nodes that run; engine thread only. */
    private Map<CircuitNode, List<Entry>> users = Map.of();

    /** One live table's part. */
    private static final class Entry {
        private final AtomicLong nanos = new AtomicLong();
        private final AtomicLong rowParts = new AtomicLong();
        private final AtomicLong rowsOut = new AtomicLong();
        private final AtomicLong buildNanos = new AtomicLong();

        private static void add(AtomicLong to, long amount) {
            to.lazySet(to.getPlain() + amount);
        }

        LiveTableCost cost(String table) {
            return new LiveTableCost(
                    table,
                    nanos.get(),
                    buildNanos.get(),
                    (rowParts.get() + PARTS_OF_ROW / 2) / PARTS_OF_ROW,
                    rowsOut.get());
        }
    }

    /**
     * Says who uses which node from now on.
     *
     * @param byNode names of live tables, in the order of the alphabet
     */
    void useNodes(Map<CircuitNode, ? extends Collection<String>> byNode) {
        Map<CircuitNode, List<Entry>> next = new HashMap<>();
        byNode.forEach(
                (node, tables) -> {
                    List<Entry> of = new ArrayList<>();
                    tables.forEach(table -> of.add(entry(table)));
                    next.put(node, of);
                });
        users = next;
    }

    private Entry entry(String table) {
        return entries.computeIfAbsent(table, _ -> new Entry());
    }

    /** A node has worked. */
    void charge(CircuitNode node, long nanos, long rowsIn) {
        List<Entry> of = users.get(node);
        if (of == null) {
            return;
        }
        int parts = of.size();
        for (int i = 0; i < parts; i++) {
            Entry.add(of.get(i).nanos, nanos / parts);
            Entry.add(of.get(i).rowParts, rowsIn * PARTS_OF_ROW / parts);
        }
    }

    /** A table's own rows have changed. */
    void published(String table, long nanos, long rows) {
        Entry entry = entry(table);
        Entry.add(entry.nanos, nanos);
        Entry.add(entry.rowsOut, rows);
    }

    /** Tables were worked on to be built; they share the time in equal parts. */
    void built(List<LiveTable> tables, long nanos) {
        for (LiveTable table : tables) {
            Entry.add(entry(table.name()).buildNanos, nanos / tables.size());
        }
    }

    /** All tables that have cost something, by name. */
    List<LiveTableCost> costs() {
        Map<String, LiveTableCost> costs = new TreeMap<>();
        entries.forEach((table, entry) -> costs.put(table, entry.cost(table)));
        return List.copyOf(costs.values());
    }
}
