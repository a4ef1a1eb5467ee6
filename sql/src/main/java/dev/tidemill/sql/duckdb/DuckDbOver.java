package dev.tidemill.sql.duckdb;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.Promotion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Functions over windows. What depends on single rows is ordered by the whole row behind the sort
 * columns; what depends on peers is ordered by the sort columns alone. An exact average is the sum
 * and the count of the inner query, divided in the outer one.
 */
final class DuckDbOver {
    private final Over over;
    private final int width;
    private final List<String> inner = new ArrayList<>();
    private final List<String> outer = new ArrayList<>();

    private DuckDbOver(Over over) {
        this.over = over;
        this.width = over.input().schema().size();
    }

    static String query(Over over, String input) {
        DuckDbOver query = new DuckDbOver(over);
        for (int i = 0; i < query.width; i++) {
            query.inner.add("c" + i);
            query.outer.add("c" + i);
        }
        String source = query.hasSessions() ? query.numbered(input) : input;
        for (OverCall call : over.calls()) {
            query.outer.add(query.value(call) + " AS c" + query.outer.size());
        }
        return "SELECT "
                + String.join(", ", query.outer)
                + " FROM (SELECT "
                + String.join(", ", query.inner)
                + " FROM "
                + source
                + ") AS g";
    }

    /**
     * ORDER BY of a window, with each column once: only the first of two counts.
     *
     * @param tieColumns so many columns break ties; 0 for none
     */
    static String order(List<SortKey> keys, int tieColumns) {
        Map<Integer, String> order = new LinkedHashMap<>();
        for (SortKey key : keys) {
            order.putIfAbsent(
                    key.column(),
                    "c"
                            + key.column()
                            + (key.descending() ? " DESC" : " ASC")
                            + (key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST"));
        }
        for (int i = 0; i < tieColumns; i++) {
            order.putIfAbsent(i, "c" + i + " ASC NULLS LAST");
        }
        return order.isEmpty() ? "" : "ORDER BY " + String.join(", ", order.values());
    }

    /** Adds a column to the inner query and gives its name. */
    private String add(String value) {
        String name = "g" + inner.size();
        inner.add(value + " AS " + name);
        return name;
    }

    private String partition() {
        return over.partition().isEmpty()
                ? ""
                : "PARTITION BY "
                        + over.partition().stream()
                                .map(c -> "c" + c)
                                .collect(Collectors.joining(", "))
                        + " ";
    }

    private String byRow() {
        return " OVER (" + partition() + order(over.order(), width) + ")";
    }

    private String byPeers() {
        return " OVER (" + partition() + order(over.order(), 0) + ")";
    }

    private String value(OverCall call) {
        return switch (call) {
            case OverCall.Ranking ranking -> add(ranking(ranking));
            case OverCall.Neighbour neighbour -> add(neighbour(neighbour));
            case OverCall.Picked picked -> add(picked(picked));
            case OverCall.Aggregated aggregated -> aggregated(aggregated);
            case OverCall.SessionBound session -> add(session(session));
        };
    }

    private String ranking(OverCall.Ranking call) {
        return switch (call.kind()) {
            case ROW_NUMBER -> "row_number()" + byRow();
            case NTILE -> "CAST(ntile(" + call.buckets() + ")" + byRow() + " AS INTEGER)";
            case RANK -> "rank()" + byPeers();
            case DENSE_RANK -> "dense_rank()" + byPeers();
            case PERCENT_RANK -> "percent_rank()" + byPeers();
            case CUME_DIST -> "cume_dist()" + byPeers();
        };
    }

    private String neighbour(OverCall.Neighbour call) {
        String fallback = call.fallback() < 0 ? "" : ", c" + call.fallback();
        return (call.offset() < 0 ? "lag(c" : "lead(c")
                + call.argument()
                + ", "
                + Math.abs(call.offset())
                + fallback
                + ")"
                + byRow();
    }

    /** The frame goes by peers, its rows are told apart by the whole row. */
    private String picked(OverCall.Picked call) {
        boolean byRows = call.frame().mode() == Frame.Mode.ROWS;
        String function =
                call.fromEnd()
                        ? "last_value(c" + call.argument()
                        : "nth_value(c" + call.argument() + ", " + call.place();
        return function
                + (byRows ? ")" : " " + order(over.order(), width) + ")")
                + framed(call.frame());
    }

    private String framed(Frame frame) {
        boolean byRows = frame.mode() == Frame.Mode.ROWS;
        return " OVER ("
                + partition()
                + order(over.order(), byRows ? width : 0)
                + " "
                + frame.mode()
                + " BETWEEN "
                + bound(frame.start())
                + " AND "
                + bound(frame.end())
                + exclusion(frame)
                + ")";
    }

    private static String exclusion(Frame frame) {
        return switch (frame.exclusion()) {
            case NO_OTHERS -> "";
            case CURRENT_ROW -> " EXCLUDE CURRENT ROW";
            case GROUP -> " EXCLUDE GROUP";
            case TIES -> " EXCLUDE TIES";
        };
    }

    private static String bound(Frame.Bound bound) {
        String edge = bound.edge().name().replace('_', ' ');
        Literal offset = bound.offset();
        if (offset == null) {
            return edge;
        }
        return offset.value() instanceof Interval interval
                ? "to_microseconds("
                        + (interval.days() * Interval.MICROS_PER_DAY + interval.micros())
                        + ") "
                        + edge
                : DuckDbLiterals.literal(offset) + " " + edge;
    }

    private String aggregated(OverCall.Aggregated aggregated) {
        AggregateCall call = aggregated.call();
        Type argument =
                call.argument() < 0 ? Type.BIGINT : over.input().schema().type(call.argument());
        String column = "c" + call.argument();
        Frame frame = aggregated.frame();
        boolean isExact = argument != Type.DOUBLE && argument != Type.INTERVAL;
        if (call.function() == AggregateFunction.AVG && isExact) {
            DecimalType type = Promotion.decimal(argument);
            String sum = add(applied(call, "sum", DuckDbDecimals.unscaled(column, type), frame));
            String count = add(applied(call, "count", column, frame));
            return DuckDbDecimals.average(sum, count, type, (DecimalType) call.type());
        }
        return add(
                switch (call.function()) {
                    case COUNT -> applied(call, "count", call.argument() < 0 ? "*" : column, frame);
                    case SUM ->
                            argument == Type.DOUBLE
                                    ? applied(call, "fsum", column, frame)
                                    : DuckDbTypes.cast(
                                            applied(call, "sum", column, frame), call.type());
                    case AVG ->
                            applied(call, argument == Type.DOUBLE ? "favg" : "avg", column, frame);
                    case MIN -> applied(call, "min", column, frame);
                    case MAX -> applied(call, "max", column, frame);
                    case BOOL_AND -> applied(call, "bool_and", column, frame);
                    case BOOL_OR -> applied(call, "bool_or", column, frame);
                    case BIT_AND -> applied(call, "bit_and", column, frame);
                    case BIT_OR -> applied(call, "bit_or", column, frame);
                    case BIT_XOR -> applied(call, "bit_xor", column, frame);
                    case VAR_POP -> spread(call, "var_pop", frame);
                    case VAR_SAMP -> spread(call, "var_samp", frame);
                    case STDDEV_POP -> spread(call, "stddev_pop", frame);
                    case STDDEV_SAMP -> spread(call, "stddev_samp", frame);
                    case FIRST, MODE, PERCENTILE_CONT, PERCENTILE_DISC -> throw notOver(call);
                    case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT ->
                            throw notOver(call);
                    case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY ->
                            throw notOver(call);
                    case JSON_AGG, JSON_OBJECT_AGG, JAVA -> throw notOver(call);
                    case STRING_AGG, ARRAY_AGG, APPROX_COUNT_DISTINCT -> throw notOver(call);
                });
    }

    /** DuckDB's are doubles; they have fewer digits than an exact one. */
    private String spread(AggregateCall call, String function, Frame frame) {
        String argument = "CAST(c" + call.argument() + " AS DOUBLE)";
        return DuckDbTypes.cast(applied(call, function, argument, frame), call.type());
    }

    private static IllegalStateException notOver(AggregateCall call) {
        return new IllegalStateException(call.function() + " has no OVER");
    }

    private String applied(AggregateCall call, String function, String argument, Frame frame) {
        String filter = call.filter() < 0 ? "" : " FILTER (WHERE c" + call.filter() + ")";
        return function + "(" + argument + ")" + filter + framed(frame);
    }

    private boolean hasSessions() {
        return over.calls().stream().anyMatch(OverCall.SessionBound.class::isInstance);
    }

    /** The input with each row's session number for each gap: s and the gap. */
    private String numbered(String input) {
        String time = "c" + over.order().getFirst().column();
        String source = input;
        for (long gap : gaps()) {
            String before = "lag(" + time + ")" + byRow();
            String begins =
                    "CASE WHEN "
                            + time
                            + " IS NOT DISTINCT FROM "
                            + before
                            + " OR abs(epoch_us("
                            + time
                            + ") - epoch_us("
                            + before
                            + ")) <= "
                            + gap
                            + " THEN 0 ELSE 1 END";
            source = "(SELECT *, " + begins + " AS b" + gap + " FROM " + source + ") AS t";
            String rows = " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)";
            String number =
                    "sum(b" + gap + ") OVER (" + partition() + order(over.order(), width) + rows;
            source = "(SELECT *, " + number + " AS s" + gap + " FROM " + source + ") AS t";
        }
        return source;
    }

    private List<Long> gaps() {
        return over.calls().stream()
                .filter(OverCall.SessionBound.class::isInstance)
                .map(call -> ((OverCall.SessionBound) call).gapMicros())
                .distinct()
                .toList();
    }

    private String session(OverCall.SessionBound call) {
        String time = "c" + requireNonNull(over.order().getFirst()).column();
        String by = partition().isEmpty() ? "PARTITION BY " : partition().strip() + ", ";
        String window = " OVER (" + by + "s" + call.gapMicros() + ")";
        return call.isEnd()
                ? "max(" + time + ")" + window + " + to_microseconds(" + call.gapMicros() + ")"
                : "min(" + time + ")" + window;
    }
}
