package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.JavaAggregateOperator;
import dev.tidemill.sql.validate.LiveAggregate;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;

/** Grouping and its aggregates, with PostgreSQL's result types. */
final class AggregateTranslator {
    private AggregateTranslator() {}

    static Plan aggregate(Plan input, org.apache.calcite.rel.core.Aggregate aggregate) {
        AggregateInput arguments = new AggregateInput(input);
        List<AggregateCall> calls = new ArrayList<>();
        for (var call : aggregate.getNamedAggCalls()) {
            if (call.left.getAggregation().getKind() != SqlKind.GROUPING) {
                calls.add(call(arguments, call.left, call.right));
            }
        }
        return GroupingSets.of(arguments.plan(), aggregate, calls);
    }

    private static AggregateCall call(
            AggregateInput input, org.apache.calcite.rel.core.AggregateCall call, String name) {
        if (call.getAggregation() instanceof LiveAggregate ours) {
            return OrderedCalls.call(input, call, ours, name);
        }
        if (call.getAggregation() instanceof JavaAggregateOperator own) {
            return javaCall(input, call, own.java(), name);
        }
        AggregateFunction function = function(call);
        if (call.getArgList().size() > 1) {
            throw unsupported(function + " of several columns");
        }
        int argument = call.getArgList().isEmpty() ? -1 : call.getArgList().getFirst();
        Type type = type(function, argument < 0 ? Type.BIGINT : input.type(argument));
        boolean distinct =
                call.isDistinct()
                        && function != AggregateFunction.MIN
                        && function != AggregateFunction.MAX;
        return new AggregateCall(function, argument, call.filterArg, distinct, type, name);
    }

    /** Arguments of narrower types become those of the parameters. */
    private static AggregateCall javaCall(
            AggregateInput input,
            org.apache.calcite.rel.core.AggregateCall call,
            JavaAggregate java,
            String name) {
        List<Integer> arguments = new ArrayList<>();
        for (int i = 0; i < java.parameters().size(); i++) {
            arguments.add(input.as(call.getArgList().get(i), java.parameters().get(i)));
        }
        return AggregateCall.of(java, arguments, call.filterArg, call.isDistinct(), name);
    }

    private static AggregateFunction function(org.apache.calcite.rel.core.AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case COUNT -> AggregateFunction.COUNT;
            case MIN -> AggregateFunction.MIN;
            case MAX -> AggregateFunction.MAX;
            default -> throw unsupported(call.getAggregation().getName());
        };
    }

    private static Type type(AggregateFunction function, Type argument) {
        return function == AggregateFunction.COUNT ? Type.BIGINT : argument;
    }

    private static TidemillException unsupported(String what) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, what + " is not supported in a live table");
    }
}
