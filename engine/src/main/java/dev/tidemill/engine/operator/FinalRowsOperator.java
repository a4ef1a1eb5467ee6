package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.StateSpace;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Holds rows back until their time is below the bound, then emits them once. A row whose time is
 * NULL is never emitted and so not held.
 *
 * <p>Invariant: between steps every held row's time is not below the bound of the last step.
 */
public final class FinalRowsOperator implements Operator {
    private final FinalRows plan;
    private final Schema timed;
    private final int[] fields;
    private final RetractableSchedule held;

    public FinalRowsOperator(FinalRows plan, StateSpace space, String node) {
        this.plan = plan;
        this.timed = plan.schema().concat(Schema.of(Field.of("time", Type.BIGINT)));
        this.fields = new int[plan.schema().size()];
        Arrays.setAll(fields, i -> i);
        this.held = new RetractableSchedule(space.region(node, 0), timed, fields.length);
    }

    /** The watermark may pass rows though none comes. */
    @Override
    public boolean movesWithTime() {
        return true;
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        if (!inputs.getFirst().isEmpty()) {
            held.add(timed(inputs.getFirst()));
        }
        OptionalLong bound = plan.bound().at(step.frontier());
        if (bound.isEmpty() || bound.getAsLong() == Long.MIN_VALUE) {
            return Batch.empty(plan.schema());
        }
        return held.take(bound.getAsLong() - 1).select(fields).withSchema(plan.schema());
    }

    /** The rows that have a time, with the time as a number behind them. */
    private Batch timed(Batch input) {
        Column time = input.column(plan.column());
        int[] kept = new int[input.size()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            if (!time.isNull(i)) {
                kept[count++] = i;
            }
        }
        Batch rows = count == kept.length ? input : input.gather(kept, count);
        Column[] columns = Arrays.copyOf(rows.columns(), fields.length + 1);
        columns[fields.length] =
                new LongColumn(Type.BIGINT, count, times(rows.column(plan.column())), null);
        return new Batch(timed, columns, count, rows.weights());
    }

    private static long[] times(Column column) {
        return switch (column) {
            case LongColumn c -> c.values();
            case IntColumn c -> Arrays.stream(c.values()).asLongStream().toArray();
            default -> throw new IllegalStateException(column.type() + " is no time");
        };
    }
}
