package dev.tidemill.sql.check;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.type.Schema;

/** Every column that a node reads is there and has the type that the reader takes it for. */
final class ColumnsAreInRange implements PlanCheck {
    @Override
    public void check(Plan node) {
        NodeExpressions read = NodeExpressions.of(node);
        read.expressions().forEach(expression -> check(expression, read.input(), node));
        if (node instanceof TopN top) {
            Schema input = top.input().schema();
            top.order().forEach(key -> checkIndex(key.column(), input, node));
            top.partition().forEach(column -> checkIndex(column, input, node));
        }
        if (node instanceof Over over) {
            Schema input = over.input().schema();
            over.order().forEach(key -> checkIndex(key.column(), input, node));
            over.partition().forEach(column -> checkIndex(column, input, node));
        }
    }

    private static void check(Expr expression, Schema input, Plan node) {
        if (expression instanceof ColumnRef ref) {
            checkIndex(ref.index(), input, node);
            PlanCheck.require(
                    input.type(ref.index()).equals(ref.type()),
                    "column " + ref + " is not of type " + ref.type(),
                    node);
        }
        expression.children().forEach(child -> check(child, input, node));
    }

    private static void checkIndex(int index, Schema input, Plan node) {
        PlanCheck.require(
                index >= 0 && index < input.size(), "column $" + index + " is out of range", node);
    }
}
