package dev.tidemill.sql.translate;

import static dev.tidemill.sql.translate.Unnesting.explicit;
import static dev.tidemill.sql.translate.Unnesting.knowing;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.rewrite.JoinKeys;
import dev.tidemill.sql.rewrite.NeverNull;
import dev.tidemill.sql.validate.PostgresOperators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;

/**
 * Answers subqueries beside the rows that ask.
 *
 * <ul>
 *   <li>EXISTS, and IN where it only keeps rows, are semi and anti joins, or marks where their
 *       answer is a value;
 *   <li>{@code x IN q} is unknown when nothing equals x but x or something in q is NULL;
 *   <li>ANY and ALL compare with the least and the greatest value ({@link QuantifiedAnswer});
 *   <li>a subquery as a value is a left join ({@link ScalarAnswer}).
 * </ul>
 */
final class Subqueries {
    private final CorrelatedNodes nodes;

    Subqueries(CorrelatedNodes nodes) {
        this.nodes = nodes;
    }

    /** The rows that asked, maybe with more columns behind theirs, and the answer over them. */
    record Answered(Correlated rows, Expr value) {}

    /**
     * A subquery's rows beside those that ask.
     *
     * @param rows that ask
     * @param scope of the asking rows
     * @param answer with bindings to the asking rows
     */
    record Inner(Correlated rows, OuterScope scope, Correlated answer) {
        /** The conditions of the bindings over both. */
        List<Expr> conditions() {
            List<Expr> conditions = new ArrayList<>();
            answer.bindings().forEach(binding -> conditions.add(binding.condition(rows.plan())));
            return conditions;
        }

        Correlated joined(Join.Kind kind, Plan right, List<Expr> conditions) {
            return new Correlated(
                    JoinKeys.join(rows.plan(), right, kind, List.of(), conditions),
                    rows.width(),
                    rows.bindings(),
                    null);
        }

        /** A column of the answer, over both. */
        Expr column(int column) {
            return new ColumnRef(rows.size() + column, answer.plan().schema().type(column));
        }

        Inner over(Correlated newRows) {
            return new Inner(newRows, scope, answer);
        }
    }

    /** The columns of the asking rows that a subquery reads. */
    static Set<Integer> ownColumns(RexSubQuery subquery, OuterScope scope) {
        Set<Integer> columns = new TreeSet<>();
        OuterRefs.of(subquery.rel).stream()
                .filter(ref -> !scope.has(ref))
                .forEach(ref -> columns.add(ref.field()));
        subquery.getOperands()
                .forEach(
                        operand ->
                                operand.accept(
                                        new RexVisitorImpl<Void>(true) {
                                            @Override
                                            public Void visitInputRef(RexInputRef ref) {
                                                columns.add(ref.getIndex());
                                                return super.visitInputRef(ref);
                                            }
                                        }));
        return columns;
    }

    /**
     * Translates a subquery of some rows.
     *
     * @param first which column of the node's row the first of these rows is
     */
    Inner inner(Correlated asking, int first, RelNode query, OuterScope scope) {
        Set<OuterRef> refs = OuterRefs.of(query);
        Correlated rows = knowing(asking, scope.columns(refs), scope);
        Map<OuterRef, Integer> columns = new HashMap<>();
        for (OuterRef ref : refs) {
            columns.put(
                    ref,
                    scope.has(ref)
                            ? rows.bound(Unnesting.outerRef(scope, scope.column(ref)))
                                    .orElseThrow()
                                    .column()
                            : ref.field() - first);
        }
        OuterScope own = new OuterScope(rows.plan(), columns);
        return new Inner(rows, own, nodes.translate(query, own));
    }

    /** Whether a condition is a subquery that keeps or drops rows and gives no value. */
    static boolean onlyKeeps(RexNode condition) {
        RexNode asked = asked(condition);
        return asked instanceof RexSubQuery subquery
                && (subquery.getKind() == SqlKind.EXISTS || subquery.getKind() == SqlKind.IN);
    }

    private static RexNode asked(RexNode condition) {
        return CorrelatedNodes.isNot(condition)
                ? asked(((RexCall) condition).getOperands().getFirst())
                : condition;
    }

    private static boolean isNegated(RexNode condition) {
        return CorrelatedNodes.isNot(condition)
                && !isNegated(((RexCall) condition).getOperands().getFirst());
    }

    /** The rows for which {@link #onlyKeeps} is true. */
    Correlated keep(Correlated asking, RexNode condition, OuterScope scope) {
        RexSubQuery subquery = (RexSubQuery) asked(condition);
        boolean negated = isNegated(condition);
        if (subquery.getKind() == SqlKind.EXISTS) {
            return exists(
                            inner(asking, 0, subquery.rel, scope),
                            negated ? Join.Kind.ANTI : Join.Kind.SEMI)
                    .rows();
        }
        Asked in = asked(asking, 0, subquery, scope);
        return negated ? notIn(in) : in.inner.joined(Join.Kind.SEMI, in.plan(), in.matches());
    }

    /** The subquery's value for each of the rows. */
    Answered answer(Correlated asking, int first, RexSubQuery subquery, OuterScope scope) {
        return switch (subquery.getKind()) {
            case EXISTS -> exists(inner(asking, first, subquery.rel, scope), Join.Kind.MARK);
            case IN -> in(asked(asking, first, subquery, scope));
            case SOME -> {
                Asked some = asked(asking, first, subquery, scope);
                yield QuantifiedAnswer.of(some.inner, some.operands.getFirst(), subquery);
            }
            case SCALAR_QUERY -> ScalarAnswer.of(inner(asking, first, subquery.rel, scope));
            default -> throw Unnesting.unsupported(subquery.getKind() + " of a subquery");
        };
    }

