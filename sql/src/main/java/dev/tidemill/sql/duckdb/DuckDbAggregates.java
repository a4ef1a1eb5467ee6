package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.Promotion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Grouping. An exact average is the sum and the count of the inner query, divided in the outer one.
 */
final class DuckDbAggregates {
    private final Aggregate aggregate;
    private final List<String> inner = new ArrayList<>();
    private final List<String> outer = new ArrayList<>();

    private DuckDbAggregates(Aggregate aggregate) {
        this.aggregate = aggregate;
    }

    static String query(Aggregate aggregate, String input) {
        DuckDbAggregates query = new DuckDbAggregates(aggregate);
        aggregate.keys().forEach(key -> query.pass("c" + key));
        aggregate.calls().forEach(query::add);
        return query.text(input);
    }

    private String text(String input) {
        String groups =
                aggregate.keys().stream().map(key -> "c" + key).collect(Collectors.joining(", "));
        String grouped =
                "SELECT "
                        + String.join(", ", inner)
                        + " FROM "
                        + input
                        + (groups.isEmpty() ? "" : " GROUP BY " + groups);
        return "SELECT " + String.join(", ", outer) + " FROM (" + grouped + ") AS g";
    }

    private void pass(String value) {
        outer.add(add(value) + " AS c" + outer.size());
    }

    /** Adds a column to the inner query and gives its name. */
    private String add(String value) {
        String name = "g" + inner.size();
        inner.add(value + " AS " + name);
        return name;
    }

    private void add(AggregateCall call) {
        Type argument =
                call.argument() < 0
                        ? Type.BIGINT
                        : aggregate.input().schema().type(call.argument());
        if (call.function() == AggregateFunction.AVG && argument != Type.DOUBLE) {
            exactAverage(call, Promotion.decimal(argument));
            return;
        }
        pass(
                switch (call.function()) {
                    case COUNT -> applied(call, "count", call.argument() < 0 ? "*" : column(call));
                    case SUM ->
                            argument == Type.DOUBLE
                                    ? applied(call, "fsum", column(call))
                                    : DuckDbTypes.cast(
                                            applied(call, "sum", column(call)), call.type());
                    case AVG -> applied(call, "favg", column(call));
                    case MIN -> applied(call, "min", column(call));
                    case MAX -> applied(call, "max", column(call));
                });
    }

    private void exactAverage(AggregateCall call, DecimalType argument) {
        DecimalType type = (DecimalType) call.type();
        String sum = add(applied(call, "sum", DuckDbDecimals.unscaled(column(call), argument)));
        String count = add(applied(call, "count", column(call)));
        outer.add(DuckDbDecimals.average(sum, count, argument, type) + " AS c" + outer.size());
    }

    private static String column(AggregateCall call) {
        return "c" + call.argument();
    }

    private static String applied(AggregateCall call, String function, String argument) {
        String filter = call.filter() < 0 ? "" : " FILTER (WHERE c" + call.filter() + ")";
        return function + "(" + (call.distinct() ? "DISTINCT " : "") + argument + ")" + filter;
    }
}
