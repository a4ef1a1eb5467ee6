package dev.tidemill.algebra.retention;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The columns of a plan's output that are bounded below: whatever changes in a later tick, inserted
 * or taken back, has NULL there or a value not below the bound.
 *
 * <p>The rules, node by node:
 *
 * <ul>
 *   <li>a <b>scan</b> has the bounds that its table declares;
 *   <li>a <b>filter</b> keeps its input's;
 *   <li>a <b>temporal filter</b> takes rows back late, so it loses them. But a row that still can
 *       leave has {@code to > now()}, which bounds the column that {@code to} is a constant away
 *       from; without {@code to}, a row that still waits has {@code from > now()};
 *   <li>a <b>projection</b> bounds what never falls when its argument does not ({@link
 *       MonotoneExpressions});
 *   <li>an <b>aggregate</b> changes only the groups of rows that change, so keys keep their bounds;
 *   <li>a <b>join</b> pairs a change with old rows of the other side: a column keeps a bound only
 *       where the condition also holds it above a bounded column of the other side ({@link
 *       JoinOrder}), and then it is the lesser of both;
 *   <li>an <b>as-of join</b> that looks back changes with a right row only left rows that are not
 *       before it: the ordered column of the left keeps the lesser of both bounds;
 *   <li>a <b>top-n</b> and functions <b>over</b> windows change only the partitions of rows that
 *       change: their columns keep bounds;
 *   <li><b>windows of time</b> keep their input's bounds and have those of the windows that a
 *       bounded time may lie in ({@link WindowBounds}); an <b>unnest</b> keeps those of the columns
 *       that it keeps;
 *   <li>a <b>union</b> or another <b>set operation</b> has the least of its inputs' bounds;
 *   <li><b>final rows</b> keep the bound that they wait for.
 * </ul>
 */
public final class ColumnBounds {
    private ColumnBounds() {}

    /** The bounds by column, in order; a column without one is absent. */
    public static Map<Integer, Bound> of(Plan plan) {
        return switch (plan) {
            case Scan scan -> scan.bounds();
            case Filter filter -> of(filter.input());
            case TemporalFilter filter -> temporal(filter);
            case Project project -> project(project);
            case Aggregate aggregate -> keys(aggregate.keys(), of(aggregate.input()));
            case Join join -> join(join);
            case AsofJoin join -> AsofRetention.bounds(join);
            case TopN top -> partition(top.input(), top.partition());
            case Over over -> partition(over.input(), over.partition());
            case TimeWindows windows -> WindowBounds.of(windows, of(windows.input()));
            case Unnest unnest -> unnest(unnest, of(unnest.input()));
            case SetOperation set -> least(set.inputs());
            case Union union -> least(union.inputs());
            case FinalRows rows -> Map.of(rows.column(), rows.bound());
            case Values _ -> Map.of();
        };
    }

    private static Map<Integer, Bound> unnest(Unnest unnest, Map<Integer, Bound> input) {
        Map<Integer, Bound> bounds = new TreeMap<>();
        for (int i = 0; i < unnest.kept().size(); i++) {
            Bound bound = input.get(unnest.kept().get(i));
            if (bound != null) {
                bounds.put(i, bound);
            }
        }
        return bounds;
    }

    private static Map<Integer, Bound> temporal(TemporalFilter filter) {
        boolean expires = filter.to() != null;
        Optional<TimeShift> instant =
                Optional.ofNullable(expires ? filter.to() : filter.from()).flatMap(TimeShift::of);
        if (instant.isEmpty()) {
            return Map.of();
        }
        int column = instant.get().column();
        if (!filter.schema().type(column).isTimestamp()) {
            return Map.of();
        }
        Bound clock = new Bound.Clock().plus(1 - instant.get().distance());
        if (expires) {
            return Map.of(column, clock);
        }
        Bound input = of(filter.input()).get(column);
        return input == null ? Map.of() : Map.of(column, Bound.least(input, clock));
    }

    private static Map<Integer, Bound> project(Project project) {
        Map<Integer, Bound> input = of(project.input());
        Map<Integer, Bound> bounds = new TreeMap<>();
        for (int i = 0; i < project.columns().size() && !input.isEmpty(); i++) {
            int column = i;
            MonotoneExpressions.bound(project.columns().get(i).expression(), input)
                    .ifPresent(bound -> bounds.put(column, bound));
        }
        return bounds;
    }

    private static Map<Integer, Bound> keys(List<Integer> keys, Map<Integer, Bound> input) {
        Map<Integer, Bound> bounds = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Bound bound = input.get(keys.get(i));
            if (bound != null) {
                bounds.put(i, bound);
            }
        }
        return bounds;
    }

    private static Map<Integer, Bound> partition(Plan input, List<Integer> partition) {
        Map<Integer, Bound> bounds = new TreeMap<>(of(input));
        bounds.keySet().retainAll(partition);
        return bounds;
    }

    private static Map<Integer, Bound> least(List<Plan> inputs) {
        Map<Integer, Bound> bounds = new TreeMap<>(of(inputs.getFirst()));
        for (Plan input : inputs.subList(1, inputs.size())) {
            Map<Integer, Bound> others = of(input);
            bounds.keySet().retainAll(others.keySet());
            bounds.replaceAll(
                    (column, bound) -> Bound.least(bound, requireNonNull(others.get(column))));
        }
        return bounds;
    }

    private static Map<Integer, Bound> join(Join join) {
        List<JoinOrder> orders = JoinOrder.of(join);
        int width = join.left().schema().size();
        Map<Integer, Bound> left = of(join.left());
        Map<Integer, Bound> right = of(join.right());
        Map<Integer, Bound> bounds = new TreeMap<>();
        left.forEach(
                (column, bound) ->
                        above(orders, true, column, right)
                                .ifPresent(by -> bounds.put(column, Bound.least(bound, by))));
        if (!join.kind().isPaired()) {
            return bounds;
        }
        right.forEach(
                (column, bound) ->
                        above(orders, false, column, left)
                                .ifPresent(
                                        by -> bounds.put(column + width, Bound.least(bound, by))));
        return bounds;
    }

    /** What a column of one side is held above by a change of the other. */
    static Optional<Bound> above(
            List<JoinOrder> orders, boolean left, int column, Map<Integer, Bound> others) {
        return orders.stream()
                .filter(order -> order.laterIsLeft() == left && order.later() == column)
                .flatMap(
                        order ->
                                Stream.ofNullable(others.get(order.earlier()))
                                        .map(bound -> bound.plus(order.distance())))
                .reduce(Bound::greatest);
    }
}
