package dev.tidemill.algebra.type;

import java.util.ArrayList;
import java.util.List;

/** The columns of a table or of a plan's output, in order. Names need not be unique in plans. */
public record Schema(List<Field> fields) {
    public Schema {
        fields = List.copyOf(fields);
    }

    public static Schema of(Field... fields) {
        return new Schema(List.of(fields));
    }

    public int size() {
        return fields.size();
    }

    public Field field(int index) {
        return fields.get(index);
    }

    public Type type(int index) {
        return fields.get(index).type();
    }

    /** The position of the first column with this name, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** The columns at these positions, in this order. */
    public Schema select(int... indexes) {
        List<Field> selected = new ArrayList<>(indexes.length);
        for (int index : indexes) {
            selected.add(fields.get(index));
        }
        return new Schema(selected);
    }

    public Schema concat(Schema other) {
        List<Field> all = new ArrayList<>(fields);
        all.addAll(other.fields);
        return new Schema(all);
    }
}
