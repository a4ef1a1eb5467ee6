package dev.tidemill.engine.circuit;

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
import dev.tidemill.engine.operator.AggregateOperator;
import dev.tidemill.engine.operator.AsofJoinOperator;
import dev.tidemill.engine.operator.FilterOperator;
import dev.tidemill.engine.operator.FinalRowsOperator;
import dev.tidemill.engine.operator.JoinOperator;
import dev.tidemill.engine.operator.Operator;
import dev.tidemill.engine.operator.OverOperator;
import dev.tidemill.engine.operator.PairJoinOperator;
import dev.tidemill.engine.operator.ProjectOperator;
import dev.tidemill.engine.operator.SetOperator;
import dev.tidemill.engine.operator.TemporalFilterOperator;
import dev.tidemill.engine.operator.TimeWindowsOperator;
import dev.tidemill.engine.operator.TopNOperator;
import dev.tidemill.engine.operator.UnionOperator;
import dev.tidemill.engine.operator.UnnestOperator;
import dev.tidemill.engine.operator.ValuesOperator;
import dev.tidemill.engine.state.StateSpace;

/** Makes the operator of a plan node. */
final class OperatorFactory {
    private OperatorFactory() {}

    /**
     * @param region the name of the operator's state in the space
     */
    static Operator create(Plan plan, StateSpace space, String region) {
        return switch (plan) {
            case Filter filter -> new FilterOperator(filter);
            case Project project -> new ProjectOperator(project);
            case Union union -> new UnionOperator(union);
            case Values values -> new ValuesOperator(values);
            case TemporalFilter filter -> new TemporalFilterOperator(filter, space, region);
            case Aggregate aggregate -> new AggregateOperator(aggregate, space, region);
            case Join join ->
                    PairJoinOperator.takes(join)
                            ? new PairJoinOperator(join, space, region)
                            : new JoinOperator(join, space, region);
            case AsofJoin join -> new AsofJoinOperator(join, space, region);
            case TopN top -> new TopNOperator(top, space, region);
            case FinalRows rows -> new FinalRowsOperator(rows, space, region);
            case SetOperation set -> new SetOperator(set, space, region);
            case TimeWindows windows -> new TimeWindowsOperator(windows);
            case Unnest unnest -> new UnnestOperator(unnest);
            case Over over -> new OverOperator(over, space, region);
            case Scan scan -> throw new IllegalArgumentException(scan.table() + " is a table");
        };
    }

    static boolean isStateful(Plan plan) {
        return switch (plan) {
            case TemporalFilter _,
                    Aggregate _,
                    Join _,
                    AsofJoin _,
                    TopN _,
                    SetOperation _,
                    Over _,
                    FinalRows _ ->
                    true;
            case Filter _, Project _, Union _, TimeWindows _, Unnest _, Values _, Scan _ -> false;
        };
    }

    /** True when rows can fail in the node itself. */
    static boolean isFallible(Plan plan) {
        return switch (plan) {
            case Filter _, Project _, TemporalFilter _, Aggregate _, Over _, TimeWindows _ -> true;
            case Join join -> join.residual() != null;
            case AsofJoin _,
                    TopN _,
                    Unnest _,
                    Union _,
                    SetOperation _,
                    Values _,
                    Scan _,
                    FinalRows _ ->
                    false;
        };
    }
}
