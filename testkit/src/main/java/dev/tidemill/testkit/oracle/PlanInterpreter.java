package dev.tidemill.testkit.oracle;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers a plan from the whole contents of its tables, row by row, at one time. It is the meaning
 * that the engine's increments are held against, so it stays plain: no indexes that matter, no
 * vectors, nothing shared with the engine.
 *
 * <p>A row whose expression fails is left out and counted as an error, with its weight. A part that
 * stands in a plan twice is computed once, so its errors count once.
 */
public final class PlanInterpreter {
    private final Map<String, ZSet> tables;
    private final ExpressionInterpreter expressions;
    private final long nowMicros;
    private final Frontier frontier;
    private final Map<PlanHash, ZSet> answered = new HashMap<>();
    private ZSet errors = new ZSet();

    public PlanInterpreter(Map<String, ZSet> tables, long nowMicros) {
        this(tables, nowMicros, Frontier.of(nowMicros, Map.of()));
    }

    /**
     * @param frontier the watermarks that say which rows are final
     */
    public PlanInterpreter(Map<String, ZSet> tables, long nowMicros, Frontier frontier) {
        this.tables = Map.copyOf(tables);
        this.frontier = frontier;
        this.nowMicros = nowMicros;
        this.expressions = new ExpressionInterpreter(nowMicros);
    }

    public OracleResult answer(Plan plan) {
        errors = new ZSet();
        answered.clear();
        ZSet rows = interpret(plan);
        return new OracleResult(rows, errors);
    }

    private ZSet interpret(Plan plan) {
        PlanHash name = PlanHash.of(plan);
        ZSet known = answered.get(name);
        ZSet answer = known == null ? compute(plan) : known;
        answered.put(name, answer);
        return answer;
    }

    private ZSet compute(Plan plan) {
        return switch (plan) {
            case Scan scan -> requireNonNull(tables.get(scan.table()), scan.table());
            case Filter filter -> filter(filter);
            case TemporalFilter filter -> temporal(filter);
            case Project project -> project(project);
            case Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case AsofJoin join ->
                    AsofInterpreter.joined(join, interpret(join.left()), interpret(join.right()));
            case TopN top -> top(top);
            case FinalRows rows -> finalRows(rows);
            case Over over -> over(over);
            case TimeWindows windows -> windows(windows);
            case Unnest unnest -> unnest(unnest);
            case SetOperation set -> set(set);
            case Union union -> union(union);
            case Values values -> values(values);
        };
    }

    /** Runs a row's computation; a failure becomes an error row of the same weight. */
    private void perRow(long weight, Runnable computation) {
        try {
            computation.run();
        } catch (RowError error) {
            errors.add(List.of(error.code().number(), error.code().name()), weight);
        }
    }

    private ZSet filter(Filter filter) {
        ZSet kept = new ZSet();
        interpret(filter.input())
                .weights()
                .forEach(
                        (row, weight) ->
                                perRow(
                                        weight,
                                        () -> {
                                            if (isTrue(filter.predicate(), row)) {
                                                kept.add(row, weight);
                                            }
                                        }));
        return kept;
    }

    private boolean isTrue(Expr predicate, List<@Nullable Object> row) {
        return Boolean.TRUE.equals(expressions.evaluate(predicate, row));
    }

    private ZSet temporal(TemporalFilter filter) {
        ZSet valid = new ZSet();
        interpret(filter.input())
                .weights()
                .forEach(
                        (row, weight) ->
                                perRow(
                                        weight,
                                        () -> {
                                            if (isValid(filter, row)) {
                                                valid.add(row, weight);
                                            }
                                        }));
        return valid;
    }

    /** Both bounds are computed first, so that a failing bound is an error whatever the time. */
    private boolean isValid(TemporalFilter filter, List<@Nullable Object> row) {
        Long from = bound(filter.from(), row, Long.MIN_VALUE);
        Long to = bound(filter.to(), row, Long.MAX_VALUE);
        return from != null && to != null && from <= nowMicros && nowMicros < to;
    }

