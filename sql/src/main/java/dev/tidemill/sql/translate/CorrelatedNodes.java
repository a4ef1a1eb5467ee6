package dev.tidemill.sql.translate;

import static dev.tidemill.sql.translate.Unnesting.explicit;
import static dev.tidemill.sql.translate.Unnesting.knowing;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.translate.Correlated.Binding;
import dev.tidemill.sql.validate.JavaAggregateOperator;
import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Relational nodes that hold subqueries, or that stand in one and read outer rows. An outer row's
 * part of the answer is found by the bindings: they join the group's keys, the partition of a LIMIT
 * and the keys of joins. Made only for statements that have a subquery.
 */
final class CorrelatedNodes {
    private final RelTranslator rels;
    private final Subqueries subqueries = new Subqueries(this);

    CorrelatedNodes(RelTranslator rels) {
        this.rels = rels;
    }

    /** A node with subqueries in the outermost query. */
    Plan outermost(RelNode node) {
        return translate(node, OuterScope.NONE, true).plan();
    }

    /** A node somewhere in a subquery of the scope's rows. */
    Correlated translate(RelNode node, OuterScope scope) {
        return translate(node, scope, false);
    }

    private Correlated translate(RelNode node, OuterScope scope, boolean always) {
        if (!always && OuterRefs.of(node).stream().noneMatch(scope::has)) {
            return Correlated.independent(rels.plan(node));
        }
        return switch (node) {
            case Filter filter -> filter(filter, scope);
            case org.apache.calcite.rel.core.Project project -> project(project, scope);
            case org.apache.calcite.rel.core.Aggregate aggregate -> aggregate(aggregate, scope);
            case Join join -> CorrelatedJoins.join(join, scope, this);
            case Correlate correlate -> CorrelatedJoins.lateral(correlate, scope, this);
            case Sort sort -> sort(sort, scope);
            case SetOp set -> set(set, scope);
            default ->
                    throw Unnesting.unsupported(
                            node.getRelTypeName() + " that reads columns of an outer query");
        };
    }

    Subqueries subqueries() {
        return subqueries;
    }

    /** The parts of a condition that must all be true. */
    static List<RexNode> conjuncts(RexNode condition) {
        List<RexNode> parts = new ArrayList<>();
        collect(condition, parts);
        return parts;
    }

    private static void collect(RexNode condition, List<RexNode> parts) {
        if (condition instanceof RexCall call && isAnd(call)) {
            call.getOperands().forEach(operand -> collect(operand, parts));
        } else if (!condition.isAlwaysTrue()) {
            parts.add(condition);
        }
    }

    private Correlated filter(Filter filter, OuterScope scope) {
        return where(
                explicit(translate(filter.getInput(), scope), scope),
                conjuncts(filter.getCondition()),
                scope);
    }

    private static boolean isAnd(RexCall call) {
        return call.getKind() == SqlKind.AND || call.getOperator() == PostgresOperators.AND;
    }

    static boolean isNot(RexNode node) {
        return node instanceof RexCall call
                && (call.getKind() == SqlKind.NOT || call.getOperator() == PostgresOperators.NOT);
    }

    /** Plain conditions first, then subqueries that only keep or drop rows, then the others. */
    Correlated where(Correlated input, List<RexNode> parts, OuterScope scope) {
        List<RexNode> plain = new ArrayList<>();
        List<RexNode> keeping = new ArrayList<>();
        List<RexNode> others = new ArrayList<>();
        for (RexNode part : parts) {
            if (OuterRefs.subqueries(List.of(part)).isEmpty()) {
                plain.add(part);
            } else if (Subqueries.onlyKeeps(part)) {
                keeping.add(part);
            } else {
                others.add(part);
            }
        }
        Correlated kept = filtered(input, plain, scope, Map.of());
        for (RexNode part : keeping) {
            kept = subqueries.keep(kept, part, scope);
        }
        Map<RexNode, Expr> answers = new HashMap<>();
        for (RexSubQuery subquery : OuterRefs.subqueries(others)) {
            Subqueries.Answered answered = subqueries.answer(kept, 0, subquery, scope);
            kept = answered.rows();
            answers.put(subquery, answered.value());
        }
        return filtered(kept, others, scope, answers)
                .showingAt(IntStream.range(0, input.width()).boxed().toList());
    }

    private static Correlated filtered(
            Correlated input, List<RexNode> parts, OuterScope scope, Map<RexNode, Expr> answers) {
        List<Expr> conditions = new ArrayList<>();
        for (RexNode part : parts) {
            conditions.add(expression(part, input, scope, answers));
        }
        return conditions.isEmpty() ? input : Unnesting.filtered(input, conditions, scope);
    }

