package dev.tidemill.sql.check;

import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * An aggregate's argument and filter are columns of its input, the filter a BOOLEAN; what a
 * project's aggregate reads has its parameters' types.
 */
final class AggregateArgumentsFit implements PlanCheck {
    @Override
    public void check(Plan node) {
        if (node instanceof Aggregate aggregate) {
            aggregate.calls().forEach(call -> check(call, aggregate.input().schema(), node));
        }
    }

    private static void check(AggregateCall call, Schema input, Plan node) {
        PlanCheck.require(
                call.argument() < input.size() && call.filter() < input.size(),
                "an aggregate reads a column that is not there",
                node);
        PlanCheck.require(
                call.java() == null
                        || call.java()
                                .parameters()
                                .equals(call.arguments().stream().map(input::type).toList()),
                "an aggregate of the project has arguments of other types",
                node);
        PlanCheck.require(
                call.filter() < 0 || input.type(call.filter()) == Type.BOOLEAN,
                "an aggregate's filter is not BOOLEAN",
                node);
    }
}
