package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that are found by the values of some of their columns. Owned by one run. */
final class RowTable {
    private final List<@Nullable Object[]> rows;
    private final Map<List<Integer>, Map<List<Object>, List<@Nullable Object[]>>> indexes =
            new HashMap<>();

    RowTable(List<@Nullable Object[]> rows) {
        this.rows = rows;
    }

    List<@Nullable Object[]> rows() {
        return rows;
    }

    /** The rows that have these values, none of them NULL, in these columns. */
    List<@Nullable Object[]> find(List<Integer> columns, List<Object> key) {
        return index(columns).getOrDefault(key, List.of());
    }

    /** How many rows a key of these columns finds, more or less. */
    double perKey(List<Integer> columns) {
        int keys = index(columns).size();
        return keys == 0 ? 0 : (double) rows.size() / keys;
    }

    private Map<List<Object>, List<@Nullable Object[]>> index(List<Integer> columns) {
        return indexes.computeIfAbsent(columns, this::made);
    }

    private Map<List<Object>, List<@Nullable Object[]>> made(List<Integer> columns) {
        Map<List<Object>, List<@Nullable Object[]>> index = new HashMap<>();
        for (@Nullable Object[] row : rows) {
            List<Object> key = new ArrayList<>(columns.size());
            for (int column : columns) {
                Object value = row[column];
                if (value != null) {
                    key.add(value);
                }
            }
            if (key.size() == columns.size()) {
                index.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
            }
        }
        return index;
    }
}
