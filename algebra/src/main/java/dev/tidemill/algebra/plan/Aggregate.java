package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * One row for each group of equal keys: the keys, then the aggregates. NULL keys form a group of
 * their own. Without keys there is exactly one row, also over no input; without aggregates it is
 * DISTINCT.
 */
public record Aggregate(Plan input, List<Integer> keys, List<AggregateCall> calls) implements Plan {
    public Aggregate {
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
        for (int key : keys) {
            input.schema().field(key);
        }
    }

    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>();
        for (int key : keys) {
            fields.add(input.schema().field(key));
        }
        for (AggregateCall call : calls) {
            fields.add(Field.of(call.name(), call.type()));
        }
        return new Schema(fields);
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new Aggregate(inputs.getFirst(), keys, calls);
    }

    @Override
    public String describe() {
        return "aggregate by " + keys + " " + calls.stream().map(AggregateCall::describe).toList();
    }
}
