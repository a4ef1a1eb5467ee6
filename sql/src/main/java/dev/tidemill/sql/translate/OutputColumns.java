package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names of a live table's columns. */
public final class OutputColumns {
    /** Calcite's name for a column without one. */
    private static final String UNNAMED = "EXPR$";

    private OutputColumns() {}

    /** Each column has a name, and no two have the same. */
    public static void check(Schema output) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < output.size(); i++) {
            String name = output.field(i).name();
            if (name.startsWith(UNNAMED)) {
                throw new TidemillException(
                                ErrorCode.INVALID_SQL, "column " + (i + 1) + " has no name")
                        .withHint("Give it one: expression AS name.");
            }
            if (!seen.add(name)) {
                throw new TidemillException(
                                ErrorCode.INVALID_SQL, "two columns are named \"" + name + "\"")
                        .withHint("Name one of them otherwise with AS.");
            }
        }
    }

    /** The plan with its output's names, which passes do not keep. */
    public static Plan renamed(Plan plan, List<String> names) {
        if (plan.schema().names().equals(names)) {
            return plan;
        }
        Plan input = plan instanceof Project project ? project.input() : plan;
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(
                    new Project.Column(
                            names.get(i),
                            plan instanceof Project project
                                    ? project.columns().get(i).expression()
                                    : new ColumnRef(i, plan.schema().type(i))));
        }
        return new Project(input, columns);
    }
}
