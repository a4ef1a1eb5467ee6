package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;

/** A table that a statement made, and no contract. */
public record StatementTable(String name, Schema schema, boolean keyed) {
    public StatementTable {
        requireNonNull(name, "name");
        requireNonNull(schema, "schema");
    }
}
