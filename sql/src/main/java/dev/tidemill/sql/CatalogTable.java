package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.Map;

/**
 * A table that SQL may read.
 *
 * @param name unquoted, with the schema before a dot when it is not the default one
 * @param key positions of the columns that identify a row; empty when rows may repeat
 * @param appendOnly rows are only ever inserted
 * @param eventTime position of the event time, or -1
 * @param bounds of columns that no change to come is below
 */
public record CatalogTable(
        String name,
        Schema schema,
        List<Integer> key,
        boolean appendOnly,
        int eventTime,
        Map<Integer, Bound> bounds) {
    public CatalogTable {
        requireNonNull(name, "name");
        requireNonNull(schema, "schema");
        key = List.copyOf(key);
        bounds = Map.copyOf(bounds);
        for (int column : key) {
            schema.field(column);
        }
        if (eventTime < -1 || eventTime >= schema.size()) {
            throw new IllegalArgumentException("event time " + eventTime);
        }
    }

    /** A table without bounds. */
    public CatalogTable(
            String name, Schema schema, List<Integer> key, boolean appendOnly, int eventTime) {
        this(name, schema, key, appendOnly, eventTime, Map.of());
    }

    /** The same table with other bounds. */
    public CatalogTable withBounds(Map<Integer, Bound> newBounds) {
        return new CatalogTable(name, schema, key, appendOnly, eventTime, newBounds);
    }

    /** An append-only table of events. */
    public static CatalogTable event(String name, Schema schema, int eventTime) {
        return new CatalogTable(name, schema, List.of(), true, eventTime);
    }

    /** A table whose rows are inserted, updated and deleted by key; no key for a live table. */
    public static CatalogTable keyed(String name, Schema schema, List<Integer> key) {
        return new CatalogTable(name, schema, key, false, -1);
    }
}
