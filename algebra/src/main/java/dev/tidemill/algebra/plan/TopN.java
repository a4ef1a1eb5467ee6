package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * Of each partition, the rows {@code offset + 1} to {@code offset + limit} in the given order. Ties
 * are broken by the whole row, ascending with NULLs last, so the answer is one. A row of weight two
 * counts twice.
 *
 * @param ties also the rows that are equal in the order to the last one
 */
public record TopN(
        Plan input,
        List<Integer> partition,
        List<SortKey> order,
        long limit,
        long offset,
        boolean ties)
        implements Plan {
    public TopN(Plan input, List<Integer> partition, List<SortKey> order, long limit, long offset) {
        this(input, partition, order, limit, offset, false);
    }

    public TopN {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
        if (limit < 0 || offset < 0) {
            throw new IllegalArgumentException("limit " + limit + ", offset " + offset);
        }
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new TopN(inputs.getFirst(), partition, order, limit, offset, ties);
    }

    @Override
    public String describe() {
        return "top "
                + limit
                + (ties ? " with ties" : "")
                + " from "
                + offset
                + " by "
                + partition
                + " order "
                + order;
    }
}
