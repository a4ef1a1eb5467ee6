package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a transaction has written to one keyed table, by key. One thread. */
final class KeyedWrites {
    /**
     * What stands under a key.
     *
     * @param row null when the row is deleted
     * @param former the row in the transaction's snapshot; null when there was none
     * @param isNew whether it came by an INSERT that takes no other row's place
     */
    record Write(
            @Nullable List<@Nullable Object> row,
            @Nullable List<@Nullable Object> former,
            boolean isNew) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        Write(
                @Nullable List<@Nullable Object> row,
                @Nullable List<@Nullable Object> former,
                boolean isNew) {
            this.row = row;
            this.former = former;
            this.isNew = isNew;
        }

        /** Whether it is a row of INSERT … ON CONFLICT that had no other's place to take. */
        boolean yields() {
            return row != null && former == null && !isNew;
        }
    }

    private final InputTable table;
    private final UniqueColumns key;
    private final List<UniqueColumns> uniques;
    private final Map<TableKey, Write> writes = new LinkedHashMap<>();
    private final Map<UniqueColumns, Map<TableKey, Set<TableKey>>> holders = new HashMap<>();

    /**
     * @param uniques besides the key
     */
    KeyedWrites(UniqueColumns key, List<UniqueColumns> uniques) {
        this.key = requireNonNull(key, "key");
        this.table = key.table();
        this.uniques = List.copyOf(uniques);
        uniques.forEach(unique -> holders.put(unique, new HashMap<>()));
    }

    /** What changes that are no transaction's bring to a table, whatever stands there. */
    static KeyedWrites brought(
            InputTable table, List<UniqueColumns> uniques, List<InputChange> changes) {
        KeyedWrites writes = new KeyedWrites(new UniqueColumns("key", table, table.key()), uniques);
        for (InputChange change : changes) {
            if (!change.table().equals(table.name())) {
                continue;
            }
            Batch rows = change.rows();
            List<Integer> key = keyIn(rows, table);
            boolean stands = change.op() == InputChange.Op.UPSERT;
            for (int row = 0; row < rows.size(); row++) {
                List<@Nullable Object> values = stands ? rows.row(row) : null;
                Write _ = writes.put(TableKey.of(rows, row, key), new Write(values, null, false));
            }
        }
        return writes;
    }

    /** Where the key is in rows of a table: a deletion may bring it alone. */
    static List<Integer> keyIn(Batch rows, InputTable table) {
        boolean isAlone =
                rows.columnCount() == table.key().size()
                        && table.schema().size() != table.key().size();
        return isAlone ? IntStream.range(0, table.key().size()).boxed().toList() : table.key();
    }

    InputTable table() {
        return table;
    }

    /** The primary key. */
    UniqueColumns key() {
        return key;
    }

    List<UniqueColumns> uniques() {
        return uniques;
    }

    @Nullable Write write(TableKey key) {
        return writes.get(key);
    }

    boolean has(TableKey key) {
        return writes.containsKey(key);
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    int size() {
        return writes.size();
    }

    Map<TableKey, Write> all() {
        return writes;
    }

    /** Keys of rows written here that have values in unique columns. */
    Collection<TableKey> holders(UniqueColumns unique, TableKey values) {
        return requireNonNull(holders.get(unique), "unique").getOrDefault(values, Set.of());
    }

    /** Puts another write, or none, under a key; gives the one that stood there. */
    @Nullable Write put(TableKey key, @Nullable Write write) {
        Write before = write == null ? writes.remove(key) : writes.put(key, write);
        for (UniqueColumns unique : uniques) {
            Map<TableKey, Set<TableKey>> byValues = requireNonNull(holders.get(unique), "unique");
            TableKey left = values(unique, before);
            if (left != null) {
                Set<TableKey> keys = byValues.getOrDefault(left, Set.of());
                keys.remove(key);
                if (keys.isEmpty()) {
                    byValues.remove(left);
                }
            }
            TableKey come = values(unique, write);
            if (come != null) {
                byValues.computeIfAbsent(come, _ -> new LinkedHashSet<>()).add(key);
            }
        }
        return before;
    }

    private static @Nullable TableKey values(UniqueColumns unique, @Nullable Write write) {
        return write == null || write.row() == null ? null : unique.of(write.row());
    }

    /** What enters the journal: rows that go, then rows that stand. */
    List<InputChange> changes() {
        BatchBuilder gone = new BatchBuilder(table.schema(), 16);
        BatchBuilder standing = new BatchBuilder(table.schema(), writes.size());
        writes.forEach(
                (_, write) -> {
                    if (write.row() != null) {
                        standing.addRow(1, write.row());
                    } else if (write.former() != null) {
                        gone.addRow(1, write.former());
                    }
                });
        List<InputChange> changes = new ArrayList<>();
        if (gone.size() > 0) {
            changes.add(new InputChange(table.name(), InputChange.Op.DELETE, gone.build()));
        }
        if (standing.size() > 0) {
            changes.add(new InputChange(table.name(), InputChange.Op.UPSERT, standing.build()));
        }
        return changes;
    }
}
