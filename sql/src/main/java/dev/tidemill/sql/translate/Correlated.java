package dev.tidemill.sql.translate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A part of a subquery, answered for all outer rows at once: each of its rows says by its bindings
 * for which outer rows it counts.
 *
 * @param plan the part's own columns, then others
 * @param width how many columns are its own
 * @param bindings what an outer row must have for a row to count; none when all rows count for all
 * @param whenEmpty the one row that an outer row has for which the plan has no row, over the
 *     scope's columns; null when there is none then
 */
record Correlated(Plan plan, int width, List<Binding> bindings, @Nullable List<Expr> whenEmpty) {
    /**
     * An outer row counts when its value of {@code outer} equals the column's.
     *
     * @param outer over the scope's columns
     * @param strict NULL equals nothing; else NULL equals NULL
     */
    record Binding(Expr outer, int column, boolean strict) {
        /** The condition over the columns of the scope's rows and then the plan's. */
        Expr condition(Plan rows) {
            return equality(
                    outer, new ColumnRef(rows.schema().size() + column, outer.type()), strict);
        }

        Binding at(int newColumn) {
            return new Binding(outer, newColumn, strict);
        }
    }

    Correlated {
        requireNonNull(plan, "plan");
        bindings = List.copyOf(bindings);
        whenEmpty = whenEmpty == null ? null : List.copyOf(whenEmpty);
    }

    /** What does not depend on outer rows. */
    static Correlated independent(Plan plan) {
        return new Correlated(plan, plan.schema().size(), List.of(), null);
    }

    static Expr equality(Expr one, Expr other, boolean strict) {
        return Call.of(
                strict ? ScalarFunction.EQUAL : ScalarFunction.IS_NOT_DISTINCT,
                Type.BOOLEAN,
                one,
                other);
    }

    int size() {
        return plan.schema().size();
    }

    Optional<Binding> bound(Expr outer) {
        return bindings.stream().filter(binding -> binding.outer().equals(outer)).findFirst();
    }

    /** The scope's columns that the bindings and the row for nothing read. */
    Set<Integer> outerColumns() {
        Set<Integer> columns = new TreeSet<>();
        bindings.forEach(
                binding -> columns.addAll(dev.tidemill.sql.rewrite.Columns.used(binding.outer())));
        if (whenEmpty != null) {
            whenEmpty.forEach(
                    value -> columns.addAll(dev.tidemill.sql.rewrite.Columns.used(value)));
        }
        return columns;
    }

    /** A reference to a column of the plan. */
    ColumnRef ref(int column) {
        return new ColumnRef(column, plan.schema().type(column));
    }

    /** The same rows with these columns as their own, and those of the bindings behind them. */
    Correlated showing(List<Project.Column> own) {
        List<Project.Column> columns = new ArrayList<>(own);
        List<Binding> moved = new ArrayList<>();
        for (Binding binding : bindings) {
            moved.add(binding.at(columns.size()));
            columns.add(
                    new Project.Column(
                            plan.schema().field(binding.column()).name(), ref(binding.column())));
        }
        return new Correlated(new Project(plan, columns), own.size(), moved, null);
    }

    /** The same rows with the columns at some positions as their own. */
    Correlated showingAt(List<Integer> positions) {
        List<Project.Column> own = new ArrayList<>();
        for (int position : positions) {
            own.add(new Project.Column(plan.schema().field(position).name(), ref(position)));
        }
        return showing(own);
    }
}
