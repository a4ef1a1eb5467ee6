package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sorts live tables so that each stands after the tables that it scans. */
final class LiveOrder {
    private final Map<String, LiveTable> tables = new LinkedHashMap<>();
    private final Set<String> inputs;
    private final List<LiveTable> sorted = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> open = new LinkedHashSet<>();

    private LiveOrder(Set<String> inputs, Collection<LiveTable> live) {
        this.inputs = inputs;
        for (LiveTable table : live) {
            if (tables.put(table.name(), table) != null || inputs.contains(table.name())) {
                throw new TidemillException(
                        ErrorCode.DUPLICATE_TABLE, "table " + table.name() + " is there twice");
            }
        }
    }

    /** Throws for a table that is not there and for tables that scan each other in a circle. */
    static List<LiveTable> of(Set<String> inputs, Collection<LiveTable> live) {
        LiveOrder order = new LiveOrder(inputs, live);
        order.tables.values().forEach(order::visit);
        return order.sorted;
    }

    private void visit(LiveTable table) {
        if (done.contains(table.name())) {
            return;
        }
        if (!open.add(table.name())) {
            throw new TidemillException(
                    ErrorCode.INVALID_PROJECT,
                    "live tables depend on each other in a circle: " + String.join(", ", open));
        }
        for (String scanned : scans(table.plan())) {
            LiveTable other = tables.get(scanned);
            if (other != null) {
                visit(other);
            } else if (!inputs.contains(scanned)) {
                throw new TidemillException(
                        ErrorCode.UNKNOWN_TABLE,
                        "table " + scanned + " that " + table.name() + " reads does not exist");
            }
        }
        open.remove(table.name());
        done.add(table.name());
        sorted.add(table);
    }

    /** The names of the tables that a plan scans. */
    static Set<String> scans(Plan plan) {
        Set<String> names = new LinkedHashSet<>();
        collect(plan, names);
        return names;
    }

    private static void collect(Plan plan, Set<String> names) {
        if (plan instanceof Scan scan) {
            names.add(scan.table());
        }
        plan.inputs().forEach(input -> collect(input, names));
    }
}
