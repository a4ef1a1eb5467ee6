package dev.tidemill.node.pgcatalog.evaluate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.pgcatalog.type.PgType;

/** A column that a query or a relation gives. */
public record OutputColumn(String name, PgType type) {
    public OutputColumn {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }
}
