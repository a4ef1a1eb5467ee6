package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes two projections one, and drops those that change nothing.
 *
 * <pre>
 * project x + 1 (project a as x, b as y t)  →  project a + 1 t
 * </pre>
 */
final class MergeProjects implements Pass {
    @Override
    public Plan apply(Plan plan) {
        Plan renewed = Pass.overInputs(plan, this::apply);
        if (!(renewed instanceof Project outer)) {
            return renewed;
        }
        if (outer.input() instanceof Project inner && computesOnce(outer, inner)) {
            return apply(merged(outer, inner));
        }
        return isIdentity(outer) ? outer.input() : outer;
    }

    private static Project merged(Project outer, Project inner) {
        List<Project.Column> columns = new ArrayList<>();
        for (Project.Column column : outer.columns()) {
            Expr expression =
                    Columns.substituted(
                            column.expression(),
                            ref -> inner.columns().get(ref.index()).expression());
            columns.add(new Project.Column(column.name(), expression));
        }
        return new Project(inner.input(), columns);
    }

    /** Whether no computed column of the inner projection is read more than once. */
    private static boolean computesOnce(Project outer, Project inner) {
        int[] reads = new int[inner.columns().size()];
        outer.columns().forEach(column -> count(column.expression(), reads));
        for (int i = 0; i < reads.length; i++) {
            Expr expression = inner.columns().get(i).expression();
            boolean free = expression instanceof ColumnRef || expression instanceof Literal;
            if (reads[i] > 1 && !free) {
                return false;
            }
        }
        return true;
    }

    private static void count(Expr expression, int[] reads) {
        if (expression instanceof ColumnRef ref) {
            reads[ref.index()]++;
        }
        expression.children().forEach(child -> count(child, reads));
    }

    /** Names are not part of a plan's identity; the output's are put back at the end. */
    private static boolean isIdentity(Project project) {
        if (project.columns().size() != project.input().schema().size()) {
            return false;
        }
        for (int i = 0; i < project.columns().size(); i++) {
            if (!(project.columns().get(i).expression() instanceof ColumnRef ref)
                    || ref.index() != i) {
                return false;
            }
        }
        return true;
    }
}
