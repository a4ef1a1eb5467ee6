package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.lineage.PlanLineage;
import java.util.List;
import java.util.Set;

/**
 * A live query, understood.
 *
 * @param plan what to keep current; its schema is {@code output}
 * @param output the columns, with unique names
 * @param tables the names of the tables that the query reads
 * @param lineage what the columns and the rows depend on, by the query as it is written: passes
 *     that make less work of it do not change what it says
 * @param notes what the user should know, for example that an ORDER BY was dropped
 */
public record PlannedQuery(
        Plan plan, Schema output, Set<String> tables, PlanLineage lineage, List<String> notes) {
    public PlannedQuery {
        requireNonNull(plan, "plan");
        requireNonNull(output, "output");
        tables = Set.copyOf(tables);
        requireNonNull(lineage, "lineage");
        notes = List.copyOf(notes);
    }
}
