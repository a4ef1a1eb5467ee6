package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.validate.PostgresOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Joins with the nearest row: equalities of the two sides, and the comparison that is marked. */
final class AsofTranslator {
    private final Plan left;
    private final Plan right;
    private final List<Project.Column> leftColumns;
    private final List<Project.Column> rightColumns;

    AsofTranslator(Plan left, Plan right) {
        this.left = left;
        this.right = right;
        this.leftColumns = Projections.all(left);
        this.rightColumns = Projections.all(right);
    }

    static boolean isAsof(RexNode condition) {
        return condition instanceof RexCall call
                && (call.getOperator() == PostgresOperators.NEAREST
                        || (call.getOperator() == PostgresOperators.AND
                                && call.getOperands().stream().anyMatch(AsofTranslator::isAsof)));
    }

    Plan join(boolean keepsAll, RexNode condition) {
        ExprTranslator expressions = new ExprTranslator(left.schema().concat(right.schema()));
        List<Join.KeyPair> keys = new ArrayList<>();
        Sides order = null;
        for (RexNode part : CorrelatedNodes.conjuncts(condition)) {
            RexCall call = (RexCall) part;
            if (call.getOperator() == PostgresOperators.NEAREST) {
                order = sides((Call) expressions.translate(call.getOperands().getFirst()));
            } else {
                Sides key = sides((Call) expressions.translate(part));
                keys.add(new Join.KeyPair(key.left, key.right));
            }
        }
        Sides found = java.util.Objects.requireNonNull(order, "order");
        return shown(
                new AsofJoin(
                        new Project(left, leftColumns),
                        new Project(right, rightColumns),
                        keepsAll,
                        keys,
                        found.left,
                        found.right,
                        direction(found.function)));
    }

    /** A comparison of a column of the left side with one of the right. */
    private record Sides(int left, int right, ScalarFunction function) {}

    private Sides sides(Call comparison) {
        int width = left.schema().size();
        Expr first = comparison.arguments().get(0);
        Expr second = comparison.arguments().get(1);
        boolean inOrder = isOf(first, true, width) && isOf(second, false, width);
        if (!inOrder && !(isOf(first, false, width) && isOf(second, true, width))) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "in an ASOF JOIN each comparison is between its two sides")
                    .withHint("Write ON t.symbol = q.symbol AND t.at >= q.at.");
        }
        Expr leftValue = inOrder ? first : second;
        Expr rightValue = Columns.mapped(inOrder ? second : first, c -> c - width);
        return new Sides(
                position(leftValue, leftColumns),
                position(rightValue, rightColumns),
                inOrder ? comparison.function() : mirrored(comparison.function()));
    }

    private static boolean isOf(Expr expression, boolean isLeft, int width) {
        Set<Integer> used = Columns.used(expression);
        return !used.isEmpty() && used.stream().allMatch(c -> isLeft == c < width);
    }

    private static int position(Expr value, List<Project.Column> columns) {
        if (value instanceof ColumnRef ref) {
            return ref.index();
        }
        columns.add(new Project.Column("$key" + columns.size(), value));
        return columns.size() - 1;
    }

    private static ScalarFunction mirrored(ScalarFunction function) {
        return switch (function) {
            case LESS -> ScalarFunction.GREATER;
            case LESS_OR_EQUAL -> ScalarFunction.GREATER_OR_EQUAL;
            case GREATER -> ScalarFunction.LESS;
            case GREATER_OR_EQUAL -> ScalarFunction.LESS_OR_EQUAL;
            default -> function;
        };
    }

    private static AsofJoin.Direction direction(ScalarFunction function) {
        return switch (function) {
            case LESS -> AsofJoin.Direction.AFTER;
            case LESS_OR_EQUAL -> AsofJoin.Direction.AT_OR_AFTER;
            case GREATER -> AsofJoin.Direction.BEFORE;
            case GREATER_OR_EQUAL -> AsofJoin.Direction.AT_OR_BEFORE;
            default -> throw new IllegalStateException(function + " is no order");
        };
    }

    /** Without the columns that were computed for the comparison. */
    private Plan shown(AsofJoin join) {
        int width = left.schema().size();
        int shift = leftColumns.size() - width;
        if (shift == 0 && rightColumns.size() == right.schema().size()) {
            return join;
        }
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < width + right.schema().size(); i++) {
            int at = i < width ? i : i + shift;
            columns.add(
                    new Project.Column(
                            join.schema().field(at).name(),
                            new ColumnRef(at, join.schema().type(at))));
        }
        return new Project(join, columns);
    }
}
