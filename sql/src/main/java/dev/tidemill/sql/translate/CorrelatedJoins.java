package dev.tidemill.sql.translate;

import static dev.tidemill.sql.translate.Unnesting.explicit;
import static dev.tidemill.sql.translate.Unnesting.knowing;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.translate.Correlated.Binding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/**
 * Joins whose sides read outer rows or whose condition holds a subquery, and lateral ones. The
 * sides of a pair count for the same outer rows; where a row without a partner is kept, it must
 * know for which outer rows it is.
 */
final class CorrelatedJoins {
    private final OuterScope scope;
    private final CorrelatedNodes nodes;
    private Correlated left;
    private Correlated right;
    private final Map<RexNode, Expr> leftAnswers = new HashMap<>();
    private final Map<RexNode, Expr> rightAnswers = new HashMap<>();

    private CorrelatedJoins(
            Correlated left, Correlated right, OuterScope scope, CorrelatedNodes nodes) {
        this.left = explicit(left, scope);
        this.right = explicit(right, scope);
        this.scope = scope;
        this.nodes = nodes;
    }

    static Correlated join(Join join, OuterScope scope, CorrelatedNodes nodes) {
        return new CorrelatedJoins(
                        nodes.translate(join.getLeft(), scope),
                        nodes.translate(join.getRight(), scope),
                        scope,
                        nodes)
                .joined(join.getJoinType(), CorrelatedNodes.conjuncts(join.getCondition()));
    }

    /** The right side is answered for the rows of the left one. */
    static Correlated lateral(Correlate correlate, OuterScope scope, CorrelatedNodes nodes) {
        Correlated left = explicit(nodes.translate(correlate.getLeft(), scope), scope);
        Subqueries.Inner inner = nodes.subqueries().inner(left, 0, correlate.getRight(), scope);
        Correlated rows = inner.rows();
        boolean isConditional = !correlate.getCondition().isAlwaysTrue();
        Correlated part = isConditional ? explicit(inner.answer(), inner.scope()) : inner.answer();
        List<Expr> defaults = part.whenEmpty();
        int size = rows.size();
        Plan marked = Unnesting.marked(part.plan());
        List<Expr> conditions = new ArrayList<>();
        part.bindings().forEach(binding -> conditions.add(binding.condition(rows.plan())));
        if (isConditional) {
            conditions.add(
                    new ExprTranslator(
                                    rows.plan().schema().concat(marked.schema()),
                                    node -> beside(node, rows, part))
                            .translate(correlate.getCondition()));
        }
        boolean keeps = correlate.getJoinType() == JoinRelType.LEFT || defaults != null;
        Plan joined =
                JoinTranslator.join(
                        rows.plan(),
                        marked,
                        keeps ? JoinRelType.LEFT : JoinRelType.INNER,
                        conditions);
        List<Project.Column> columns =
                new ArrayList<>(Projections.all(rows.plan()).subList(0, rows.width()));
        for (int i = 0; i < part.width(); i++) {
            Expr value = new ColumnRef(size + i, joined.schema().type(size + i));
            columns.add(
                    new Project.Column(
                            joined.schema().field(size + i).name(),
                            defaults == null
                                    ? value
                                    : Unnesting.orDefault(joined, size + i, defaults.get(i))));
        }
        return new Correlated(joined, rows.width(), rows.bindings(), null).showing(columns);
    }

    private static @Nullable Expr beside(RexNode node, Correlated rows, Correlated part) {
        if (!(node instanceof RexInputRef ref)) {
            return null;
        }
        int column = ref.getIndex();
        return column < rows.width()
                ? rows.ref(column)
                : Columns.mapped(part.ref(column - rows.width()), c -> c + rows.size());
    }

    private Correlated joined(JoinRelType type, List<RexNode> parts) {
        Set<RexSubQuery> asked = OuterRefs.subqueries(parts);
        if (!asked.isEmpty() && type == JoinRelType.INNER) {
            return filtered(parts);
        }
        asked.forEach(this::answer);
        knowOuter(type, scope.columns(OuterRefs.of(parts)));
        List<Expr> conditions = new ArrayList<>(sameOuterRow(type));
        ExprTranslator expressions =
                new ExprTranslator(
                        left.plan().schema().concat(right.plan().schema()), this::placed);
        parts.forEach(part -> conditions.add(expressions.translate(part)));
        return shown(type, JoinTranslator.join(left.plan(), right.plan(), type, conditions));
    }

    /** An inner join is a filter over all pairs, which later becomes a join again. */
    private Correlated filtered(List<RexNode> parts) {
        Correlated pairs =
                shown(
                        JoinRelType.INNER,
                        JoinTranslator.join(
                                left.plan(),
                                right.plan(),
                                JoinRelType.INNER,
                                sameOuterRow(JoinRelType.INNER)));
        return nodes.where(pairs, parts, scope);
    }

