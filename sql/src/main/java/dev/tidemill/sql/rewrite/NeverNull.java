package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TopN;

/** Which values are certainly not NULL: the keys of tables, counts, and what passes them on. */
public final class NeverNull {
    private NeverNull() {}

    /** Whether an expression over a plan's columns is never NULL. */
    public static boolean expression(Expr expression, Plan plan) {
        return switch (expression) {
            case Literal literal -> literal.value() != null;
            case ColumnRef ref -> column(plan, ref.index());
            default -> false;
        };
    }

    /** Whether a column of a plan is never NULL. */
    public static boolean column(Plan plan, int column) {
        return switch (plan) {
            case Scan scan -> scan.key().contains(column);
            case Filter filter -> column(filter.input(), column);
            case TemporalFilter filter -> column(filter.input(), column);
            case TopN top -> column == top.input().schema().size() || column(top.input(), column);
            case Project project ->
                    expression(project.columns().get(column).expression(), project.input());
            case Aggregate aggregate -> {
                int keys = aggregate.keys().size();
                yield column < keys
                        ? column(aggregate.input(), aggregate.keys().get(column))
                        : aggregate.calls().get(column - keys).function().isZeroOverNothing();
            }
            case Join join -> ofJoin(join, column);
            case AsofJoin join ->
                    column < join.left().schema().size()
                            ? column(join.left(), column)
                            : !join.keepsAll()
                                    && column(join.right(), column - join.left().schema().size());
            default -> false;
        };
    }

    private static boolean ofJoin(Join join, int column) {
        int width = join.left().schema().size();
        return switch (join.kind()) {
            case INNER ->
                    column < width
                            ? column(join.left(), column)
                            : column(join.right(), column - width);
            case LEFT -> column < width && column(join.left(), column);
            case FULL -> false;
            case SEMI, ANTI -> column(join.left(), column);
            case MARK -> column == width || column(join.left(), column);
        };
    }
}
