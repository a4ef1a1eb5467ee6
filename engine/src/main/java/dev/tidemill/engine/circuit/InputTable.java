package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * A table that rows are written to.
 *
 * @param key positions of the primary key; empty for an append-only event table
 * @param eventTime position of the event time, or -1
 */
public record InputTable(String name, Schema schema, List<Integer> key, int eventTime) {
    public InputTable {
        requireNonNull(name, "name");
        requireNonNull(schema, "schema");
        key = List.copyOf(key);
    }

    public boolean isKeyed() {
        return !key.isEmpty();
    }
}
