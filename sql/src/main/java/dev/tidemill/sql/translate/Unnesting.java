package dev.tidemill.sql.translate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.rewrite.Conjunction;
import dev.tidemill.sql.rewrite.Fallibility;
import dev.tidemill.sql.rewrite.JoinKeys;
import dev.tidemill.sql.translate.Correlated.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a part of a subquery comes to depend on outer rows.
 *
 * <p>An equality of an outer and an inner expression binds: {@code i.x = outer.y} needs nothing but
 * the join with the outer rows, on {@code x = y}, that follows at the end. What reads an outer
 * column otherwise is joined with the column's different values, its domain, first. Both are the
 * dependent join's removal of Neumann and Kemper (Unnesting Arbitrary Queries, BTW 2015).
 */
final class Unnesting {
    private Unnesting() {}

    /** A part with each of these outer columns among its bindings, as it is. */
    static Correlated knowing(Correlated part, Set<Integer> outer, OuterScope scope) {
        boolean known = outer.stream().allMatch(c -> part.bound(outerRef(scope, c)).isPresent());
        if (known) {
            return part;
        }
        Correlated explicit = explicit(part, scope);
        Set<Integer> all = new TreeSet<>(explicit.outerColumns());
        all.addAll(outer);
        List<Integer> wanted = List.copyOf(all);
        Plan domain = scope.domain(wanted);
        List<Expr> conditions = new ArrayList<>();
        int size = explicit.size();
        for (Binding binding : explicit.bindings()) {
            Expr value = Columns.mapped(binding.outer(), c -> size + wanted.indexOf(c));
            conditions.add(
                    Correlated.equality(explicit.ref(binding.column()), value, binding.strict()));
        }
        Plan joined =
                JoinKeys.join(explicit.plan(), domain, Join.Kind.INNER, List.of(), conditions);
        List<Binding> bindings = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            bindings.add(new Binding(outerRef(scope, wanted.get(i)), size + i, false));
        }
        return new Correlated(joined, explicit.width(), bindings, null);
    }

    static ColumnRef outerRef(OuterScope scope, int column) {
        return new ColumnRef(column, scope.rows().schema().type(column));
    }

    /** A part in which the row that stands for no rows is there where it is needed. */
    static Correlated explicit(Correlated part, OuterScope scope) {
        List<Expr> defaults = part.whenEmpty();
        if (defaults == null) {
            return part;
        }
        List<Integer> wanted = List.copyOf(part.outerColumns());
        Plan domain = scope.domain(wanted);
        Plan marked = marked(part.plan());
        int domainSize = wanted.size();
        List<Expr> conditions = new ArrayList<>();
        for (Binding binding : part.bindings()) {
            conditions.add(
                    Correlated.equality(
                            Columns.mapped(binding.outer(), wanted::indexOf),
                            new ColumnRef(
                                    domainSize + binding.column(),
                                    marked.schema().type(binding.column())),
                            binding.strict()));
        }
        Plan joined = JoinKeys.join(domain, marked, Join.Kind.LEFT, List.of(), conditions);
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < part.width(); i++) {
            Expr value =
                    orDefault(
                            joined,
                            domainSize + i,
                            Columns.mapped(defaults.get(i), wanted::indexOf));
            columns.add(new Project.Column(part.plan().schema().field(i).name(), value));
        }
        List<Binding> bindings = new ArrayList<>();
        for (int i = 0; i < domainSize; i++) {
            bindings.add(new Binding(outerRef(scope, wanted.get(i)), part.width() + i, false));
            columns.add(
                    new Project.Column(
                            joined.schema().field(i).name(),
                            new ColumnRef(i, joined.schema().type(i))));
        }
        return new Correlated(new Project(joined, columns), part.width(), bindings, null);
    }

    /** The plan with a last column that is true. */
    static Plan marked(Plan plan) {
        List<Project.Column> columns = Projections.all(plan);
        columns.add(new Project.Column("$there", new Literal(true, Type.BOOLEAN)));
        return new Project(plan, columns);
    }

    /**
     * A column of a plan that {@link #marked} stands at the end of beside rows without a partner:
     * the column, or a default where there was no partner.
     */
    static Expr orDefault(Plan joined, int column, Expr otherwise) {
        ColumnRef value = new ColumnRef(column, joined.schema().type(column));
        if (otherwise instanceof Literal literal && literal.value() == null) {
            return value;
        }
        int mark = joined.schema().size() - 1;
        Expr absent =
                Call.of(ScalarFunction.IS_NULL, Type.BOOLEAN, new ColumnRef(mark, Type.BOOLEAN));
        return new Case(List.of(new Case.Branch(absent, otherwise)), value, value.type());
    }

    /**
     * The rows for which all conditions are true.
     *
     * @param conditions over the plan's columns followed by the scope's
     */
    static Correlated filtered(Correlated part, List<Expr> conditions, OuterScope scope) {
        int size = part.size();
        List<Expr> inner = new ArrayList<>();
        List<Expr> rest = new ArrayList<>();
        List<Expr> binding = new ArrayList<>();
        for (Expr condition : conditions) {
            if (Columns.used(condition).stream().allMatch(c -> c < size)) {
                inner.add(condition);
            } else if (JoinKeys.isKey(condition, size) && !Fallibility.canFail(condition)) {
                binding.add(condition);
            } else {
                rest.add(condition);
            }
        }
        Correlated kept = inner.isEmpty() ? part : kept(part, inner);
        for (Expr equality : binding) {
            kept = bound(kept, (Call) equality, size);
        }
        if (rest.isEmpty()) {
            return kept;
        }
        Set<Integer> outer = new TreeSet<>();
        rest.forEach(
                condition ->
                        Columns.used(condition).stream()
                                .filter(c -> c >= size)
                                .forEach(c -> outer.add(c - size)));
        Correlated knowing = knowing(kept, outer, scope);
        return kept(
                knowing,
                rest.stream().map(condition -> seen(condition, size, knowing, scope)).toList());
    }

    private static Correlated kept(Correlated part, List<Expr> conditions) {
        return new Correlated(
                new Filter(part.plan(), Conjunction.of(conditions)),
                part.width(),
                part.bindings(),
                null);
    }

    /** Binds by an equality over {@code size} columns of the part and then the scope's. */
    private static Correlated bound(Correlated part, Call equality, int size) {
        Expr first = equality.arguments().get(0);
        Expr second = equality.arguments().get(1);
        boolean innerFirst = Columns.used(first).stream().allMatch(c -> c < size);
        Expr inner = innerFirst ? first : second;
        Expr outer = Columns.mapped(innerFirst ? second : first, c -> c - size);
        boolean strict = equality.function() == ScalarFunction.EQUAL;
        var known = part.bound(outer);
        if (known.isPresent()) {
            Expr same = Correlated.equality(part.ref(known.get().column()), inner, strict);
            return kept(part, List.of(same));
        }
        Plan plan = part.plan();
        int column;
        if (inner instanceof ColumnRef ref) {
            column = ref.index();
        } else {
            List<Project.Column> columns = Projections.all(plan);
            column = columns.size();
            columns.add(new Project.Column("$bound" + column, inner));
            plan = new Project(plan, columns);
        }
        List<Binding> bindings = new ArrayList<>(part.bindings());
        bindings.add(new Binding(outer, column, strict));
        return new Correlated(plan, part.width(), bindings, null);
    }

    /** An expression over part and scope, with the scope's columns read where the part has them. */
    static Expr seen(Expr expression, int size, Correlated knowing, OuterScope scope) {
        return Columns.mapped(
                expression,
                c ->
                        c < size
                                ? c
                                : knowing.bound(outerRef(scope, c - size))
                                        .orElseThrow(
                                                () ->
                                                        new IllegalStateException(
                                                                "unknown outer column"))
                                        .column());
    }

    static TidemillException unsupported(String what) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL,
                requireNonNull(what, "what") + " is not supported in a live table");
    }
}
