package dev.tidemill.node.transaction;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of some columns of a row, equal when the database holds them to be equal. Immutable. */
final class TableKey {
    private final @Nullable Object[] values;
    private final int hash;

    private TableKey(@Nullable Object[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    /** Of values in the form that {@code Column.value} gives. */
    static TableKey of(List<? extends @Nullable Object> values) {
        @Nullable Object[] array = new @Nullable Object[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = plain(values.get(i));
        }
        return new TableKey(array);
    }

    /** Of a row's columns. */
    static TableKey of(List<? extends @Nullable Object> row, List<Integer> columns) {
        @Nullable Object[] array = new @Nullable Object[columns.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = plain(row.get(columns.get(i)));
        }
        return new TableKey(array);
    }

    /** Of a row's columns in a batch. */
    static TableKey of(Batch rows, int row, List<Integer> columns) {
        @Nullable Object[] array = new @Nullable Object[columns.size()];
        for (int i = 0; i < array.length; i++) {
            Column column = rows.column(columns.get(i));
            array[i] = plain(column.value(row));
        }
        return new TableKey(array);
    }

    /** -0 is 0. */
    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Double number && number == 0 ? Double.valueOf(0) : value;
    }

    /** In the columns' order. */
    List<@Nullable Object> values() {
        return new ArrayList<>(Arrays.asList(values));
    }

    boolean hasNull() {
        for (Object value : values) {
            if (value == null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TableKey key
                && hash == key.hash
                && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As PostgreSQL's details have it: {@code 1, x}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ").append(values[i]);
        }
        return text.toString();
    }
}
