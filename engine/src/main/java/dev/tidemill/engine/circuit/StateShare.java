package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One table's part of the state.
 *
 * @param table its name
 * @param isLive whether it is a live table
 * @param readers live tables that cannot be without it
 * @param bytes of its rows, its indexes and, for a live table, its operators; state that several
 *     tables share counts in equal parts
 */
public record StateShare(String table, boolean isLive, Set<String> readers, long bytes) {
    public StateShare {
        requireNonNull(table, "table");
        readers = Set.copyOf(readers);
    }

    /** The shares of all tables. */
    static List<StateShare> of(
            StateSpace space, Collection<StoredTable> inputs, Collection<PublishedTable> live) {
        Map<String, Long> bytes = new HashMap<>();
        for (Region region : space.regions()) {
            bytes.merge(region.name().node(), region.liveBytes(), Long::sum);
        }
        List<StateShare> shares = new ArrayList<>();
        for (StoredTable input : inputs) {
            Set<String> nodes = new HashSet<>();
            input.regions().forEach(region -> nodes.add(region.name().node()));
            long own = nodes.stream().mapToLong(node -> bytes.getOrDefault(node, 0L)).sum();
            shares.add(new StateShare(input.name(), false, Set.of(), own));
        }
        shares.addAll(of(bytes, live.stream().map(PublishedTable::table).toList()));
        return shares;
    }

    /**
     * The shares of live tables, of which nothing need run.
     *
     * @param bytes of the state's nodes, by their names
     * @param live each after those that it scans
     */
    public static List<StateShare> of(Map<String, Long> bytes, List<LiveTable> live) {
        Map<String, Set<String>> users = new HashMap<>();
        for (LiveTable table : live) {
            for (String node : nodes(bytes.keySet(), table)) {
                users.computeIfAbsent(node, _ -> new HashSet<>()).add(table.name());
            }
        }
        List<StateShare> shares = new ArrayList<>();
        for (LiveTable table : live) {
            Set<String> gone = withReaders(table.name(), live);
            long own = 0;
            for (Map.Entry<String, Set<String>> node : users.entrySet()) {
                if (node.getValue().contains(table.name())) {
                    own += bytes.getOrDefault(node.getKey(), 0L) / node.getValue().size();
                }
            }
            gone.remove(table.name());
            shares.add(new StateShare(table.name(), true, gone, own));
        }
        return shares;
    }

    /** Whether a node of the state is there for live tables only. */
    public static boolean isOfLiveTables(String node) {
        return NodeName.isNode(node) || node.contains("live:");
    }

    /**
     * Those of the nodes that a live table has its rows, indexes or operators' state in. Nodes of a
     * query that began with other rows count too: which of them is the table's own is not known
     * from its query.
     */
    public static Set<String> nodes(Collection<String> all, LiveTable table) {
        Set<String> hashes = new HashSet<>();
        addHashes(table.plan(), hashes);
        String rows = PublishedTable.regionName(table);
        Set<String> nodes = new HashSet<>();
        for (String node : all) {
            String hash = NodeName.isNode(node) ? NodeName.hash(node) : null;
            if (hash == null ? node.contains(rows) : hashes.contains(hash)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static void addHashes(Plan plan, Set<String> hashes) {
        if (hashes.add(PlanHash.of(plan).hex())) {
            plan.inputs().forEach(input -> addHashes(input, hashes));
        }
    }

    private static Set<String> withReaders(String name, List<LiveTable> live) {
        Set<String> gone = new HashSet<>(Set.of(name));
        for (LiveTable reader : live) {
            if (LiveOrder.scans(reader.plan()).stream().anyMatch(gone::contains)) {
                gone.add(reader.name());
            }
        }
        return gone;
    }
}
