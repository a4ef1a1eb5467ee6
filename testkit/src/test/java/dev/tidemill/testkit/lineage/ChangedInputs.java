package dev.tidemill.testkit.lineage;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.testkit.oracle.ZSet;
import dev.tidemill.testkit.random.RandomValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Random contents of tables, and the same contents with one origin changed: all values of a column,
 * or some rows that come and go. Keys stay keys. Not thread-safe.
 */
final class ChangedInputs {
    private static final int ROWS = 14;
    private static final int TRIES = 20;

    private final Random random;
    private final RandomValues values;
    private final List<InputTable> tables;
    private final Map<String, List<List<@Nullable Object>>> rows = new HashMap<>();

    ChangedInputs(RandomValues values, List<InputTable> tables) {
        this.random = values.random();
        this.values = values;
        this.tables = List.copyOf(tables);
        tables.forEach(table -> rows.put(table.name(), some(table, List.of(), ROWS)));
    }

    /** Everything that can be changed. */
    List<Origin> origins() {
        List<Origin> origins = new ArrayList<>();
        for (InputTable table : tables) {
            origins.add(Origin.rows(table.name()));
            table.schema().names().forEach(name -> origins.add(new Origin(table.name(), name)));
        }
        return origins;
    }

    Map<String, ZSet> contents() {
        Map<String, ZSet> contents = new HashMap<>();
        rows.forEach((name, of) -> contents.put(name, set(of)));
        return contents;
    }

    /** Contents where nothing but the origin differs. */
    Map<String, ZSet> changed(Origin origin) {
        InputTable table =
                tables.stream()
                        .filter(each -> each.name().equals(origin.table()))
                        .findFirst()
                        .orElseThrow();
        Map<String, ZSet> contents = contents();
        List<List<@Nullable Object>> before = rows.getOrDefault(table.name(), List.of());
        List<List<@Nullable Object>> after =
                origin.column() == null
                        ? withOtherRows(table, before)
                        : withOtherValues(table, table.schema().indexOf(origin.column()), before);
        contents.put(table.name(), set(after));
        return contents;
    }

    private List<List<@Nullable Object>> withOtherRows(
            InputTable table, List<List<@Nullable Object>> before) {
        List<List<@Nullable Object>> kept =
                before.stream().filter(_ -> random.nextInt(3) > 0).toList();
        return some(table, kept, random.nextInt(ROWS));
    }

    /** Most values change; where the new one would make a key twice, the row keeps its own. */
    private List<List<@Nullable Object>> withOtherValues(
            InputTable table, int column, List<List<@Nullable Object>> before) {
        List<List<@Nullable Object>> after = new ArrayList<>(before);
        for (int i = 0; i < after.size(); i++) {
            if (random.nextInt(4) == 0) {
                continue;
            }
            List<@Nullable Object> row = new ArrayList<>(after.get(i));
            row.set(column, value(table, column));
            List<@Nullable Object> own = after.set(i, row);
            if (!areKeys(table, after)) {
                after.set(i, own);
            }
        }
        return after;
    }

    /** Some rows more, as far as their keys are new. */
    private List<List<@Nullable Object>> some(
            InputTable table, List<List<@Nullable Object>> first, int count) {
        List<List<@Nullable Object>> all = new ArrayList<>(first);
        for (int i = 0; i < TRIES && all.size() < first.size() + count; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int column = 0; column < table.schema().size(); column++) {
                row.add(value(table, column));
            }
            all.add(row);
            if (!areKeys(table, all)) {
                all.removeLast();
            }
        }
        return all;
    }

    private @Nullable Object value(InputTable table, int column) {
        Field field = table.schema().field(column);
        return table.key().contains(column) || !field.nullable()
                ? values.nonNull(field.type())
                : values.value(field.type());
    }

    private static boolean areKeys(InputTable table, List<List<@Nullable Object>> of) {
        Set<List<@Nullable Object>> keys = new HashSet<>();
        return !table.isKeyed()
                || of.stream()
                        .allMatch(
                                row -> {
                                    List<@Nullable Object> key = new ArrayList<>();
                                    table.key().forEach(column -> key.add(row.get(column)));
                                    return keys.add(key);
                                });
    }

    private static ZSet set(List<List<@Nullable Object>> of) {
        ZSet set = new ZSet();
        of.forEach(row -> set.add(row, 1));
        return set;
    }
}