    /** A subquery in the condition of an outer join is answered beside the side that it reads. */
    private void answer(RexSubQuery subquery) {
        Set<Integer> read = Subqueries.ownColumns(subquery, scope);
        int width = left.width();
        if (read.stream().allMatch(c -> c < width)) {
            Subqueries.Answered answered = nodes.subqueries().answer(left, 0, subquery, scope);
            left = answered.rows();
            leftAnswers.put(subquery, answered.value());
        } else if (read.stream().allMatch(c -> c >= width)) {
            Subqueries.Answered answered = nodes.subqueries().answer(right, width, subquery, scope);
            right = answered.rows();
            rightAnswers.put(subquery, answered.value());
        } else {
            throw Unnesting.unsupported(
                    "a subquery that reads both sides of an outer join in its condition");
        }
    }

    /** What is not an ordinary expression, over the columns of both sides. */
    private @Nullable Expr placed(RexNode node) {
        return switch (node) {
            case RexInputRef ref when ref.getIndex() < left.width() -> at(left, ref.getIndex());
            case RexInputRef ref -> at(right, ref.getIndex() - left.width());
            case RexFieldAccess access -> outer(scope.column(OuterRefs.only(access)));
            case RexSubQuery subquery when rightAnswers.containsKey(subquery) ->
                    Columns.mapped(
                            requireNonNull(rightAnswers.get(subquery)), c -> c + left.size());
            default -> leftAnswers.get(node);
        };
    }

    private Expr outer(int column) {
        ColumnRef outer = Unnesting.outerRef(scope, column);
        return left.bound(outer)
                .map(binding -> at(left, binding.column()))
                .orElseGet(() -> at(right, right.bound(outer).orElseThrow().column()));
    }

    /** The outer columns that the condition reads, or by which rows without a partner are told. */
    private void knowOuter(JoinRelType type, Set<Integer> read) {
        Set<Integer> leftNeeds = new TreeSet<>();
        Set<Integer> rightNeeds = new TreeSet<>();
        switch (type) {
            case LEFT -> leftNeeds.addAll(right.outerColumns());
            case RIGHT -> rightNeeds.addAll(left.outerColumns());
            case FULL -> {
                leftNeeds.addAll(left.outerColumns());
                leftNeeds.addAll(right.outerColumns());
                rightNeeds.addAll(leftNeeds);
            }
            default -> {}
        }
        (type == JoinRelType.RIGHT ? rightNeeds : leftNeeds).addAll(read);
        if (type == JoinRelType.FULL) {
            rightNeeds.addAll(read);
        }
        left = knowing(left, leftNeeds, scope);
        right = knowing(right, rightNeeds, scope);
    }

    /** That both sides of a pair count for the same outer rows, as far as both say. */
    private List<Expr> sameOuterRow(JoinRelType type) {
        List<Expr> conditions = new ArrayList<>();
        boolean leftKnows = type != JoinRelType.RIGHT;
        Correlated one = leftKnows ? left : right;
        Correlated other = leftKnows ? right : left;
        for (Binding binding : other.bindings()) {
            Expr theirs = at(other, binding.column());
            one.bound(binding.outer())
                    .ifPresentOrElse(
                            same ->
                                    conditions.add(
                                            Correlated.equality(
                                                    at(one, same.column()),
                                                    theirs,
                                                    same.strict() || binding.strict())),
                            () -> {
                                if (type != JoinRelType.INNER) {
                                    conditions.add(
                                            Correlated.equality(
                                                    computed(one, binding.outer()),
                                                    theirs,
                                                    binding.strict()));
                                }
                            });
        }
        return conditions;
    }

    /** A column of a side among the columns of both. */
    private Expr at(Correlated side, int column) {
        int shift = side == right ? left.size() : 0;
        return Columns.mapped(side.ref(column), c -> c + shift);
    }

    /** An expression over outer columns that a side knows. */
    private Expr computed(Correlated side, Expr outer) {
        int shift = side == right ? left.size() : 0;
        return Columns.mapped(
                outer,
                c -> shift + side.bound(Unnesting.outerRef(scope, c)).orElseThrow().column());
    }

    private Correlated shown(JoinRelType type, Plan joined) {
        int size = left.size();
        List<Binding> bindings = new ArrayList<>();
        Plan plan = joined;
        switch (type) {
            case LEFT -> bindings.addAll(left.bindings());
            case RIGHT -> right.bindings().forEach(b -> bindings.add(b.at(size + b.column())));
            case FULL -> {
                List<Project.Column> columns = Projections.all(joined);
                for (Binding binding : left.bindings()) {
                    int theirs = right.bound(binding.outer()).orElseThrow().column();
                    Expr value =
                            new Coalesce(
                                    List.of(at(left, binding.column()), at(right, theirs)),
                                    binding.outer().type());
                    bindings.add(new Binding(binding.outer(), columns.size(), false));
                    columns.add(new Project.Column("$outer", value));
                }
                plan = new Project(joined, columns);
            }
            default -> {
                bindings.addAll(left.bindings());
                for (Binding binding : right.bindings()) {
                    if (left.bound(binding.outer()).isEmpty()) {
                        bindings.add(binding.at(size + binding.column()));
                    }
                }
            }
        }
        List<Integer> own = new ArrayList<>(IntStream.range(0, left.width()).boxed().toList());
        IntStream.range(size, size + right.width()).forEach(own::add);
        return new Correlated(plan, 0, bindings, null).showingAt(own);
    }
}
