package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Join.KeyPair;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * Each left row beside the right row of equal keys that is nearest to it in an order: the latest
 * before it, or the earliest after it. Of right rows that are equally near, the one that is nearest
 * as a whole row: looking back the last in the order of all columns (NULLs last), looking ahead the
 * first. A NULL among keys or ordered columns finds nothing.
 *
 * @param keepsAll left rows without a partner stand beside NULLs; else they are left out
 * @param leftOrder the ordered column of the left input
 * @param rightOrder that of the right input, of the same type
 */
public record AsofJoin(
        Plan left,
        Plan right,
        boolean keepsAll,
        List<KeyPair> keys,
        int leftOrder,
        int rightOrder,
        Direction direction)
        implements Plan {
    /** Where a left row looks. */
    public enum Direction {
        /** {@code left >= right}. */
        AT_OR_BEFORE,
        /** {@code left > right}. */
        BEFORE,
        /** {@code left <= right}. */
        AT_OR_AFTER,
        /** {@code left < right}. */
        AFTER;

        public boolean looksBack() {
            return this == AT_OR_BEFORE || this == BEFORE;
        }

        public boolean takesEqual() {
            return this == AT_OR_BEFORE || this == AT_OR_AFTER;
        }
    }

    public AsofJoin {
        requireNonNull(direction, "direction");
        keys = List.copyOf(keys);
        for (KeyPair pair : keys) {
            requireSameType(left, pair.left(), right, pair.right());
        }
        requireSameType(left, leftOrder, right, rightOrder);
    }

    private static void requireSameType(Plan left, int leftColumn, Plan right, int rightColumn) {
        if (!left.schema().type(leftColumn).equals(right.schema().type(rightColumn))) {
            throw new IllegalArgumentException(
                    "types of columns " + leftColumn + " and " + rightColumn + " differ");
        }
    }

    @Override
    public Schema schema() {
        Schema beside =
                new Schema(
                        right.schema().fields().stream()
                                .map(f -> new Field(f.name(), f.type(), keepsAll || f.nullable()))
                                .toList());
        return left.schema().concat(beside);
    }

    public int[] leftKeys() {
        return keys.stream().mapToInt(KeyPair::left).toArray();
    }

    public int[] rightKeys() {
        return keys.stream().mapToInt(KeyPair::right).toArray();
    }

    @Override
    public List<Plan> inputs() {
        return List.of(left, right);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new AsofJoin(
                inputs.get(0), inputs.get(1), keepsAll, keys, leftOrder, rightOrder, direction);
    }

    @Override
    public String describe() {
        return (keepsAll ? "LEFT ASOF join on " : "ASOF join on ")
                + keys.stream().map(KeyPair::describe).toList()
                + " "
                + leftOrder
                + " "
                + direction
                + " "
                + rightOrder;
    }
}
