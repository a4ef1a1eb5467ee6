package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of each partition, the rows {@code offset + 1} to {@code offset + limit} in the given order. Ties
 * are broken by the whole row, ascending with NULLs last, so the answer is one. A row of weight two
 * counts twice.
 *
 * @param ties also the rows that are equal in the order to the last one
 * @param place the name of a BIGINT column behind the input's, which numbers the rows of each
 *     partition from 1 and is never NULL: a row of weight two is two rows with different numbers;
 *     null for no such column. Only without an offset and without ties
 */
public record TopN(
        Plan input,
        List<Integer> partition,
        List<SortKey> order,
        long limit,
        long offset,
        boolean ties,
        @Nullable String place)
        implements Plan {
    public TopN(Plan input, List<Integer> partition, List<SortKey> order, long limit, long offset) {
        this(input, partition, order, limit, offset, false);
    }

    public TopN(
            Plan input,
            List<Integer> partition,
            List<SortKey> order,
            long limit,
            long offset,
            boolean ties) {
        this(input, partition, order, limit, offset, ties, null);
    }

    public TopN {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
        if (limit < 0 || offset < 0) {
            throw new IllegalArgumentException("limit " + limit + ", offset " + offset);
        }
        if (place != null && (ties || offset > 0)) {
            throw new IllegalArgumentException("places with ties or from " + offset);
        }
    }

    /** Whether the rows are numbered. */
    public boolean isNumbered() {
        return place != null;
    }

    /** The same rows without their numbers. */
    public TopN withoutPlace() {
        return new TopN(input, partition, order, limit, offset, ties, null);
    }

    @Override
    public Schema schema() {
        if (place == null) {
            return input.schema();
        }
        List<Field> fields = new ArrayList<>(input.schema().fields());
        fields.add(Field.of(place, Type.BIGINT));
        return new Schema(fields);
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new TopN(inputs.getFirst(), partition, order, limit, offset, ties, place);
    }

    @Override
    public String describe() {
        return "top "
                + limit
                + (ties ? " with ties" : "")
                + (place == null ? "" : " numbered")
                + " from "
                + offset
                + " by "
                + partition
                + " order "
                + order;
    }
}
