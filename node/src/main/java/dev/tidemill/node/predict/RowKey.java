package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells one decided-upon row from another: the key's values as texts. */
record RowKey(List<String> values) {
    RowKey {
        values = List.copyOf(values);
    }

    /** The key of a row; null when a part of it is NULL or not there. */
    static @Nullable RowKey of(int[] columns, Batch rows, int row) {
        List<String> values = new ArrayList<>(columns.length);
        for (int column : columns) {
            Object value = column < 0 ? null : rows.column(column).value(row);
            if (value == null) {
                return null;
            }
            values.add(value.toString());
        }
        return new RowKey(values);
    }

    /** As a table has them. */
    List<Object> typed(List<Field> key) {
        List<Object> typed = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            Type type = key.get(i).type();
            String value = values.get(i);
            if (type == Type.BIGINT) {
                typed.add(Long.valueOf(value));
            } else if (type == Type.INTEGER) {
                typed.add(Integer.valueOf(value));
            } else {
                typed.add(value);
            }
        }
        return typed;
    }

    void write(ModelWriter out) {
        values.forEach(out::text);
    }

    static RowKey read(int size, ModelReader in) {
        List<String> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(in.text());
        }
        return new RowKey(values);
    }
}
