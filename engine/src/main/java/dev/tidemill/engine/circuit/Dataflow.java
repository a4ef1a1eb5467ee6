package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Nodes by hash, each after its inputs; equal sub-plans are one node. One thread. */
final class Dataflow {
    private final Map<PlanHash, CircuitNode> nodes = new LinkedHashMap<>();

    /**
     * The node of a plan, made with all it needs when it is new.
     *
     * @param spaces where a new node's state is
     */
    CircuitNode add(Plan plan, Function<PlanHash, StateSpace> spaces) {
        PlanHash hash = PlanHash.of(plan);
        CircuitNode known = nodes.get(hash);
        if (known != null) {
            return known;
        }
        List<CircuitNode> inputs = new ArrayList<>();
        for (Plan input : plan.inputs()) {
            inputs.add(add(input, spaces));
        }
        CircuitNode node = new CircuitNode(plan, hash, inputs, spaces.apply(hash));
        nodes.put(hash, node);
        return node;
    }

    @Nullable CircuitNode find(PlanHash hash) {
        return nodes.get(hash);
    }

    /** Adds a plan's nodes, each after its inputs, and returns the plan's own. */
    CircuitNode visit(Plan plan, Set<CircuitNode> visited) {
        plan.inputs().forEach(input -> visit(input, visited));
        CircuitNode node = nodes.get(PlanHash.of(plan));
        if (node == null) {
            throw new IllegalStateException("no node for " + plan.describe());
        }
        visited.add(node);
        return node;
    }

    Collection<CircuitNode> nodes() {
        return nodes.values();
    }

    /** Forgets all nodes. */
    void clear() {
        nodes.clear();
    }

    /** Forgets the nodes that no plan uses and returns their hashes. */
    Set<PlanHash> retain(Collection<Plan> plans) {
        Set<PlanHash> used = new HashSet<>();
        plans.forEach(plan -> collect(plan, used));
        Set<PlanHash> unused = new HashSet<>(nodes.keySet());
        unused.removeAll(used);
        nodes.keySet().retainAll(used);
        return unused;
    }

    /** The hashes of a plan and of all below it. */
    static void collect(Plan plan, Set<PlanHash> hashes) {
        if (hashes.add(PlanHash.of(plan))) {
            plan.inputs().forEach(input -> collect(input, hashes));
        }
    }

    /** Sets the scans of a table and advances nothing. */
    void feed(StoredTable table, Batch delta) {
        for (CircuitNode node : nodes.values()) {
            if (node.plan() instanceof Scan scan
                    && scan.table().equals(table.name())
                    && types(scan).equals(types(table))) {
                node.scanned(delta);
            }
        }
    }

    /** Sets the scans of a table whose columns are the batch's. */
    void feed(String table, Batch rows) {
        for (CircuitNode node : nodes.values()) {
            if (node.plan() instanceof Scan scan && scan.table().equals(table)) {
                node.scanned(rows);
            }
        }
    }

    private static List<?> types(Scan scan) {
        return scan.schema().fields().stream().map(field -> field.type()).toList();
    }

    private static List<?> types(StoredTable table) {
        return table.schema().fields().stream().map(field -> field.type()).toList();
    }

    /** Advances all nodes in order. */
    void step(long nowMicros, boolean initial, Partitions partitions, Frontier frontier) {
        for (CircuitNode node : nodes.values()) {
            node.step(nowMicros, initial, partitions, frontier);
        }
    }

    void endTick() {
        nodes.values().forEach(CircuitNode::endTick);
    }
}
