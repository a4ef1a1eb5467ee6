package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.type.Schema;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All rows of a named table: an event table, a keyed table or another live table.
 *
 * @param key positions of the columns that identify a row; empty when rows may repeat
 * @param appendOnly rows are only ever inserted; like the key it is part of the scan's identity,
 *     since operators above rely on it
 * @param eventTime position of the event time, or -1
 * @param bounds of columns that no change to come is below: those with a declared lateness, and in
 *     a live table what its plan makes of them. They are part of the scan's identity, since state
 *     that was collected by them is of no use without them.
 */
public record Scan(
        String table,
        Schema schema,
        List<Integer> key,
        boolean appendOnly,
        int eventTime,
        Map<Integer, Bound> bounds)
        implements Plan {
    public Scan {
        requireNonNull(table, "table");
        requireNonNull(schema, "schema");
        key = List.copyOf(key);
        bounds = Collections.unmodifiableMap(new TreeMap<>(bounds));
    }

    /** A table without bounds. */
    public Scan(String table, Schema schema, List<Integer> key, boolean appendOnly, int eventTime) {
        this(table, schema, key, appendOnly, eventTime, Map.of());
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
    public String identity() {
        return describe() + " key " + key + (appendOnly ? " append-only" : "");
    }

    @Override
    public String describe() {
        return "scan "
                + table
                + schema.fields().stream().map(f -> f.type().sqlName()).toList()
                + (bounds.isEmpty() ? "" : " from " + bounds);
    }
}
