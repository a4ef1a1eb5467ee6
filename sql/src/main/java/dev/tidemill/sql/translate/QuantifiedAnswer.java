package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.translate.Correlated.Binding;
import dev.tidemill.sql.translate.Subqueries.Answered;
import dev.tidemill.sql.translate.Subqueries.Inner;
import dev.tidemill.sql.validate.LiveFunction;
import dev.tidemill.sql.validate.PostgresOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;

/**
 * {@code x < ANY (query)}: whether the comparison is true of some value, which it is of the
 * greatest or of none. Unknown when it is true of none, but x is NULL or some value is; false of an
 * empty query. ALL is what ANY with the opposite comparison is not. The extremes change seldom, and
 * a change of other values is not passed on.
 */
final class QuantifiedAnswer {
    private static final int MIN = 0;
    private static final int MAX = 1;
    private static final int HAS_NULL = 2;

    private QuantifiedAnswer() {}

    static Answered of(Inner inner, Expr operand, RexSubQuery subquery) {
        Correlated summary = summary(inner.answer());
        Inner whole = new Inner(inner.rows(), inner.scope(), summary);
        Plan marked = Unnesting.marked(summary.plan());
        Correlated joined = whole.joined(Join.Kind.LEFT, marked, whole.conditions());
        int at = inner.rows().size();
        Expr some = comparison(operand, joined.ref(at + MIN), joined.ref(at + MAX), subquery);
        Expr isEmpty = Truth.isNull(joined.ref(joined.size() - 1));
        Expr unknown =
                Truth.and(
                        Call.of(ScalarFunction.NOT, Type.BOOLEAN, isEmpty),
                        Truth.or(List.of(Truth.isNull(operand), joined.ref(at + HAS_NULL))));
        return new Answered(joined, Truth.of(some, unknown));
    }

    /** Of each outer row's values the least, the greatest and whether there are NULLs. */
    private static Correlated summary(Correlated answer) {
        Type type = answer.plan().schema().type(0);
        List<Integer> keys = answer.bindings().stream().map(Binding::column).toList();
        int n = keys.size();
        Plan grouped =
                new Aggregate(
                        answer.plan(),
                        keys,
                        List.of(
                                call(AggregateFunction.MIN, 0, type),
                                call(AggregateFunction.MAX, 0, type),
                                call(AggregateFunction.COUNT, -1, Type.BIGINT),
                                call(AggregateFunction.COUNT, 0, Type.BIGINT)));
        Expr rows = new ColumnRef(n + 2, Type.BIGINT);
        Expr values = new ColumnRef(n + 3, Type.BIGINT);
        Plan there =
                keys.isEmpty()
                        ? new dev.tidemill.algebra.plan.Filter(
                                grouped,
                                Call.of(
                                        ScalarFunction.GREATER,
                                        Type.BOOLEAN,
                                        rows,
                                        new dev.tidemill.algebra.expr.Literal(0L, Type.BIGINT)))
                        : grouped;
        List<Binding> bindings = new ArrayList<>();
        for (Binding binding : answer.bindings()) {
            bindings.add(binding.at(bindings.size()));
        }
        Correlated shown =
                new Correlated(there, n + 4, bindings, null)
                        .showing(
                                List.of(
                                        new Project.Column("least", new ColumnRef(n, type)),
                                        new Project.Column("greatest", new ColumnRef(n + 1, type)),
                                        new Project.Column(
                                                "nulls",
                                                Call.of(
                                                        ScalarFunction.LESS,
                                                        Type.BOOLEAN,
                                                        values,
                                                        rows))));
        return new Correlated(distinct(shown.plan()), shown.width(), shown.bindings(), null);
    }

    /** Passes on only what differs. */
    private static Plan distinct(Plan plan) {
        List<Integer> all = IntStream.range(0, plan.schema().size()).boxed().toList();
        return new Aggregate(plan, all, List.of());
    }

    private static AggregateCall call(AggregateFunction function, int argument, Type type) {
        return new AggregateCall(function, argument, -1, false, type, "a");
    }

    private static Expr comparison(Expr operand, Expr min, Expr max, RexSubQuery subquery) {
        SqlQuantifyOperator operator = (SqlQuantifyOperator) subquery.getOperator();
        return switch (operator.comparisonKind) {
            case LESS_THAN -> compared(PostgresOperators.LESS, operand, max);
            case LESS_THAN_OR_EQUAL -> compared(PostgresOperators.LESS_OR_EQUAL, operand, max);
            case GREATER_THAN -> compared(PostgresOperators.GREATER, operand, min);
            case GREATER_THAN_OR_EQUAL ->
                    compared(PostgresOperators.GREATER_OR_EQUAL, operand, min);
            case NOT_EQUALS ->
                    Truth.or(
                            List.of(
                                    compared(PostgresOperators.NOT_EQUAL, operand, min),
                                    compared(PostgresOperators.NOT_EQUAL, operand, max)));
            default -> throw Unnesting.unsupported(operator.getName() + " of a subquery");
        };
    }

    private static Expr compared(LiveFunction function, Expr operand, Expr bound) {
        return ExprTranslator.applied(function, List.of(operand, bound));
    }
}
