package dev.tidemill.node.plan;

import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Live tables that change, in groups that change together: two are in the same one when the new or
 * the running plan of one reads the other. That is how the circuit groups them, too.
 */
final class BuildGroups {
    private final Map<String, Set<PlannedTable>> groups = new HashMap<>();
    private final DefinitionsInForce.View running;

    /**
     * @param changed with their new plans
     */
    BuildGroups(List<PlannedTable> changed, DefinitionsInForce.View running) {
        this.running = running;
        for (PlannedTable table : changed) {
            groups.put(table.name(), new LinkedHashSet<>(Set.of(table)));
        }
        for (PlannedTable table : changed) {
            Set<String> read = new HashSet<>(table.inputs());
            PlannedTable former = running.liveTables().get(table.name());
            if (former != null) {
                read.addAll(former.inputs());
            }
            for (String other : read) {
                join(table.name(), other);
            }
        }
    }

    private void join(String one, String other) {
        Set<PlannedTable> joined = groups.get(one);
        Set<PlannedTable> others = groups.get(other);
        if (joined == null || others == null || joined == others) {
            return;
        }
        joined.addAll(others);
        joined.forEach(table -> groups.put(table.name(), joined));
    }

    /** All that change together with a table, itself included; it must be one that changes. */
    List<PlannedTable> of(String table) {
        return List.copyOf(groups.getOrDefault(table, Set.of()));
    }

    /** The rows that stand in what a table's group is built from. */
    long rowsToRead(String table, ToLongFunction<String> rows) {
        Set<String> read = new HashSet<>();
        for (PlannedTable each : of(table)) {
            String twin = twinOf(each);
            if (twin == null) {
                read.addAll(each.inputs());
            } else {
                read.add(twin);
            }
        }
        return read.stream().mapToLong(rows).sum();
    }

    /**
     * A live table of another name that runs the same plan, such as the table's preview: its rows
     * are read in the place of the inputs'. Null when there is none.
     */
    @Nullable String twinOf(PlannedTable table) {
        for (PlannedTable other : running.liveTables().values()) {
            if (!other.name().equals(table.name())
                    && other.hash().equals(table.hash())
                    && !new LiveTable(other.name(), other.plan()).isLog()) {
                return other.name();
            }
        }
        return null;
    }

    /** Whether a running plan of a table's group reads something that there will not be. */
    boolean readsWhatGoes(String table, Set<String> wanted) {
        List<PlannedTable> formers = new ArrayList<>();
        for (PlannedTable each : of(table)) {
            PlannedTable former = running.liveTables().get(each.name());
            if (former != null) {
                formers.add(former);
            }
        }
        return formers.stream().anyMatch(former -> !wanted.containsAll(former.inputs()));
    }
}
