package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rows of a table that have one of a few keys, found by looking them up. */
final class KeyedRows implements TableSnapshot {
    /** More keys are not looked up one by one; the table is read. */
    static final int KEYS_MAX = 1_000;

    private final TableSnapshot table;
    private final List<List<Object>> keys;

    private KeyedRows(TableSnapshot table, List<List<Object>> keys) {
        this.table = table;
        this.keys = keys;
    }

    /** The rows that the predicates leave; null when they do not say which keys. */
    static @Nullable KeyedRows of(TableSnapshot table, KeyPredicates predicates) {
        if (table.key().isEmpty()) {
            return null;
        }
        List<List<Object>> keys = List.of(List.of());
        for (int column : table.key()) {
            Set<Object> values =
                    ColumnCondition.of(
                                    predicates.on(table.schema().field(column).name()),
                                    table.schema().type(column))
                            .values();
            if (values.isEmpty() || (long) keys.size() * values.size() > KEYS_MAX) {
                return null;
            }
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> key : keys) {
                for (Object value : values) {
                    List<Object> extended = new ArrayList<>(key);
                    extended.add(value);
                    longer.add(extended);
                }
            }
            keys = longer;
        }
        return new KeyedRows(table, keys);
    }

    @Override
    public Schema schema() {
        return table.schema();
    }

    @Override
    public List<Integer> key() {
        return table.key();
    }

    /** At most so many; a key may have no row. */
    @Override
    public long rows() {
        return keys.size();
    }

    @Override
    public long bytes() {
        return table.bytes();
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        return table.lookup(key);
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        int[] next = new int[1];
        return List.of(
                () -> {
                    while (next[0] < keys.size()) {
                        Batch row = table.lookup(keys.get(next[0]++));
                        if (!row.isEmpty()) {
                            return row.select(columns);
                        }
                    }
                    return null;
                });
    }
}
