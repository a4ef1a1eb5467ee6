package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * INTERSECT or EXCEPT of two inputs whose column types agree. Rows are compared as in grouping:
 * NULL equals NULL. The exact weights, for a row that is there {@code l} times on the left and
 * {@code r} times on the right:
 *
 * <ul>
 *   <li>INTERSECT ALL {@code min(l, r)}, INTERSECT 1 when both are there;
 *   <li>EXCEPT ALL {@code max(l - r, 0)}, EXCEPT 1 when the row is on the left only.
 * </ul>
 *
 * @param all whether equal rows count as often as they are there
 */
public record SetOperation(Plan left, Plan right, Kind kind, boolean all) implements Plan {
    /** Which rows of the left input are kept. */
    public enum Kind {
        INTERSECT,
        EXCEPT
    }

    public SetOperation {
        requireNonNull(left, "left");
        requireNonNull(right, "right");
        requireNonNull(kind, "kind");
        if (left.schema().size() != right.schema().size()) {
            throw new IllegalArgumentException(kind + " of different widths");
        }
    }

    /** How often a row is in the answer. */
    public long weight(long leftWeight, long rightWeight) {
        return switch (kind) {
            case INTERSECT ->
                    all
                            ? Math.max(0, Math.min(leftWeight, rightWeight))
                            : leftWeight > 0 && rightWeight > 0 ? 1 : 0;
            case EXCEPT ->
                    all
                            ? Math.max(0, leftWeight - Math.max(0, rightWeight))
                            : leftWeight > 0 && rightWeight <= 0 ? 1 : 0;
        };
    }

    @Override
    public Schema schema() {
        return left.schema();
    }

    @Override
    public List<Plan> inputs() {
        return List.of(left, right);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new SetOperation(inputs.get(0), inputs.get(1), kind, all);
    }

    @Override
    public String describe() {
        return kind + (all ? " all" : " distinct");
    }
}
