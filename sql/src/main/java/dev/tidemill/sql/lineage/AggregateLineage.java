package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import java.util.ArrayList;
import java.util.List;

/** What groups and their aggregates depend on. */
final class AggregateLineage {
    private AggregateLineage() {}

    /** Without keys there is one row whatever the input is, unless an aggregate fails. */
    static Traced of(Aggregate aggregate, Traced input) {
        boolean isOneRow = aggregate.keys().isEmpty();
        List<Dependencies> columns = new ArrayList<>();
        aggregate.keys().forEach(key -> columns.add(input.column(key)));
        Dependencies rows =
                isOneRow
                        ? Dependencies.NONE
                        : input.rows().and(input.of(aggregate.keys(), Influence.GROUP_BY));
        for (AggregateCall call : aggregate.calls()) {
            Dependencies value = call(call, input);
            columns.add(isOneRow ? value.and(input.rows()) : value);
            if (FailingAggregates.canFail(call, aggregate.input().schema())) {
                rows = rows.and(value.by(Influence.ERROR)).and(input.rows());
            }
        }
        return new Traced(columns, rows);
    }

    /** What a call depends on beyond the rows that it is over. */
    static Dependencies call(AggregateCall call, Traced input) {
        boolean masks = isCount(call.function());
        List<Integer> values = new ArrayList<>(call.arguments());
        List<Integer> order = new ArrayList<>();
        boolean takesOrdered =
                call.function().isOfPairs()
                        || call.function() == AggregateFunction.JSON_OBJECT_AGG
                        || call.function() == AggregateFunction.JAVA;
        call.order().forEach(key -> (takesOrdered ? values : order).add(key.column()));
        order.removeAll(values);
        List<Integer> filter = call.filter() < 0 ? List.of() : List.of(call.filter());
        return Dependencies.all(
                List.of(
                        Dependencies.all(values.stream().map(input::column).toList())
                                .by(new Transformation(Influence.AGGREGATION, masks)),
                        input.of(order, Influence.SORT),
                        input.of(filter, Influence.FILTER)));
    }

    private static boolean isCount(AggregateFunction function) {
        return switch (function) {
            case COUNT, REGR_COUNT, APPROX_COUNT_DISTINCT -> true;
            case SUM, AVG, MIN, MAX, BIT_AND, BIT_OR, BIT_XOR, BOOL_AND, BOOL_OR -> false;
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> false;
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY -> false;
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> false;
            case FIRST, MODE, PERCENTILE_CONT, PERCENTILE_DISC, STRING_AGG -> false;
            case ARRAY_AGG, JSON_AGG, JSON_OBJECT_AGG, JAVA -> false;
        };
    }
}
