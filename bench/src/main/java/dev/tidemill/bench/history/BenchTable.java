package dev.tidemill.bench.history;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A table that both sides are given.
 *
 * @param key names of the key's columns; empty for an event table
 * @param eventTime the event time's column; empty for a keyed table
 * @param rows makes the rows anew, batch by batch
 */
record BenchTable(
        String name,
        Schema schema,
        List<String> key,
        String eventTime,
        Supplier<Stream<Batch>> rows) {

    /** The table's contract. */
    String contract() {
        StringBuilder text = new StringBuilder();
        text.append("apiVersion: v3.1.0\nkind: DataContract\nid: ").append(name);
        text.append("\nname: ").append(name);
        text.append("\nversion: 1.0.0\nstatus: active\nschema:\n  - name: ").append(name);
        text.append("\n    customProperties:\n      - {property: tableKind, value: ");
        text.append(key.isEmpty() ? "event}\n" : "keyed}\n");
        if (!eventTime.isEmpty()) {
            text.append("      - {property: eventTime, value: ").append(eventTime).append("}\n");
        }
        text.append("    properties:\n");
        for (Field field : schema.fields()) {
            text.append("      - {name: ").append(field.name());
            text.append(", logicalType: ").append(logical(field.type()));
            text.append(", physicalType: \"").append(field.type().sqlName()).append('"');
            if (key.contains(field.name())) {
                text.append(", required: true, primaryKey: true, primaryKeyPosition: ");
                text.append(key.indexOf(field.name()) + 1);
            } else if (field.name().equals(eventTime)) {
                text.append(", required: true");
            }
            text.append("}\n");
        }
        return text.toString();
    }

    private static String logical(Type type) {
        return switch (type.physical()) {
            case BOOL -> "boolean";
            case INT -> type == Type.DATE ? "date" : "integer";
            case LONG -> type.isTimestamp() ? "timestamp" : "integer";
            case DOUBLE, INT128 -> "number";
            case BYTES -> "string";
            case INTERVAL -> throw new IllegalArgumentException(type.sqlName());
        };
    }
}
