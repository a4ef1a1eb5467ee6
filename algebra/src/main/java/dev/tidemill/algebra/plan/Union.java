package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.Schema;
import java.util.List;

/** UNION ALL: the rows of all inputs, whose column types agree. */
public record Union(List<Plan> inputs) implements Plan {
    public Union {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("a union needs an input");
        }
    }

    @Override
    public Schema schema() {
        return inputs.getFirst().schema();
    }

    @Override
    public Plan withInputs(List<Plan> newInputs) {
        return new Union(newInputs);
    }

    @Override
    public String describe() {
        return "union";
    }
}
