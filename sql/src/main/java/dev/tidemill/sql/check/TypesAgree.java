package dev.tidemill.sql.check;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/** The operands of an expression have the types that it needs; a union's inputs are alike. */
final class TypesAgree implements PlanCheck {
    @Override
    public void check(Plan node) {
        NodeExpressions.of(node).expressions().forEach(expression -> check(expression, node));
        if (node instanceof Union || node instanceof SetOperation) {
            List<Type> types = types(node.schema());
            node.inputs()
                    .forEach(
                            input ->
                                    PlanCheck.require(
                                            types(input.schema()).equals(types),
                                            "the inputs' types differ",
                                            node));
        }
    }

    private static List<Type> types(Schema schema) {
        return schema.fields().stream().map(field -> field.type()).toList();
    }

    private static void check(Expr expression, Plan node) {
        expression.children().forEach(child -> check(child, node));
        PlanCheck.require(isTyped(expression), "types differ in " + expression, node);
    }

    private static boolean isTyped(Expr expression) {
        return switch (expression) {
            case ColumnRef _, Literal _, Cast _, Now _ -> true;
            case Logical logical -> all(logical.operands(), Type.BOOLEAN);
            case Coalesce coalesce -> all(coalesce.operands(), coalesce.type());
            case InList in ->
                    in.values().stream().allMatch(v -> v.type().equals(in.input().type()));
            case Case choice ->
                    choice.otherwise().type().equals(choice.type())
                            && choice.branches().stream()
                                    .allMatch(
                                            b ->
                                                    b.condition().type() == Type.BOOLEAN
                                                            && b.result()
                                                                    .type()
                                                                    .equals(choice.type()));
            case Call call -> isTyped(call);
            case JavaCall call -> isTyped(call);
        };
    }

    private static boolean all(List<Expr> expressions, Type type) {
        return expressions.stream().allMatch(e -> e.type().equals(type));
    }

    private static boolean isTyped(JavaCall call) {
        return call.arguments().stream()
                .map(Expr::type)
                .toList()
                .equals(call.function().parameters());
    }

    private static boolean isTyped(Call call) {
        return switch (call.function()) {
            case EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    IS_DISTINCT,
                    IS_NOT_DISTINCT ->
                    call.type() == Type.BOOLEAN
                            && all(call.arguments(), call.arguments().getFirst().type());
            case NULLIF, GREATEST, LEAST -> all(call.arguments(), call.type());
            case NOT -> all(call.arguments(), Type.BOOLEAN);
            default -> true;
        };
    }
}
