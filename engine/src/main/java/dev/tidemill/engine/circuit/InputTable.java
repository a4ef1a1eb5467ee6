package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table that rows are written to.
 *
 * @param key positions of the primary key; empty for an append-only event table
 * @param eventTime position of the event time, or -1
 * @param lateness of columns of an event table; a row below the watermark of one is not admitted
 */
public record InputTable(
        String name, Schema schema, List<Integer> key, int eventTime, List<Lateness> lateness) {
    public InputTable {
        requireNonNull(name, "name");
        requireNonNull(schema, "schema");
        key = List.copyOf(key);
        lateness = List.copyOf(lateness);
        if (!key.isEmpty() && !lateness.isEmpty()) {
            throw new IllegalArgumentException("the keyed table " + name + " has a lateness");
        }
        for (Lateness late : lateness) {
            if (!schema.type(late.column()).isTimestamp()) {
                throw new IllegalArgumentException("column " + late.column() + " is no timestamp");
            }
        }
    }

    /** A table in which no row is late. */
    public InputTable(String name, Schema schema, List<Integer> key, int eventTime) {
        this(name, schema, key, eventTime, List.of());
    }

    /** The same table with other words on lateness. */
    public InputTable withLateness(Lateness... late) {
        return new InputTable(name, schema, key, eventTime, List.of(late));
    }

    /** The watermarks of the columns with a declared lateness, as what bounds them. */
    public Map<Integer, Bound> bounds() {
        Map<Integer, Bound> bounds = new TreeMap<>();
        for (Lateness late : lateness) {
            bounds.put(late.column(), watermark(late.column()));
        }
        return bounds;
    }

    /** The name of a column's watermark. */
    public Bound.Watermark watermark(int column) {
        return new Bound.Watermark(name, schema.field(column).name());
    }

    public boolean isKeyed() {
        return !key.isEmpty();
    }
}
