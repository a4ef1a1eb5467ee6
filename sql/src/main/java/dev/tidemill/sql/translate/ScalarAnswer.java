package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.translate.Correlated.Binding;
import dev.tidemill.sql.translate.Subqueries.Answered;
import dev.tidemill.sql.translate.Subqueries.Inner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A subquery as a value: NULL when it has no row, an error of the asking row when it has more than
 * one. What is known to have one row at most is joined as it stands; else rows are counted:
 *
 * <pre>
 * left join on bindings of
 *   project bindings, n &gt; 1 as many, case n &gt; 1 then null else v
 *     aggregate by bindings count(*) as n, min(value) as v
 * and the value is one_row(many, v)
 * </pre>
 */
final class ScalarAnswer {
    private ScalarAnswer() {}

    static Answered of(Inner inner) {
        Correlated answer = inner.answer();
        if (answer.width() != 1) {
            throw Unnesting.unsupported("a subquery of several columns as a value");
        }
        List<Expr> defaults = answer.whenEmpty();
        if (defaults != null) {
            Plan marked = Unnesting.marked(answer.plan());
            Correlated joined = inner.joined(Join.Kind.LEFT, marked, inner.conditions());
            return new Answered(
                    joined,
                    Unnesting.orDefault(joined.plan(), inner.rows().size(), defaults.getFirst()));
        }
        if (hasOneRow(answer)) {
            Correlated joined = inner.joined(Join.Kind.LEFT, answer.plan(), inner.conditions());
            return new Answered(joined, joined.ref(inner.rows().size()));
        }
        return counted(inner, answer);
    }

    /** Whether the bindings, or nothing at all, tell the rows apart. */
    private static boolean hasOneRow(Correlated answer) {
        Set<Integer> bound = new HashSet<>();
        answer.bindings().forEach(binding -> bound.add(binding.column()));
        return Traits.of(answer.plan()).keys().stream().anyMatch(bound::containsAll);
    }

    private static Answered counted(Inner inner, Correlated answer) {
        Type type = answer.plan().schema().type(0);
        List<Integer> keys = answer.bindings().stream().map(Binding::column).toList();
        int n = keys.size();
        Plan counted =
                new Aggregate(
                        answer.plan(),
                        keys,
                        List.of(
                                new AggregateCall(
                                        AggregateFunction.COUNT, -1, -1, false, Type.BIGINT, "n"),
                                new AggregateCall(AggregateFunction.MIN, 0, -1, false, type, "v")));
        Expr many =
                Call.of(
                        ScalarFunction.GREATER,
                        Type.BOOLEAN,
                        new ColumnRef(n, Type.BIGINT),
                        new Literal(1L, Type.BIGINT));
        Expr value =
                new Case(
                        List.of(new Case.Branch(many, new Literal(null, type))),
                        new ColumnRef(n + 1, type),
                        type);
        List<Project.Column> columns = new ArrayList<>();
        columns.add(new Project.Column("many", many));
        columns.add(new Project.Column("value", value));
        Correlated one = new Correlated(counted, n + 2, positioned(answer), null).showing(columns);
        Inner whole = new Inner(inner.rows(), inner.scope(), one);
        Correlated joined = whole.joined(Join.Kind.LEFT, one.plan(), whole.conditions());
        int at = inner.rows().size();
        return new Answered(
                joined, Call.of(ScalarFunction.ONE_ROW, type, joined.ref(at), joined.ref(at + 1)));
    }

    /** The bindings where the aggregate has them: its keys. */
    private static List<Binding> positioned(Correlated answer) {
        List<Binding> bindings = new ArrayList<>();
        for (Binding binding : answer.bindings()) {
            bindings.add(binding.at(bindings.size()));
        }
        return bindings;
    }
}