    private @Nullable Long bound(
            @Nullable Expr bound, List<@Nullable Object> row, long whenNotGiven) {
        return bound == null ? (Long) whenNotGiven : (Long) expressions.evaluate(bound, row);
    }

    private ZSet project(Project project) {
        ZSet projected = new ZSet();
        interpret(project.input())
                .weights()
                .forEach(
                        (row, weight) ->
                                perRow(weight, () -> projected.add(columns(project, row), weight)));
        return projected;
    }

    private List<@Nullable Object> columns(Project project, List<@Nullable Object> row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Project.Column column : project.columns()) {
            values.add(expressions.evaluate(column.expression(), row));
        }
        return values;
    }

    private ZSet aggregate(Aggregate aggregate) {
        Map<List<@Nullable Object>, ZSet> groups = new LinkedHashMap<>();
        if (aggregate.keys().isEmpty()) {
            groups.put(List.of(), new ZSet());
        }
        interpret(aggregate.input())
                .weights()
                .forEach(
                        (row, weight) ->
                                groups.computeIfAbsent(
                                                groupingKey(row, aggregate.keys()), _ -> new ZSet())
                                        .add(row, weight));
        ZSet result = new ZSet();
        groups.values().forEach(group -> perRow(1, () -> result.add(group(aggregate, group), 1)));
        return result;
    }

    private static List<@Nullable Object> group(Aggregate aggregate, ZSet group) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int key : aggregate.keys()) {
            values.add(group.weights().keySet().iterator().next().get(key));
        }
        for (AggregateCall call : aggregate.calls()) {
            values.add(AggregateInterpreter.aggregate(call, group, aggregate.input().schema()));
        }
        return values;
    }

    static List<@Nullable Object> groupingKey(List<@Nullable Object> row, List<Integer> columns) {
        List<@Nullable Object> key = new ArrayList<>();
        for (int column : columns) {
            key.add(SqlOrder.groupingKey(row.get(column)));
        }
        return key;
    }

    private ZSet join(Join join) {
        return new JoinInterpreter(join, expressions, this::perRow)
                .joined(interpret(join.left()), interpret(join.right()));
    }

    private ZSet top(TopN top) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> partitions =
                new LinkedHashMap<>();
        interpret(top.input())
                .weights()
                .forEach(
                        (row, weight) -> {
                            List<List<@Nullable Object>> rows =
                                    partitions.computeIfAbsent(
                                            groupingKey(row, top.partition()),
                                            _ -> new ArrayList<>());
                            rows.addAll(Collections.nCopies(Math.toIntExact(weight), row));
                        });
        ZSet result = new ZSet();
        for (List<List<@Nullable Object>> rows : partitions.values()) {
            rows.sort(SqlOrder.rows(top.order()));
            long end = Math.min(rows.size(), top.offset() + Math.min(top.limit(), rows.size()));
            for (int i = (int) Math.min(rows.size(), top.offset()); i < rows.size(); i++) {
                boolean tied =
                        top.ties()
                                && end > top.offset()
                                && SqlOrder.keys(top.order())
                                                .compare(rows.get((int) end - 1), rows.get(i))
                                        == 0;
                if (i < end || tied) {
                    List<@Nullable Object> row = new ArrayList<>(rows.get(i));
                    if (top.isNumbered()) {
                        row.add(i + 1L);
                    }
                    result.add(row, 1);
                }
            }
        }
        return result;
    }

    private ZSet over(Over over) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> partitions =
                new LinkedHashMap<>();
        interpret(over.input())
                .weights()
                .forEach(
                        (row, weight) ->
                                partitions
                                        .computeIfAbsent(
                                                groupingKey(row, over.partition()),
                                                _ -> new ArrayList<>())
                                        .addAll(Collections.nCopies(Math.toIntExact(weight), row)));
        ZSet result = new ZSet();
        for (List<List<@Nullable Object>> rows : partitions.values()) {
            OverInterpreter partition = new OverInterpreter(over, rows);
            for (int i = 0; i < rows.size(); i++) {
                int at = i;
                perRow(1, () -> result.add(partition.row(at), 1));
            }
        }
        return result;
    }

    private ZSet unnest(Unnest unnest) {
        ZSet result = new ZSet();
        interpret(unnest.input())
                .weights()
                .forEach(
                        (row, weight) -> {
                            List<?> array =
                                    row.get(unnest.array()) instanceof List<?> list
                                            ? list
                                            : List.of();
                            boolean alone = unnest.outer() && array.isEmpty();
                            for (int i = 0; i < (alone ? 1 : array.size()); i++) {
                                List<@Nullable Object> output = new ArrayList<>();
                                unnest.kept().forEach(column -> output.add(row.get(column)));
                                output.add(alone ? null : array.get(i));
                                if (unnest.ordinality()) {
                                    output.add(alone ? null : (Object) (i + 1L));
                                }
                                result.add(output, weight);
                            }
                        });
        return result;
    }

    private ZSet windows(TimeWindows windows) {
        ZSet result = new ZSet();
        interpret(windows.input())
                .weights()
                .forEach(
                        (row, weight) -> {
                            if (row.get(windows.time()) instanceof Long time) {
                                for (List<Long> bounds : bounds(windows, time)) {
                                    List<@Nullable Object> inWindow = new ArrayList<>(row);
                                    inWindow.addAll(bounds);
                                    result.add(inWindow, weight);
                                }
                            }
                        });
        return result;
    }

    /** All windows that could hold the time are tried. */
    private static List<List<Long>> bounds(TimeWindows windows, long time) {
        boolean hop = windows.kind() == TimeWindows.Kind.HOP;
        long every = hop ? windows.stepMicros() : windows.sizeMicros();
        long first = Math.floorDiv(time - windows.originMicros(), every);
        List<List<Long>> found = new ArrayList<>();
        for (long n = first - windows.windowsPerRow(); n <= first + 1; n++) {
            long start = windows.originMicros() + n * every;
            long step = hop ? windows.sizeMicros() : windows.stepMicros();
            for (long size = step; size <= windows.sizeMicros(); size += step) {
                if (start <= time && time < start + size) {
                    found.add(List.of(start, start + size));
                }
            }
        }
        return found;
    }

    private ZSet set(SetOperation set) {
        Map<List<@Nullable Object>, long[]> counts = new LinkedHashMap<>();
        Map<List<@Nullable Object>, List<@Nullable Object>> rows = new HashMap<>();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < set.schema().size(); i++) {
            all.add(i);
        }
        for (int side = 0; side < 2; side++) {
            int at = side;
            interpret(set.inputs().get(side))
                    .weights()
                    .forEach(
                            (row, weight) -> {
                                List<@Nullable Object> key = groupingKey(row, all);
                                rows.putIfAbsent(key, row);
                                counts.computeIfAbsent(key, _ -> new long[2])[at] += weight;
                            });
        }
        ZSet result = new ZSet();
        counts.forEach(
                (key, count) -> {
                    long left = set.all() ? count[0] : Math.min(1, count[0]);
                    long right = set.all() ? count[1] : Math.min(1, count[1]);
                    long weight =
                            set.kind() == SetOperation.Kind.INTERSECT
                                    ? Math.min(left, right)
                                    : Math.max(0, left - right);
                    if (weight > 0) {
                        result.add(requireNonNull(rows.get(key)), weight);
                    }
                });
        return result;
    }

    private ZSet finalRows(FinalRows rows) {
        OptionalLong bound = rows.bound().at(frontier);
        ZSet past = new ZSet();
        interpret(rows.input())
                .weights()
                .forEach(
                        (row, weight) -> {
                            if (bound.isPresent()
                                    && row.get(rows.column()) instanceof Number time
                                    && time.longValue() < bound.getAsLong()) {
                                past.add(row, weight);
                            }
                        });
        return past;
    }

    private ZSet union(Union union) {
        ZSet all = new ZSet();
        union.inputs().forEach(input -> all.addAll(interpret(input)));
        return all;
    }

    private static ZSet values(Values values) {
        ZSet rows = new ZSet();
        for (List<Literal> row : values.rows()) {
            List<@Nullable Object> plain = new ArrayList<>();
            row.forEach(literal -> plain.add(literal.value()));
            rows.add(plain, 1);
        }
        return rows;
    }
}
