package dev.tidemill.node.predict.watch;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One predictor's rows of one table, oldest first, with those that are to be written and to be
 * taken out. Who owns it keeps to a bound. For one thread.
 *
 * @param <K> what tells the predictor's rows apart
 * @param <V> what their other columns are made of
 */
final class WatchedRows<K, V> {
    private final InputTable table;
    private final Form<K, V> form;
    private final Map<K, V> values = new LinkedHashMap<>();
    private final Set<K> changed = new LinkedHashSet<>();
    private final Set<K> leaving = new LinkedHashSet<>();

    /** How keys and values become columns, and bytes. */
    interface Form<K, V> {
        void addKey(K key, List<@Nullable Object> row);

        void addValue(V value, List<@Nullable Object> row);

        void writeKey(K key, ModelWriter out);

        K readKey(ModelReader in);

        void writeValue(V value, ModelWriter out);

        V readValue(ModelReader in);
    }

    WatchedRows(InputTable table, Form<K, V> form) {
        this.table = table;
        this.form = form;
    }

    Map<K, V> values() {
        return values;
    }

    /** A row that is there, or comes, is another one now. */
    void put(K key, V value) {
        values.put(key, value);
        changed.add(key);
        leaving.remove(key);
    }

    void remove(K key) {
        if (values.remove(key) != null) {
            changed.remove(key);
            leaving.add(key);
        }
    }

    void clear() {
        List.copyOf(values.keySet()).forEach(this::remove);
    }

    boolean hasToWrite() {
        return !changed.isEmpty() || !leaving.isEmpty();
    }

    /** Writes what has changed, and takes out what leaves. */
    void write(String predictor, long asOfTick, List<InputChange> changes) {
        if (!leaving.isEmpty()) {
            changes.add(deletion(predictor, leaving));
            leaving.clear();
        }
        if (!changed.isEmpty()) {
            BatchBuilder rows = rows(predictor, asOfTick, changed);
            changes.add(new InputChange(table.name(), InputChange.Op.UPSERT, rows.build()));
            changed.clear();
        }
    }

    /** Takes out all that may be in the table. */
    void leave(String predictor, List<InputChange> changes) {
        Set<K> all = new LinkedHashSet<>(values.keySet());
        all.addAll(leaving);
        if (!all.isEmpty()) {
            changes.add(deletion(predictor, all));
        }
    }

    /** All rows as they are now. */
    BatchBuilder rows(String predictor, long asOfTick) {
        return rows(predictor, asOfTick, values.keySet());
    }

    private BatchBuilder rows(String predictor, long asOfTick, Collection<K> keys) {
        BatchBuilder rows = new BatchBuilder(table.schema(), keys.size());
        for (K key : keys) {
            V value = values.get(key);
            if (value != null) {
                List<@Nullable Object> row = new ArrayList<>(table.schema().size());
                row.add(predictor);
                form.addKey(key, row);
                form.addValue(value, row);
                row.add(asOfTick);
                rows.addRow(1, row);
            }
        }
        return rows;
    }

    private InputChange deletion(String predictor, Collection<K> keys) {
        BatchBuilder rows = new BatchBuilder(table.schema(), keys.size());
        for (K key : keys) {
            List<@Nullable Object> row = new ArrayList<>(table.schema().size());
            row.add(predictor);
            form.addKey(key, row);
            for (int i = row.size(); i < table.schema().size(); i++) {
                row.add(nothing(table.schema().field(i)));
            }
            rows.addRow(1, row);
        }
        return new InputChange(table.name(), InputChange.Op.DELETE, rows.build());
    }

    /** What stands in a column that nobody looks at. */
    private static @Nullable Object nothing(Field field) {
        if (field.nullable()) {
            return null;
        }
        return switch (field.type().physical()) {
            case BOOL -> false;
            case INT -> 0;
            case LONG -> 0L;
            case DOUBLE -> 0.0;
            default -> "";
        };
    }

    void write(ModelWriter out) {
        out.number(values.size());
        values.forEach(
                (key, value) -> {
                    form.writeKey(key, out);
                    form.writeValue(value, out);
                });
        for (Set<K> keys : List.of(changed, leaving)) {
            out.number(keys.size());
            keys.forEach(key -> form.writeKey(key, out));
        }
    }

    /** Takes what {@link #write(ModelWriter)} wrote in the place of all there is. */
    void read(ModelReader in) {
        values.clear();
        changed.clear();
        leaving.clear();
        for (int i = in.integer(); i > 0; i--) {
            K key = form.readKey(in);
            values.put(key, form.readValue(in));
        }
        for (Set<K> keys : List.of(changed, leaving)) {
            for (int i = in.integer(); i > 0; i--) {
                keys.add(form.readKey(in));
            }
        }
    }
}