    private static Answered exists(Inner inner, Join.Kind kind) {
        if (inner.answer.whenEmpty() != null) {
            return always(inner.rows, kind);
        }
        Correlated joined = inner.joined(kind, presence(inner.answer), inner.conditions());
        return new Answered(joined, mark(joined));
    }

    private static Answered always(Correlated rows, Join.Kind kind) {
        Expr truth = new Literal(true, Type.BOOLEAN);
        Correlated kept =
                kind == Join.Kind.ANTI
                        ? new Correlated(
                                new Filter(rows.plan(), new Literal(false, Type.BOOLEAN)),
                                rows.width(),
                                rows.bindings(),
                                null)
                        : rows;
        return new Answered(kept, truth);
    }

    /** Of rows that count for all, one is enough; it does not change when there are more. */
    private static Plan presence(Correlated answer) {
        if (!answer.bindings().isEmpty()) {
            return answer.plan();
        }
        Project there =
                new Project(
                        answer.plan(),
                        List.of(new Project.Column("there", new Literal(true, Type.BOOLEAN))));
        return new Aggregate(there, List.of(0), List.of());
    }

    /** The last column of a mark join. */
    private static ColumnRef mark(Correlated joined) {
        return new ColumnRef(joined.size() - 1, Type.BOOLEAN);
    }

    /** {@code (x, …) IN (query)}: the operands over the asking rows. */
    private record Asked(Inner inner, List<Expr> operands) {
        Plan plan() {
            return inner.answer.plan();
        }

        /** The bindings and the equality of each operand with its column. */
        List<Expr> matches() {
            List<Expr> conditions = inner.conditions();
            for (int i = 0; i < operands.size(); i++) {
                conditions.add(equal(i));
            }
            return conditions;
        }

        Expr equal(int i) {
            return ExprTranslator.applied(
                    PostgresOperators.EQUAL, List.of(operands.get(i), inner.column(i)));
        }

        Asked over(Correlated rows) {
            return new Asked(inner.over(rows), operands);
        }
    }

    private Asked asked(Correlated asking, int first, RexSubQuery subquery, OuterScope scope) {
        Correlated rows =
                knowing(asking, scope.columns(OuterRefs.of(subquery.getOperands())), scope);
        for (RexSubQuery nested : OuterRefs.subqueries(subquery.getOperands())) {
            throw Unnesting.unsupported(
                    "a subquery before " + subquery.getKind() + ": " + nested.getKind());
        }
        Inner inner = inner(rows, first, subquery.rel, scope);
        Inner whole = new Inner(inner.rows, inner.scope, explicit(inner.answer, inner.scope));
        List<Expr> operands = new ArrayList<>();
        for (RexNode operand : subquery.getOperands()) {
            operands.add(CorrelatedNodes.value(operand, first, inner.rows, scope));
        }
        return new Asked(whole, operands);
    }

    private static Answered in(Asked in) {
        Correlated matched = in.inner.joined(Join.Kind.MARK, in.plan(), in.matches());
        ColumnRef match = mark(matched);
        if (in.operands.size() > 1) {
            Asked next = in.over(matched);
            Correlated marked = next.inner.joined(Join.Kind.MARK, next.plan(), maybe(next));
            return new Answered(marked, Truth.of(match, mark(marked)));
        }
        Expr operand = in.operands.getFirst();
        Correlated rows = matched;
        List<Expr> unknown = new ArrayList<>();
        if (!NeverNull.column(in.plan(), 0)) {
            Asked next = in.over(rows);
            rows = next.inner.joined(Join.Kind.MARK, nulls(next), next.inner.conditions());
            unknown.add(mark(rows));
        }
        if (!NeverNull.expression(operand, in.inner.rows.plan())) {
            Asked next = in.over(rows);
            rows =
                    next.inner.joined(
                            Join.Kind.MARK, presence(next.inner.answer), next.inner.conditions());
            unknown.add(Truth.and(Truth.isNull(operand), mark(rows)));
        }
        return new Answered(rows, unknown.isEmpty() ? match : Truth.of(match, Truth.or(unknown)));
    }

    /** The rows of which it is certain that nothing in the subquery equals the operands. */
    private static Correlated notIn(Asked in) {
        if (in.operands.size() > 1) {
            return in.inner.joined(Join.Kind.ANTI, in.plan(), maybe(in));
        }
        Expr operand = in.operands.getFirst();
        Correlated rows = in.inner.joined(Join.Kind.ANTI, in.plan(), in.matches());
        if (!NeverNull.column(in.plan(), 0)) {
            Asked next = in.over(rows);
            rows = next.inner.joined(Join.Kind.ANTI, nulls(next), next.inner.conditions());
        }
        if (!NeverNull.expression(operand, rows.plan())) {
            Asked next = in.over(rows);
            List<Expr> conditions = next.inner.conditions();
            conditions.add(Truth.isNull(operand));
            rows = next.inner.joined(Join.Kind.ANTI, presence(next.inner.answer), conditions);
        }
        return rows;
    }

    /** The subquery's rows that are NULL. */
    private static Plan nulls(Asked in) {
        Correlated answer = in.inner.answer;
        Plan filtered = new Filter(answer.plan(), Truth.isNull(answer.ref(0)));
        return presence(new Correlated(filtered, answer.width(), answer.bindings(), null));
    }

    /** That each pair of values is equal or may be: one of the two is NULL. */
    private static List<Expr> maybe(Asked in) {
        List<Expr> conditions = in.inner.conditions();
        for (int i = 0; i < in.operands.size(); i++) {
            conditions.add(
                    Truth.or(
                            List.of(
                                    in.equal(i),
                                    Truth.isNull(in.operands.get(i)),
                                    Truth.isNull(in.inner.column(i)))));
        }
        return conditions;
    }
}
