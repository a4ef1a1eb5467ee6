package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.read.ErrorsTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tables that tests may speak of.
 *
 * @param inputs those that rows come into, the system's too
 * @param live those with a plan
 * @param unread names of tables that have problems of their own: nothing more is said of them
 */
public record TestTables(
        Map<String, InputTable> inputs, Map<String, PlannedTable> live, Set<String> unread) {
    public TestTables {
        inputs = Map.copyOf(inputs);
        live = Map.copyOf(live);
        unread = Set.copyOf(unread);
    }

    public static TestTables of(
            Collection<InputTable> inputs, Collection<PlannedTable> live, Set<String> unread) {
        Map<String, InputTable> inputsByName = new HashMap<>();
        inputs.forEach(table -> inputsByName.put(table.name(), table));
        Map<String, PlannedTable> liveByName = new HashMap<>();
        live.forEach(table -> liveByName.put(table.name(), table));
        return new TestTables(inputsByName, liveByName, unread);
    }

    /** The columns of a table of any kind; null when there is none of this name. */
    @Nullable Schema schemaOrNull(String table) {
        if (inputs.containsKey(table)) {
            return requireNonNull(inputs.get(table)).schema();
        }
        if (live.containsKey(table)) {
            return requireNonNull(live.get(table)).schema();
        }
        return table.equals(ErrorsTable.NAME) ? ErrorsTable.SCHEMA : null;
    }

    /** The columns that tell a table's rows apart; none when rows may repeat. */
    List<Integer> key(String table) {
        InputTable input = inputs.get(table);
        PlannedTable planned = live.get(table);
        return input != null ? input.key() : planned != null ? planned.key() : List.of();
    }

    /** All names, for hints. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(inputs.keySet());
        names.addAll(live.keySet());
        names.add(ErrorsTable.NAME);
        return names;
    }
}
