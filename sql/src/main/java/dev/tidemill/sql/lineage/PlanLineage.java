package dev.tidemill.sql.lineage;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan's output depends on. It is complete: a change of an input that is in neither a
 * column's dependencies nor the rows' changes none of that column's values, nor how often each is
 * there; that holds for several columns together too. It may name an input that no change of
 * matters, as {@code x - x} does.
 *
 * @param columns one entry for each output column, in order
 * @param rows what decides which rows there are, and so counts for every column
 */
public record PlanLineage(List<ColumnLineage> columns, Dependencies rows) {
    public PlanLineage {
        columns = List.copyOf(columns);
        requireNonNull(rows, "rows");
    }

    public static PlanLineage of(Plan plan) {
        Traced traced = new PlanTracer().trace(plan);
        List<ColumnLineage> columns = new ArrayList<>();
        for (int i = 0; i < traced.columns().size(); i++) {
            columns.add(new ColumnLineage(plan.schema().field(i).name(), traced.columns().get(i)));
        }
        return new PlanLineage(columns, traced.rows());
    }

    /** All that an output column depends on, by its position. */
    public Dependencies whole(int column) {
        return columns.get(column).dependencies().and(rows);
    }
}
