package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are valid at the tick's time. Those that are to come wait in one schedule by their
 * first instant, those that are valid and will expire stand in another by their last; each step
 * first moves what time has reached. A row that is taken back is found where the time puts it.
 */
public final class TemporalFilterOperator implements Operator {
    private static final long NEVER = Long.MAX_VALUE;

    private final TemporalFilter plan;
    private final Schema timed;
    private final @Nullable Kernel from;
    private final @Nullable Kernel to;
    private final Schedule waiting;
    private final Schedule valid;

    public TemporalFilterOperator(TemporalFilter plan, StateSpace space, String node) {
        this.plan = plan;
        this.timed =
                plan.schema()
                        .concat(
                                Schema.of(
                                        Field.of("from", Type.BIGINT),
                                        Field.of("to", Type.BIGINT)));
        int width = plan.schema().size();
        this.from = kernel(plan.from());
        this.to = kernel(plan.to());
        boolean appendOnly = Traits.of(plan.input()).appendOnly();
        this.waiting = schedule(appendOnly, space.region(node, 0), timed, width);
        this.valid = schedule(appendOnly, space.region(node, 1), timed, width + 1);
    }

    private static Schedule schedule(
            boolean appendOnly, Region region, Schema schema, int timeColumn) {
        return appendOnly
                ? new AppendSchedule(region, schema, timeColumn)
                : new RetractableSchedule(region, schema, timeColumn);
    }

    private static @Nullable Kernel kernel(@Nullable Expr bound) {
        return bound == null ? null : ExpressionCompiler.compile(bound);
    }

    @Override
    public boolean movesWithTime() {
        return true;
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        long now = step.nowMicros();
        List<Batch> out = new ArrayList<>();
        Batch begun = waiting.take(now);
        out.add(valid.take(now).negate());
        // What waited and is past already was never valid.
        out.add(admit(begun, now));
        if (!inputs.getFirst().isEmpty()) {
            Batch input = timed(inputs.getFirst(), step);
            waiting.add(select(input, now, Phase.WAITING));
            out.add(admit(input, now));
        }
        int[] fields = new int[plan.schema().size()];
        Arrays.setAll(fields, i -> i);
        return Batch.concat(timed, out).select(fields).withSchema(plan.schema());
    }

    /** The rows that are valid now; those that will expire are put on the schedule. */
    private Batch admit(Batch rows, long now) {
        Batch admitted = select(rows, now, Phase.VALID);
        if (to != null) {
            valid.add(admitted);
        }
        return admitted;
    }

    /** Where a row stands in time. */
    private enum Phase {
        WAITING,
        VALID
    }

    private Batch select(Batch rows, long now, Phase phase) {
        int width = plan.schema().size();
        long[] begins = ((LongColumn) rows.column(width)).values();
        long[] ends = ((LongColumn) rows.column(width + 1)).values();
        int[] kept = new int[rows.size()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            boolean waits = begins[i] > now;
            boolean keep =
                    phase == Phase.WAITING ? waits && ends[i] > begins[i] : !waits && now < ends[i];
            if (keep) {
                kept[count++] = i;
            }
        }
        return count == rows.size() ? rows : rows.gather(kept, count);
    }

    /** The rows with their bounds; those whose bound is NULL or fails are left out. */
    private Batch timed(Batch input, Step step) {
        Frame frame = Frame.over(input);
        Selection all = Selection.all(input.size());
        Column begins = bound(from, Long.MIN_VALUE, frame, all);
        Column ends = bound(to, NEVER, frame, all);
        if (!frame.errors().isEmpty()) {
            step.errors().add(input, frame.errors());
        }
        Column[] columns = Arrays.copyOf(input.columns(), input.columnCount() + 2);
        columns[input.columnCount()] = begins;
        columns[input.columnCount() + 1] = ends;
        Batch withBounds = new Batch(timed, columns, input.size(), input.weights());
        if (begins.nulls() == null && ends.nulls() == null) {
            return withBounds;
        }
        int[] kept = new int[input.size()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            if (!begins.isNull(i) && !ends.isNull(i)) {
                kept[count++] = i;
            }
        }
        return withBounds.gather(kept, count);
    }

    private static Column bound(
            @Nullable Kernel kernel, long otherwise, Frame frame, Selection rows) {
        if (kernel != null) {
            return kernel.evaluate(frame, rows).as(Type.BIGINT);
        }
        long[] values = new long[rows.count()];
        Arrays.fill(values, otherwise);
        return new LongColumn(Type.BIGINT, values.length, values, null);
    }
}
