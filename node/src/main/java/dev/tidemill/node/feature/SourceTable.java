package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.definition.PlannedTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a feature view must know of a table that it takes features from.
 *
 * @param key the columns that lookups by key give, in order; empty when it has none
 * @param keys all sets of columns that are known to tell rows apart
 * @param isLog whether its older rows may be on disk, where nothing is looked up
 * @param indexes the table's secondary ones
 */
record SourceTable(
        String name,
        Schema schema,
        List<Integer> key,
        Set<Set<Integer>> keys,
        boolean isLog,
        List<TableIndex> indexes) {
    SourceTable {
        requireNonNull(name, "name");
        requireNonNull(schema, "schema");
        key = List.copyOf(key);
        keys = Set.copyOf(keys);
        indexes = List.copyOf(indexes);
    }

    /** The tables that run, by name. */
    static Map<String, SourceTable> of(
            Iterable<InputTable> inputs,
            Iterable<PlannedTable> liveTables,
            List<TableIndex> indexes) {
        Map<String, SourceTable> tables = new HashMap<>();
        for (InputTable input : inputs) {
            Set<Set<Integer>> keys = input.isKeyed() ? Set.of(Set.copyOf(input.key())) : Set.of();
            tables.put(
                    input.name(),
                    new SourceTable(
                            input.name(),
                            input.schema(),
                            input.key(),
                            keys,
                            !input.isKeyed(),
                            of(input.name(), indexes)));
        }
        for (PlannedTable live : liveTables) {
            tables.put(
                    live.name(),
                    new SourceTable(
                            live.name(),
                            live.schema(),
                            key(live),
                            keys(live),
                            new LiveTable(live.name(), live.plan()).isLog(),
                            of(live.name(), indexes)));
        }
        return tables;
    }

    /** A table of at most one row is found by no key. */
    private static List<Integer> key(PlannedTable live) {
        boolean isOneRow = Traits.of(live.plan()).keys().stream().anyMatch(Set::isEmpty);
        return isOneRow ? List.of() : live.key();
    }

    private static Set<Set<Integer>> keys(PlannedTable live) {
        Set<Set<Integer>> keys = new HashSet<>();
        Traits.of(live.plan()).keys().forEach(key -> keys.add(Set.copyOf(key)));
        return keys;
    }

    private static List<TableIndex> of(String table, List<TableIndex> indexes) {
        return indexes.stream().filter(index -> index.table().equals(table)).toList();
    }

    /** Whether at most one row has the same values in these columns. */
    boolean isUnique(Set<Integer> columns) {
        return keys.stream().anyMatch(columns::containsAll);
    }
}
