package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;

/**
 * Makes {@code now()} the constant that it is for a statement, which runs once: {@code project
 * [now()]} becomes {@code project [TIMESTAMPTZ '…']}.
 */
public record FixedNow(long nowMicros) {
    public Plan apply(Plan plan) {
        Plan fixed = plan.withInputs(plan.inputs().stream().map(this::apply).toList());
        return switch (fixed) {
            case Project project ->
                    new Project(
                            project.input(),
                            project.columns().stream()
                                    .map(c -> new Project.Column(c.name(), fix(c.expression())))
                                    .toList());
            case Filter filter -> new Filter(filter.input(), fix(filter.predicate()));
            case Join join when join.residual() != null -> join.withResidual(fix(join.residual()));
            default -> fixed;
        };
    }

    private Expr fix(Expr expression) {
        return expression instanceof Now
                ? new Literal(nowMicros, Type.TIMESTAMPTZ)
                : expression.withChildren(expression.children().stream().map(this::fix).toList());
    }
}
