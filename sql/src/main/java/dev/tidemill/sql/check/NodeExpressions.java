package dev.tidemill.sql.check;

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
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The expressions of a node and the columns they read from. */
record NodeExpressions(Schema input, List<Expr> expressions) {
    static NodeExpressions of(Plan node) {
        return switch (node) {
            case Filter filter ->
                    new NodeExpressions(filter.input().schema(), List.of(filter.predicate()));
            case TemporalFilter filter ->
                    new NodeExpressions(
                            filter.input().schema(),
                            Stream.of(filter.from(), filter.to())
                                    .filter(Objects::nonNull)
                                    .toList());
            case Project project ->
                    new NodeExpressions(
                            project.input().schema(),
                            project.columns().stream().map(Project.Column::expression).toList());
            case Join join ->
                    new NodeExpressions(
                            join.pairSchema(),
                            join.residual() == null ? List.of() : List.of(join.residual()));
            case Scan _,
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
                    new NodeExpressions(node.schema(), List.of());
        };
    }
}
