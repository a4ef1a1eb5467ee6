package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.plan.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parts of a filter that compare with now() into times of validity.
 *
 * <pre>
 * filter x = 1 and t &gt; now() - interval '1 hour' (s)
 *   → temporal filter to = t + interval '1 hour' (filter x = 1 (s))
 * </pre>
 */
final class TemporalFilters implements Pass {
    @Override
    public Plan apply(Plan plan) {
        Plan renewed = Pass.overInputs(plan, this::apply);
        return switch (renewed) {
            case Filter filter -> split(filter);
            case Project project -> {
                project.columns().forEach(c -> refuseNow(c.expression(), "the result"));
                yield project;
            }
            case Join join -> {
                refuseNow(join.residual(), "the condition of an outer join");
                yield join;
            }
            case Scan _,
                    TemporalFilter _,
                    Aggregate _,
                    AsofJoin _,
                    TopN _,
                    Over _,
                    TimeWindows _,
                    Unnest _,
                    Union _,
                    SetOperation _,
                    Values _,
                    FinalRows _ ->
                    renewed;
        };
    }

    private static void refuseNow(@Nullable Expr expression, String where) {
        if (expression != null && Columns.readsNow(expression)) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "now() may stand only in WHERE, not in " + where)
                    .withHint(
                            "Compare a column with it: t > now() - interval '1 hour'. A value that"
                                    + " changes by itself in every row cannot be kept current.");
        }
    }

    private static Plan split(Filter filter) {
        List<Expr> rest = new ArrayList<>();
        List<ValidityBounds> bounds = new ArrayList<>();
        for (Expr part : Conjunction.split(filter.predicate())) {
            if (Columns.readsNow(part)) {
                bounds.add(ValidityBounds.of(part));
            } else {
                rest.add(part);
            }
        }
        if (bounds.isEmpty()) {
            return filter;
        }
        Plan plan =
                rest.isEmpty() ? filter.input() : new Filter(filter.input(), Conjunction.of(rest));
        return bounded(plan, bounds);
    }

    /** One lower and one upper bound share a node; more of them make more nodes. */
    private static Plan bounded(Plan input, List<ValidityBounds> bounds) {
        Plan plan = input;
        Expr from = null;
        Expr to = null;
        for (ValidityBounds bound : bounds) {
            if ((bound.from() != null && from != null) || (bound.to() != null && to != null)) {
                plan = new TemporalFilter(plan, from, to);
                from = null;
                to = null;
            }
            from = bound.from() == null ? from : bound.from();
            to = bound.to() == null ? to : bound.to();
        }
        return new TemporalFilter(plan, from, to);
    }
}
