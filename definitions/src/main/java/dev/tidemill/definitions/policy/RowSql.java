package dev.tidemill.definitions.policy;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;

/** An SQL expression over one row, and where it stands. */
public record RowSql(String sql, Place place) {
    public RowSql {
        requireNonNull(sql, "sql");
        requireNonNull(place, "place");
    }
}
