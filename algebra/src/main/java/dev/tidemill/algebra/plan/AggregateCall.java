package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;

/**
 * One aggregate over an input column.
 *
 * @param argument position of the argument; -1 for COUNT(*)
 * @param filter position of a BOOLEAN column that must be true for a row to count; -1 for none
 * @param distinct count each distinct argument once
 */
public record AggregateCall(
        AggregateFunction function,
        int argument,
        int filter,
        boolean distinct,
        Type type,
        String name) {
    public AggregateCall {
        requireNonNull(function, "function");
        requireNonNull(type, "type");
        requireNonNull(name, "name");
        if (argument < 0 && function != AggregateFunction.COUNT) {
            throw new IllegalArgumentException(function + " needs an argument");
        }
    }

    String describe() {
        return function
                + (distinct ? " distinct $" : " $")
                + argument
                + (filter < 0 ? "" : " where $" + filter)
                + ":"
                + type;
    }
}
