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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of a node's own state as time goes on. The results that were published stay; only
 * what the operator keeps to compute later changes goes, and only where no later change can ask for
 * it:
 *
 * <ul>
 *   <li>an <b>aggregate</b> drops groups whose key is below its bound: no row of theirs changes any
 *       more;
 *   <li>a <b>join</b> drops the rows of a side that no later change of the other side can pair with
 *       ({@link JoinRetention});
 *   <li>a <b>top-n</b> and functions <b>over</b> windows drop partitions below their bound;
 *   <li>a <b>set operation</b> drops rows that are below the bounds of both sides;
 *   <li>a <b>temporal filter</b> and <b>final rows</b> hold a row only until its time.
 * </ul>
 *
 * @param parts the parts of the state; none of a node without state
 */
public record Retention(List<Part> parts) {
    /** A part of a node's state. */
    public record Part(String state, Fate fate) {
        public Part {
            requireNonNull(state, "state");
            requireNonNull(fate, "fate");
        }

        @Override
        public String toString() {
            return state + " " + fate;
        }
    }

    /** What becomes of a part. */
    public sealed interface Fate {}

    /**
     * Rows go whose column is below the bound.
     *
     * @param input which input's rows; 0 also for groups
     * @param column of that input; for groups, which of the keys
     */
    public record Collected(int input, int column, String name, Bound bound) implements Fate {
        @Override
        public String toString() {
            return "collected where " + name + " < " + bound;
        }
    }

    /** The part stays small by itself. */
    public record Bounded(String how) implements Fate {
        @Override
        public String toString() {
            return how;
        }
    }

    /** The part grows with what it has seen. */
    public record Forever(String why) implements Fate {
        @Override
        public String toString() {
            return "kept forever: " + why;
        }
    }

    public Retention {
        parts = List.copyOf(parts);
    }

    /** The rules of collection, in the order in which an operator is given their bounds. */
    public List<Collected> collected() {
        return parts.stream()
                .map(Part::fate)
                .filter(Collected.class::isInstance)
                .map(Collected.class::cast)
                .toList();
    }

    /** The position in {@link #collected} of an input's rule; -1 when its rows are kept. */
    public int ruleOf(int input) {
        List<Collected> rules = collected();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).input() == input) {
                return i;
            }
        }
        return -1;
    }

    /** The retention of one node; its inputs have their own. */
    public static Retention of(Plan node) {
        return switch (node) {
            case Scan _, Filter _, Project _, Union _, TimeWindows _, Unnest _, Values _ ->
                    new Retention(List.of());
            case TemporalFilter filter -> temporal(filter);
            case Aggregate aggregate -> aggregate(aggregate);
            case Join join -> JoinRetention.of(join);
            case AsofJoin join -> AsofRetention.of(join);
            case TopN top ->
                    partitions(top.input(), top.partition(), "a row below the limit may move up");
            case Over over ->
                    partitions(over.input(), over.partition(), "any row may have others around it");
            case SetOperation set -> set(set);
            case FinalRows rows ->
                    one(
                            "rows",
                            new Bounded(
                                    "held until "
                                            + rows.schema().field(rows.column()).name()
                                            + " < "
                                            + rows.bound()));
        };
    }

    private static Retention one(String state, Fate fate) {
        return new Retention(List.of(new Part(state, fate)));
    }

    private static Retention temporal(TemporalFilter filter) {
        List<Part> parts = new ArrayList<>();
        if (filter.from() != null) {
            parts.add(new Part("rows to come", new Bounded("held until now() reaches them")));
        }
        if (filter.to() != null) {
            parts.add(new Part("valid rows", new Bounded("held until they expire")));
        }
        return new Retention(parts);
    }

    private static Retention aggregate(Aggregate aggregate) {
        if (aggregate.keys().isEmpty()) {
            return one(
                    "the group",
                    aggregate.calls().stream().allMatch(call -> isSmall(aggregate, call))
                            ? new Bounded("is one row")
                            : new Forever("an aggregate without GROUP BY keeps its values"));
        }
        Map<Integer, Bound> bounds = ColumnBounds.of(aggregate.input());
        for (int i = 0; i < aggregate.keys().size(); i++) {
            int column = aggregate.keys().get(i);
            Bound bound = bounds.get(column);
            if (bound != null) {
                String name = aggregate.input().schema().field(column).name();
                return one("groups", new Collected(0, i, name, bound));
            }
        }
        return one("groups", new Forever("no column of GROUP BY is bounded by a watermark"));
    }

    private static boolean isSmall(
            Aggregate aggregate, dev.tidemill.algebra.plan.AggregateCall call) {
        boolean appendOnly = dev.tidemill.algebra.plan.Traits.of(aggregate.input()).appendOnly();
        boolean small =
                switch (call.function()) {
                    case COUNT, SUM, AVG, BOOL_AND, BOOL_OR -> true;
                    case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> true;
                    case BIT_AND, BIT_OR, BIT_XOR, APPROX_COUNT_DISTINCT -> true;
                    case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT -> true;
                    case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> true;
                    case MIN, MAX -> appendOnly;
                    case FIRST, MODE, PERCENTILE_CONT, PERCENTILE_DISC -> false;
                    case STRING_AGG, ARRAY_AGG, JSON_AGG, JSON_OBJECT_AGG -> false;
                    // Its class bounds the state; rows that it failed on wait until they leave.
                    case JAVA -> true;
                };
        return small && !call.distinct();
    }

    private static Retention partitions(Plan input, List<Integer> partition, String whyWithout) {
        Map<Integer, Bound> bounds = ColumnBounds.of(input);
        Optional<Integer> column = partition.stream().filter(bounds::containsKey).findFirst();
        if (column.isEmpty()) {
            return one(
                    "rows",
                    new Forever(
                            partition.isEmpty()
                                    ? whyWithout
                                    : "no column of PARTITION BY is bounded by a watermark"));
        }
        int first = column.get();
        return one(
                "partitions",
                new Collected(
                        0,
                        first,
                        input.schema().field(first).name(),
                        requireNonNull(bounds.get(first))));
    }

    private static Retention set(SetOperation set) {
        Map<Integer, Bound> bounds = ColumnBounds.of(set);
        if (bounds.isEmpty()) {
            return one("rows", new Forever("no column is bounded by watermarks of both sides"));
        }
        int column = bounds.keySet().iterator().next();
        return one(
                "rows",
                new Collected(
                        0,
                        column,
                        set.schema().field(column).name(),
                        requireNonNull(bounds.get(column))));
    }

    /** The partition's columns with the one first by which partitions go. */
    public static List<Integer> first(Plan node, List<Integer> partition) {
        List<Integer> order = new ArrayList<>(partition);
        for (Collected collected : of(node).collected()) {
            order.remove(Integer.valueOf(collected.column()));
            order.addFirst(collected.column());
        }
        return order;
    }
}
