package dev.tidemill.sql.lineage;

import static java.util.Objects.requireNonNull;

/**
 * What the values of one output column depend on, beyond what all rows of the output depend on:
 * {@link PlanLineage#rows}.
 */
public record ColumnLineage(String column, Dependencies dependencies) {
    public ColumnLineage {
        requireNonNull(column, "column");
        requireNonNull(dependencies, "dependencies");
    }
}
