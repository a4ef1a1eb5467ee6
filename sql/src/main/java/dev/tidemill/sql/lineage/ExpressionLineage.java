package dev.tidemill.sql.lineage;

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
import dev.tidemill.algebra.expr.ScalarFunction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the value of an expression depends on. */
final class ExpressionLineage {
    /** The value cannot be read back from what these make of it. */
    private static final Set<ScalarFunction> MASKING =
            EnumSet.of(ScalarFunction.MD5, ScalarFunction.SHA256, ScalarFunction.HASH64);

    private ExpressionLineage() {}

    /**
     * @param input the columns that the expression reads
     */
    static Dependencies of(Expr expression, Traced input) {
        return switch (expression) {
            case ColumnRef ref -> input.column(ref.index());
            case Literal _, Now _ -> Dependencies.NONE;
            case Call call -> call(call, input);
            case JavaCall _, Cast _, Logical _, InList _ ->
                    all(expression.children(), input, Transformation.of(Influence.TRANSFORMATION));
            case Case chosen -> chosen(chosen, input);
            case Coalesce first ->
                    all(first.operands(), input, Transformation.of(Influence.TRANSFORMATION))
                            .and(
                                    all(
                                            first.operands()
                                                    .subList(0, first.operands().size() - 1),
                                            input,
                                            Transformation.of(Influence.CONDITIONAL)));
        };
    }

    private static Dependencies all(List<Expr> operands, Traced input, Transformation step) {
        return Dependencies.all(operands.stream().map(operand -> of(operand, input)).toList())
                .by(step);
    }

    /** NULLIF and the check that a subquery has one row compare one operand, and take the other. */
    private static Dependencies call(Call call, Traced input) {
        int decides =
                switch (call.function()) {
                    case ONE_ROW -> 0;
                    case NULLIF -> 1;
                    default -> -1;
                };
        List<Dependencies> parts = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            Dependencies argument = of(call.arguments().get(i), input);
            boolean masks = MASKING.contains(call.function());
            parts.add(
                    i == decides
                            ? argument.by(Influence.CONDITIONAL)
                            : argument.by(new Transformation(Influence.TRANSFORMATION, masks)));
        }
        return Dependencies.all(parts);
    }

    private static Dependencies chosen(Case chosen, Traced input) {
        List<Dependencies> parts = new ArrayList<>();
        for (Case.Branch branch : chosen.branches()) {
            parts.add(of(branch.condition(), input).by(Influence.CONDITIONAL));
            parts.add(of(branch.result(), input).by(Influence.TRANSFORMATION));
        }
        parts.add(of(chosen.otherwise(), input).by(Influence.TRANSFORMATION));
        return Dependencies.all(parts);
    }
}
