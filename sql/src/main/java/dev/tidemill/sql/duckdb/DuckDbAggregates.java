package dev.tidemill.sql.duckdb;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.Promotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        boolean isExact = argument != Type.DOUBLE && argument != Type.INTERVAL;
        if (call.function() == AggregateFunction.AVG && isExact) {
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
                    case AVG ->
                            applied(call, argument == Type.DOUBLE ? "favg" : "avg", column(call));
                    case MIN -> applied(call, "min", column(call));
                    case MAX -> applied(call, "max", column(call));
                    case BOOL_AND -> applied(call, "bool_and", column(call));
                    case BOOL_OR -> applied(call, "bool_or", column(call));
                    case BIT_AND -> applied(call, "bit_and", column(call));
                    case BIT_OR -> applied(call, "bit_or", column(call));
                    case BIT_XOR -> applied(call, "bit_xor", column(call));
                    case APPROX_COUNT_DISTINCT ->
                            throw new IllegalStateException("DuckDB counts with another sketch");
                    case VAR_POP -> spread(call, "var_pop");
                    case VAR_SAMP -> spread(call, "var_samp");
                    case STDDEV_POP -> spread(call, "stddev_pop");
                    case STDDEV_SAMP -> spread(call, "stddev_samp");
                    case COVAR_POP,
                            COVAR_SAMP,
                            CORR,
                            REGR_AVGX,
                            REGR_AVGY,
                            REGR_INTERCEPT,
                            REGR_R2,
                            REGR_SLOPE,
                            REGR_SXX,
                            REGR_SXY,
                            REGR_SYY ->
                            pairs(call);
                    case REGR_COUNT -> DuckDbTypes.cast(pairs(call), call.type());
                    case JSON_AGG, JSON_OBJECT_AGG ->
                            throw new IllegalStateException("DuckDB's JSON has other texts");
                    case FIRST -> first(call);
                    case MODE -> applied(call, "mode", column(call));
                    case PERCENTILE_CONT -> percentile(call, "quantile_cont");
                    case PERCENTILE_DISC -> percentile(call, "quantile_disc");
                    case STRING_AGG ->
                            applied(
                                    call,
                                    "string_agg",
                                    column(call) + ", " + parameter(call) + ordered(call));
                    case ARRAY_AGG -> applied(call, "list", column(call) + ordered(call));
                    case JAVA ->
                            throw new TidemillException(
                                    ErrorCode.UNSUPPORTED_SQL,
                                    "DuckDB cannot call the project's aggregate "
                                            + requireNonNull(call.java()).name());
                });
    }

    private void exactAverage(AggregateCall call, DecimalType argument) {
        DecimalType type = (DecimalType) call.type();
        String sum = add(applied(call, "sum", DuckDbDecimals.unscaled(column(call), argument)));
        String count = add(applied(call, "count", column(call)));
        outer.add(DuckDbDecimals.average(sum, count, argument, type) + " AS c" + outer.size());
    }

    private static String pairs(AggregateCall call) {
        String name = call.function().name().toLowerCase(Locale.ROOT);
        return applied(call, name, column(call) + ", c" + call.second());
    }

    /** DuckDB's are doubles; they have fewer digits than an exact one. */
    private static String spread(AggregateCall call, String function) {
        return DuckDbTypes.cast(
                applied(call, function, "CAST(" + column(call) + " AS DOUBLE)"), call.type());
    }

    private static String first(AggregateCall call) {
        List<String> there = new ArrayList<>();
        call.columns().stream()
                .filter(column -> column != call.filter())
                .forEach(column -> there.add("c" + column + " IS NOT NULL"));
        if (call.filter() >= 0) {
            there.add("c" + call.filter());
        }
        return "first("
                + column(call)
                + ordered(call)
                + ") FILTER (WHERE "
                + String.join(" AND ", there)
                + ")";
    }

    private static String percentile(AggregateCall call, String function) {
        String direction = call.order().getFirst().descending() ? " DESC" : "";
        return function
                + "("
                + column(call)
                + ", "
                + parameter(call)
                + " ORDER BY "
                + column(call)
                + direction
                + ")"
                + (call.filter() < 0 ? "" : " FILTER (WHERE c" + call.filter() + ")");
    }

    private static String parameter(AggregateCall call) {
        return DuckDbLiterals.literal(requireNonNull(call.parameter()));
    }

    /** The call's order, then the argument's own. */
    private static String ordered(AggregateCall call) {
        List<String> keys = new ArrayList<>();
        for (SortKey key : call.order()) {
            keys.add(
                    "c"
                            + key.column()
                            + (key.descending() ? " DESC" : " ASC")
                            + (key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST"));
        }
        keys.add(column(call) + " ASC NULLS LAST");
        return " ORDER BY " + String.join(", ", keys);
    }

    private static String column(AggregateCall call) {
        return "c" + call.argument();
    }

    private static String applied(AggregateCall call, String function, String argument) {
        String filter = call.filter() < 0 ? "" : " FILTER (WHERE c" + call.filter() + ")";
        return function + "(" + (call.distinct() ? "DISTINCT " : "") + argument + ")" + filter;
    }
}
