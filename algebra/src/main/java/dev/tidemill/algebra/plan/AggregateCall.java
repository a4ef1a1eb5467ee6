package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate over an input column.
 *
 * @param argument position of the argument; -1 for COUNT(*)
 * @param filter position of a BOOLEAN column that must be true for a row to count; -1 for none
 * @param distinct count each distinct argument once
 * @param order columns that put the rows in order, for the functions that have one; of a function
 *     of pairs the second argument, and for JAVA its arguments behind the first
 * @param parameter a constant: the share of a percentile, what stands between texts; else null
 * @param java the project's own aggregate, for JAVA; else null
 */
public record AggregateCall(
        AggregateFunction function,
        int argument,
        int filter,
        boolean distinct,
        Type type,
        String name,
        List<SortKey> order,
        @Nullable Literal parameter,
        @Nullable JavaAggregate java) {
    public AggregateCall {
        order = List.copyOf(order);
        requireNonNull(function, "function");
        requireNonNull(type, "type");
        requireNonNull(name, "name");
        if (argument < 0 && function != AggregateFunction.COUNT) {
            throw new IllegalArgumentException(function + " needs an argument");
        }
        if (distinct && !function.takesDistinct()) {
            throw new IllegalArgumentException(function + " takes no DISTINCT");
        }
        if ((function == AggregateFunction.JAVA) != (java != null)) {
            throw new IllegalArgumentException(function + " by " + java);
        }
    }

    /** A call without an order or a parameter. */
    public AggregateCall(
            AggregateFunction function,
            int argument,
            int filter,
            boolean distinct,
            Type type,
            String name) {
        this(function, argument, filter, distinct, type, name, List.of(), null, null);
    }

    /**
     * A call of the project's own aggregate.
     *
     * @param arguments columns of the types of its parameters
     */
    public static AggregateCall of(
            JavaAggregate java,
            List<Integer> arguments,
            int filter,
            boolean distinct,
            String name) {
        List<SortKey> others =
                arguments.stream().skip(1).map(c -> new SortKey(c, false, false)).toList();
        return new AggregateCall(
                AggregateFunction.JAVA,
                arguments.getFirst(),
                filter,
                distinct,
                java.resultType(),
                name,
                others,
                null,
                java);
    }

    /** The columns of the arguments, in order; none for COUNT(*). */
    public List<Integer> arguments() {
        List<Integer> arguments = new ArrayList<>();
        if (argument >= 0) {
            arguments.add(argument);
        }
        if (java != null) {
            order.forEach(other -> arguments.add(other.column()));
        }
        return arguments;
    }

    /** The same call over an input whose columns stand elsewhere. */
    public AggregateCall mapped(IntUnaryOperator position) {
        return new AggregateCall(
                function,
                argument < 0 ? argument : position.applyAsInt(argument),
                filter < 0 ? filter : position.applyAsInt(filter),
                distinct,
                type,
                name,
                order.stream()
                        .map(
                                key ->
                                        new SortKey(
                                                position.applyAsInt(key.column()),
                                                key.descending(),
                                                key.nullsFirst()))
                        .toList(),
                parameter,
                java);
    }

    /** The second argument of a function of pairs. */
    public int second() {
        return order.getFirst().column();
    }

    /** The input's columns that the call reads. */
    public Set<Integer> columns() {
        Set<Integer> columns = new TreeSet<>();
        order.forEach(key -> columns.add(key.column()));
        if (argument >= 0) {
            columns.add(argument);
        }
        if (filter >= 0) {
            columns.add(filter);
        }
        return columns;
    }

    String describe() {
        return (java == null ? function : java)
                + (distinct ? " distinct $" : " $")
                + argument
                + (filter < 0 ? "" : " where $" + filter)
                + ":"
                + type
                + (order.isEmpty() ? "" : " order " + order)
                + (parameter == null ? "" : " with " + parameter);
    }
}
