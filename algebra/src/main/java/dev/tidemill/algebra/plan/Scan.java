package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * All rows of a named table: an event table, a keyed table or another live table.
 *
 * @param key positions of the columns that identify a row; empty when rows may repeat
 * @param appendOnly rows are only ever inserted
 * @param eventTime position of the event time, or -1
 */
public record Scan(
        String table, Schema schema, List<Integer> key, boolean appendOnly, int eventTime)
        implements Plan {
    public Scan {
        requireNonNull(table, "table");
        requireNonNull(schema, "schema");
        key = List.copyOf(key);
    }

    @Override
    public List<Plan> inputs() {
        return List.of();
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return this;
    }

    @Override
    public String describe() {
        return "scan " + table + schema.fields().stream().map(f -> f.type().sqlName()).toList();
    }
}
