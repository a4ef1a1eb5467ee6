package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Each input row with the values of functions over the rows of its partition in an order. NULL
 * partition columns form a partition of their own; ties in the order are broken by the whole row,
 * ascending with NULLs last. A row of weight two is two rows, which may get different values.
 */
public record Over(Plan input, List<Integer> partition, List<SortKey> order, List<OverCall> calls)
        implements Plan {
    public Over {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
        calls = List.copyOf(calls);
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("no function");
        }
        for (OverCall call : calls) {
            boolean oneKey = order.size() == 1;
            if ((call instanceof OverCall.SessionBound || needsOneKey(call)) && !oneKey) {
                throw new IllegalArgumentException(call.describe() + " by " + order);
            }
        }
    }

    /** RANGE with an offset measures along one sort column. */
    private static boolean needsOneKey(OverCall call) {
        Frame frame =
                switch (call) {
                    case OverCall.Picked picked -> picked.frame();
                    case OverCall.Aggregated aggregated -> aggregated.frame();
                    case OverCall.Ranking _, OverCall.Neighbour _, OverCall.SessionBound _ ->
                            Frame.DEFAULT;
                };
        return frame.mode() == Frame.Mode.RANGE
                && (frame.start().offset() != null || frame.end().offset() != null);
    }

    /** Whether no value depends on how ties are broken. */
    public boolean isOfPeers() {
        return calls.stream().allMatch(OverCall::isOfPeers);
    }

    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>(input.schema().fields());
        calls.forEach(call -> fields.add(Field.of(call.name(), call.type())));
        return new Schema(fields);
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new Over(inputs.getFirst(), partition, order, calls);
    }

    @Override
    public String describe() {
        return "over by "
                + partition
                + " order "
                + order
                + " "
                + calls.stream().map(OverCall::describe).toList();
    }
}
