package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.lineage.PlanLineage;

/** A live table whose query was planned. */
public record PlannedLive(String name, Schema schema, PlanLineage lineage) {
    public PlannedLive {
        requireNonNull(name, "name");
        requireNonNull(schema, "schema");
        requireNonNull(lineage, "lineage");
    }
}
