package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by name, each after its inputs; equal sub-plans of tables of one origin are one node. One
 * thread.
 */
final class Dataflow {
    private final Map<NodeName, CircuitNode> nodes = new LinkedHashMap<>();

    /**
     * The node of a plan, made with all it needs when it is new.
     *
     * @param origin of the live table whose plan it is a part of
     * @param spaces where a new node's state is
     */
    CircuitNode add(Plan plan, Origin origin, Function<NodeName, StateSpace> spaces) {
        NodeName name = origin.name(plan);
        CircuitNode known = nodes.get(name);
        if (known != null) {
            return known;
        }
        List<CircuitNode> inputs = new ArrayList<>();
        for (Plan input : plan.inputs()) {
            inputs.add(add(input, origin, spaces));
        }
        CircuitNode node = new CircuitNode(plan, name, inputs, spaces.apply(name));
        nodes.put(name, node);
        return node;
    }

    @Nullable CircuitNode find(NodeName name) {
        return nodes.get(name);
    }

    /** Adds a plan's nodes, each after its inputs, and returns the plan's own. */
    CircuitNode visit(Plan plan, Origin origin, Set<CircuitNode> visited) {
        plan.inputs().forEach(input -> visit(input, origin, visited));
        CircuitNode node = nodes.get(origin.name(plan));
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

    /** Forgets the other nodes. */
    void retain(Set<NodeName> used) {
        nodes.keySet().retainAll(used);
    }

    /** The names of a plan's node and of all below it. */
    static void collect(Plan plan, Origin origin, Set<NodeName> names) {
        if (names.add(origin.name(plan))) {
            plan.inputs().forEach(input -> collect(input, origin, names));
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
