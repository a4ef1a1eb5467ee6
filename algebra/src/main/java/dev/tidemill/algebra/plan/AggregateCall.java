package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Type;
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
 * @param order columns that put the rows in order, for the functions that have one
 * @param parameter a constant: the share of a percentile, what stands between texts; else null
 */
public record AggregateCall(
        AggregateFunction function,
        int argument,
        int filter,
        boolean distinct,
        Type type,
        String name,
        List<SortKey> order,
        @Nullable Literal parameter) {
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
    }

    /** A call without an order or a parameter. */
    public AggregateCall(
            AggregateFunction function,
            int argument,
            int filter,
            boolean distinct,
            Type type,
            String name) {
        this(function, argument, filter, distinct, type, name, List.of(), null);
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
                parameter);
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
        return function
                + (distinct ? " distinct $" : " $")
                + argument
                + (filter < 0 ? "" : " where $" + filter)
                + ":"
                + type
                + (order.isEmpty() ? "" : " order " + order)
                + (parameter == null ? "" : " with " + parameter);
    }
}
