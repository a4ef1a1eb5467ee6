package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * The input's rows that no change can touch any more: those whose column is below its bound. Each
 * is emitted once, when the bound passes it, and never taken back; it is what EMIT ON WINDOW CLOSE
 * makes. A row whose column is NULL is never final.
 *
 * @param column a column that the bound holds for
 */
public record FinalRows(Plan input, int column, Bound bound) implements Plan {
    public FinalRows {
        requireNonNull(bound, "bound");
        Physical physical = input.schema().type(column).physical();
        if (physical != Physical.LONG && physical != Physical.INT) {
            throw new IllegalArgumentException("column " + column + " is no time");
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
        return new FinalRows(inputs.getFirst(), column, bound);
    }

    @Override
    public String describe() {
        return "final $" + column + " below " + bound;
    }
}
