package dev.tidemill.sql.check;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.type.Type;

/**
 * Nothing is ordered by JSON: PostgreSQL's order of documents (by kind, then by size) is of no use
 * to anybody, and the order of their texts would be another.
 */
public final class JsonHasNoOrder {
    private JsonHasNoOrder() {}

    /** Throws for a plan that orders by JSON: the user's fault. */
    public static void check(Plan plan) {
        switch (plan) {
            case TopN top ->
                    top.order().forEach(key -> refuse(top.input().schema().type(key.column())));
            case Aggregate aggregate ->
                    aggregate.calls().forEach(call -> refuseExtreme(aggregate, call));
            default -> {}
        }
        plan.inputs().forEach(JsonHasNoOrder::check);
    }

    private static void refuseExtreme(Aggregate aggregate, AggregateCall call) {
        boolean isExtreme =
                call.function() == AggregateFunction.MIN
                        || call.function() == AggregateFunction.MAX;
        if (isExtreme) {
            refuse(aggregate.input().schema().type(call.argument()));
        }
    }

    private static void refuse(Type type) {
        if (type == Type.JSON) {
            throw new TidemillException(ErrorCode.TYPE_MISMATCH, "JSON has no order")
                    .withHint("Order by a value inside of it, as in (document ->> 'n')::INTEGER.");
        }
    }
}
