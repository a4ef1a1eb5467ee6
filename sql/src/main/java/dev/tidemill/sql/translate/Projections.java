package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import java.util.ArrayList;
import java.util.List;

/** Columns of projections that pass on what they are given. */
final class Projections {
    private Projections() {}

    /** All columns of a plan, to be added to. */
    static List<Project.Column> all(Plan plan) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < plan.schema().size(); i++) {
            columns.add(
                    new Project.Column(
                            plan.schema().field(i).name(),
                            new ColumnRef(i, plan.schema().type(i))));
        }
        return columns;
    }
}