    /** An expression over the part's columns and then the scope's. */
    static Expr expression(
            RexNode node, Correlated part, OuterScope scope, Map<RexNode, Expr> answers) {
        int size = part.size();
        return new ExprTranslator(
                        part.plan().schema(),
                        special ->
                                special instanceof RexFieldAccess access
                                        ? outer(access, size, scope)
                                        : answers.get(special))
                .translate(node);
    }

    /**
     * An expression over the asking rows' own columns, as one over all columns of the part.
     *
     * @param first which column of the node's row the part's first is
     */
    static Expr value(RexNode node, int first, Correlated part, OuterScope scope) {
        int size = part.size();
        Expr value =
                new ExprTranslator(
                                part.plan().schema(),
                                special ->
                                        switch (special) {
                                            case RexInputRef ref ->
                                                    part.ref(ref.getIndex() - first);
                                            case RexFieldAccess access ->
                                                    outer(access, size, scope);
                                            default -> null;
                                        })
                        .translate(node);
        return Unnesting.seen(value, size, part, scope);
    }

    private static Expr outer(RexFieldAccess access, int size, OuterScope scope) {
        int column = scope.column(OuterRefs.only(access));
        return Columns.mapped(Unnesting.outerRef(scope, column), c -> size + c);
    }

    private Correlated project(org.apache.calcite.rel.core.Project project, OuterScope scope) {
        List<Pair<RexNode, String>> named = project.getNamedProjects();
        boolean isOver = OverTranslator.isIn(named);
        if (WindowsTranslator.isIn(named)) {
            throw Unnesting.unsupported("a table of time windows that reads an outer query");
        }
        Correlated part = translate(project.getInput(), scope);
        Set<Integer> outer = scope.columns(OuterRefs.of(project.getProjects()));
        Set<RexSubQuery> asked = OuterRefs.subqueries(project.getProjects());
        if (isOver || !outer.isEmpty() || !asked.isEmpty()) {
            part = knowing(explicit(part, scope), outer, scope);
        }
        Map<RexNode, Expr> answers = new HashMap<>();
        for (RexSubQuery subquery : asked) {
            Subqueries.Answered answered = subqueries.answer(part, 0, subquery, scope);
            part = answered.rows();
            answers.put(subquery, answered.value());
        }
        Correlated input = part;
        Function<RexNode, @Nullable Expr> special =
                node ->
                        node instanceof RexFieldAccess access
                                ? known(access, input, scope)
                                : answers.get(node);
        return isOver ? over(input, special, named) : plain(input, special, named);
    }

    /** An outer column, where the part has it. */
    private static Expr known(RexFieldAccess access, Correlated part, OuterScope scope) {
        int column = scope.column(OuterRefs.only(access));
        return part.ref(part.bound(Unnesting.outerRef(scope, column)).orElseThrow().column());
    }

    private static Correlated plain(
            Correlated input,
            Function<RexNode, @Nullable Expr> special,
            List<Pair<RexNode, String>> named) {
        ExprTranslator expressions = new ExprTranslator(input.plan().schema(), special);
        List<Project.Column> columns = new ArrayList<>();
        for (Pair<RexNode, String> column : named) {
            columns.add(new Project.Column(column.right, expressions.translate(column.left)));
        }
        Correlated shown = input.showing(columns);
        return new Correlated(
                shown.plan(), shown.width(), shown.bindings(), whenEmpty(input, columns));
    }

    /** Each outer row has windows of its own. */
    private static Correlated over(
            Correlated input,
            Function<RexNode, @Nullable Expr> special,
            List<Pair<RexNode, String>> named) {
        List<Integer> apart = input.bindings().stream().map(Binding::column).toList();
        List<Binding> bindings = new ArrayList<>();
        for (Binding binding : input.bindings()) {
            bindings.add(binding.at(named.size() + bindings.size()));
        }
        return new Correlated(
                OverTranslator.project(input.plan(), apart, special, named),
                named.size(),
                bindings,
                null);
    }

    /** What the projection makes of the row that stands for no rows. */
    private static @Nullable List<Expr> whenEmpty(Correlated input, List<Project.Column> columns) {
        List<Expr> defaults = input.whenEmpty();
        return defaults == null
                ? null
                : columns.stream()
                        .map(
                                column ->
                                        Columns.substituted(
                                                column.expression(),
                                                ref -> defaults.get(ref.index())))
                        .toList();
    }

