package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.Set;

/**
 * A live query, understood.
 *
 * @param plan what to keep current; its schema is {@code output}
 * @param output the columns, with unique names
 * @param tables the names of the tables that the query reads
 * @param lineage one entry for each output column, in order
 * @param notes what the user should know, for example that an ORDER BY was dropped
 */
public record PlannedQuery(
        Plan plan,
        Schema output,
        Set<String> tables,
        List<ColumnLineage> lineage,
        List<String> notes) {
    public PlannedQuery {
        requireNonNull(plan, "plan");
        requireNonNull(output, "output");
        tables = Set.copyOf(tables);
        lineage = List.copyOf(lineage);
        notes = List.copyOf(notes);
    }
}
