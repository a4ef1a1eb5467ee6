package dev.tidemill.node.transaction;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds, or is about to, behind the newest published tick: the rows of keyed
 * tables as its changes leave them. A table is looked through when somebody asks for it, so that
 * loading rows costs nothing here. The committer's thread.
 */
final class RowsBehind {
    private final List<InputChange> changes;
    private final Map<String, OfTable> tables = new HashMap<>();

    /**
     * @param changes in the journal's order
     */
    RowsBehind(List<InputChange> changes) {
        this.changes = new ArrayList<>(changes);
    }

    /** Comes behind what is there. */
    void add(InputChange change) {
        changes.add(change);
        OfTable known = tables.get(change.table());
        if (known != null) {
            known.apply(change);
        }
    }

    /** The rows of a table that are changed. */
    OfTable of(InputTable table) {
        return tables.computeIfAbsent(
                table.name(),
                name -> {
                    OfTable made = new OfTable(table);
                    changes.stream()
                            .filter(change -> change.table().equals(name))
                            .forEach(made::apply);
                    return made;
                });
    }

    /** Of one table. */
    static final class OfTable {
        private final InputTable table;

        /** An empty row is a deleted one. */
        private final Map<TableKey, List<@Nullable Object>> rows = new HashMap<>();

        private final Map<UniqueColumns, Map<TableKey, Set<TableKey>>> holders = new HashMap<>();

        private OfTable(InputTable table) {
            this.table = table;
        }

        boolean has(TableKey key) {
            return rows.containsKey(key);
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        /** The row under a key that is changed; null when it is deleted. */
        @Nullable List<@Nullable Object> row(TableKey key) {
            List<@Nullable Object> row = rows.getOrDefault(key, List.of());
            return row.isEmpty() ? null : row;
        }

        /** Keys of changed rows that have these values. */
        Collection<TableKey> holders(UniqueColumns unique, TableKey values) {
            Map<TableKey, Set<TableKey>> byValues =
                    holders.computeIfAbsent(
                            unique,
                            each -> {
                                Map<TableKey, Set<TableKey>> made = new HashMap<>();
                                rows.forEach((key, row) -> hold(made, each, key, row));
                                return made;
                            });
            return byValues.getOrDefault(values, Set.of());
        }

        private static void hold(
                Map<TableKey, Set<TableKey>> byValues,
                UniqueColumns unique,
                TableKey key,
                List<@Nullable Object> row) {
            TableKey values = row.isEmpty() ? null : unique.of(row);
            if (values != null) {
                byValues.computeIfAbsent(values, _ -> new HashSet<>()).add(key);
            }
        }

        private void apply(InputChange change) {
            Batch batch = change.rows();
            boolean gone = change.op() == InputChange.Op.DELETE;
            List<Integer> places = KeyedWrites.keyIn(batch, table);
            for (int row = 0; row < batch.size(); row++) {
                put(TableKey.of(batch, row, places), gone ? List.of() : batch.row(row));
            }
        }

        private void put(TableKey key, List<@Nullable Object> row) {
            List<@Nullable Object> before = rows.put(key, row);
            holders.forEach(
                    (unique, byValues) -> {
                        TableKey left =
                                before == null || before.isEmpty() ? null : unique.of(before);
                        if (left != null) {
                            byValues.getOrDefault(left, new HashSet<>()).remove(key);
                        }
                        hold(byValues, unique, key, row);
                    });
        }
    }
}