    /** Each outer row has groups of its own; without GROUP BY it has exactly one. */
    private Correlated aggregate(
            org.apache.calcite.rel.core.Aggregate aggregate, OuterScope scope) {
        Correlated input = explicit(translate(aggregate.getInput(), scope), scope);
        if (!(AggregateTranslator.aggregate(input.plan(), aggregate) instanceof Aggregate own)) {
            throw new TidemillException(
                    ErrorCode.UNSUPPORTED_SQL,
                    "several groupings for each row of an outer query are not supported");
        }
        List<Integer> keys = new ArrayList<>(own.keys());
        input.bindings().forEach(binding -> keys.add(binding.column()));
        Plan grouped = new Aggregate(own.input(), keys, own.calls());
        int ownKeys = own.keys().size();
        List<Binding> bindings = new ArrayList<>();
        for (int i = 0; i < input.bindings().size(); i++) {
            bindings.add(input.bindings().get(i).at(ownKeys + i));
        }
        List<Integer> shown = new ArrayList<>(IntStream.range(0, ownKeys).boxed().toList());
        for (int i = 0; i < own.calls().size(); i++) {
            shown.add(keys.size() + i);
        }
        Correlated groups =
                new Correlated(grouped, grouped.schema().size(), bindings, null).showingAt(shown);
        boolean one = ownKeys == 0 && !own.calls().isEmpty();
        if (one) {
            requireKnownOverNothing(aggregate);
        }
        return new Correlated(
                groups.plan(),
                groups.width(),
                groups.bindings(),
                one ? own.calls().stream().map(CorrelatedNodes::overNothing).toList() : null);
    }

    /** What a project's aggregate says over no rows is known to no plan. */
    private static void requireKnownOverNothing(org.apache.calcite.rel.core.Aggregate aggregate) {
        for (var call : aggregate.getAggCallList()) {
            if (call.getAggregation() instanceof JavaAggregateOperator own) {
                throw SqlErrors.unsupported(
                                own.position(), own.getName() + " for each row of an outer query")
                        .withHint("Join a subquery that groups by the columns they share.");
            }
        }
    }

    private static Expr overNothing(AggregateCall call) {
        return new Literal(call.function().isZeroOverNothing() ? (Object) 0L : null, call.type());
    }

    /** A LIMIT is one for each outer row. */
    private Correlated sort(Sort sort, OuterScope scope) {
        Correlated input = translate(sort.getInput(), scope);
        if (sort.fetch == null && sort.offset == null) {
            return input;
        }
        TopN top = RelTranslator.top(input.plan(), sort);
        if (input.whenEmpty() != null && top.limit() > 0 && top.offset() == 0) {
            return input;
        }
        Correlated part = explicit(input, scope);
        List<Integer> partition = part.bindings().stream().map(Binding::column).toList();
        return new Correlated(
                new TopN(part.plan(), partition, top.order(), top.limit(), top.offset()),
                part.width(),
                part.bindings(),
                null);
    }

    /** UNION, INTERSECT and EXCEPT over the rows of each outer row. */
    private Correlated set(SetOp set, OuterScope scope) {
        List<Correlated> inputs = new ArrayList<>();
        Set<Integer> outer = new TreeSet<>();
        for (RelNode input : set.getInputs()) {
            Correlated part = explicit(translate(input, scope), scope);
            inputs.add(part);
            outer.addAll(part.outerColumns());
        }
        List<String> names = new ArrayList<>(set.getRowType().getFieldNames());
        int width = names.size();
        outer.forEach(column -> names.add("$outer" + column));
        List<Plan> plans = new ArrayList<>();
        for (Correlated input : inputs) {
            plans.add(aligned(knowing(input, outer, scope), List.copyOf(outer), scope));
        }
        List<Binding> bindings = new ArrayList<>();
        for (int column : outer) {
            bindings.add(
                    new Binding(Unnesting.outerRef(scope, column), width + bindings.size(), false));
        }
        Plan all = RelTranslator.together(set, UnionTypes.unified(plans, names));
        return new Correlated(all, width, bindings, null);
    }

    /** The part's own columns and then the outer ones, in order. */
    private static Plan aligned(Correlated part, List<Integer> outer, OuterScope scope) {
        List<Project.Column> columns =
                new ArrayList<>(Projections.all(part.plan()).subList(0, part.width()));
        for (int column : outer) {
            int at = part.bound(Unnesting.outerRef(scope, column)).orElseThrow().column();
            columns.add(new Project.Column("$outer" + column, part.ref(at)));
        }
        return new Project(part.plan(), columns);
    }
}
