package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.record.DefinitionEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What live tables of some definitions read, by their texts alone. Owned by one call. */
final class ReadDefinitions {
    private final Map<String, String> sqls = new HashMap<>();
    private final Map<String, InputTable> inputs = new HashMap<>();
    private final PlanCache names;

    ReadDefinitions(DefinitionEntry definitions, PlanCache names) {
        this.names = requireNonNull(names, "names");
        definitions.liveTables().forEach(table -> sqls.put(table.name(), table.sql()));
        definitions.inputs().forEach(input -> inputs.put(input.name(), input));
    }

    /** A live table's query; null when there is no such table. */
    @Nullable String sql(String table) {
        return sqls.get(table);
    }

    /**
     * The definitions of all tables that a live table reads, directly or not, by name: queries as
     * texts, and input tables. Equal for two definitions when its query means the same in both.
     */
    SortedMap<String, Object> of(String table) {
        SortedMap<String, Object> read = new TreeMap<>();
        Set<String> open = new TreeSet<>(mentioned(table));
        while (!open.isEmpty()) {
            String name = open.iterator().next();
            open.remove(name);
            String sql = sqls.get(name);
            InputTable input = inputs.get(name);
            if (sql != null && read.put(name, sql) == null) {
                open.addAll(mentioned(name));
                open.removeAll(read.keySet());
            } else if (sql == null && input != null) {
                read.put(name, input);
            }
        }
        return read;
    }

    private Set<String> mentioned(String table) {
        String sql = sqls.get(table);
        if (sql == null) {
            return Set.of();
        }
        try {
            return names.namesIn(sql);
        } catch (TidemillException e) {
            return Set.of(); // It does not parse, which planning tells.
        }
    }
}
