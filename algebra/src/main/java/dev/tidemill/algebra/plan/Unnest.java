package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Each row once for every element of its array: some of its columns, the element and, when asked
 * for, the element's position from 1. A row whose array is NULL or empty is left out, or stays once
 * with NULLs when {@code outer}.
 *
 * @param array position of the array
 * @param kept positions of the columns that the output begins with
 */
public record Unnest(Plan input, int array, List<Integer> kept, boolean outer, boolean ordinality)
        implements Plan {
    public Unnest {
        kept = List.copyOf(kept);
        if (!(input.schema().type(array) instanceof ArrayType)) {
            throw new IllegalArgumentException("elements of " + input.schema().type(array));
        }
    }

    /** The type of the elements. */
    public Type element() {
        return ((ArrayType) input.schema().type(array)).element();
    }

    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>();
        kept.forEach(column -> fields.add(input.schema().field(column)));
        fields.add(Field.of("unnest", element()));
        if (ordinality) {
            fields.add(Field.of("ordinality", Type.BIGINT));
        }
        return new Schema(fields);
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new Unnest(inputs.getFirst(), array, kept, outer, ordinality);
    }

    @Override
    public String describe() {
        return "unnest $"
                + array
                + (outer ? " outer" : "")
                + (ordinality ? " with ordinality" : "")
                + " keeping "
                + kept;
    }
}
