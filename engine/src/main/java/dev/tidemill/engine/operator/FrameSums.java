package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/**
 * The aggregates but MIN and MAX of the frames of a lane: rows come into the accumulator and leave
 * it as the frame moves on, so that the work is that of the rows, not of the frames.
 */
final class FrameSums {
    private final OverLane lane;
    private final AggregateCall call;
    private final Accumulator accumulator;
    private final byte[] scratch;
    private final GroupCells state;

    private FrameSums(OverLane lane, AggregateCall call) {
        this.lane = lane;
        this.call = call;
        this.accumulator = accumulator(call, lane.batch().schema(), 0);
        this.scratch = new byte[accumulator.width()];
        this.state = new GroupCells(new byte[][] {scratch}, new int[1], new long[1], 1);
    }

    /** The accumulator of a call at a position of its cells. */
    static Accumulator accumulator(AggregateCall call, Schema input, int at) {
        Type argument = call.argument() < 0 ? Type.BIGINT : input.type(call.argument());
        String expression = call.function() + "($" + call.argument() + ") over";
        boolean isDouble = argument == Type.DOUBLE;
        if (call.distinct()) {
            throw unsupported(call, argument);
        }
        return switch (call.function()) {
            case COUNT -> new CountAccumulator(at);
            case SUM, AVG -> {
                boolean average = call.function() == AggregateFunction.AVG;
                if (argument == Type.INTERVAL) {
                    yield new IntervalSum(at, average, expression);
                }
                requireFit(argument.isNumeric(), call, argument);
                yield isDouble
                        ? DoubleSum.ofBytes(at, average, expression)
                        : new ExactSum(at, average, argument, call.type(), expression);
            }
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> {
                // Those of DOUBLE keep what is far from 1 in a partition's index.
                requireFit(argument.isNumeric() && !isDouble, call, argument);
                Spread spread = Spread.of(call.function());
                yield new ExactVariance(at, spread, argument, call.type(), expression);
            }
            case BOOL_AND, BOOL_OR -> {
                requireFit(argument == Type.BOOLEAN, call, argument);
                yield new BoolAccumulator(at, call.function() == AggregateFunction.BOOL_AND);
            }
            case BIT_AND, BIT_OR, BIT_XOR -> new BitAccumulator(at, call.function(), call.type());
            case MIN, MAX, FIRST, MODE, PERCENTILE_CONT -> throw unsupported(call, argument);
            case PERCENTILE_DISC, STRING_AGG, ARRAY_AGG -> throw unsupported(call, argument);
            case JSON_AGG, JSON_OBJECT_AGG, JAVA -> throw unsupported(call, argument);
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT ->
                    throw unsupported(call, argument);
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY ->
                    throw unsupported(call, argument);
            case APPROX_COUNT_DISTINCT -> throw unsupported(call, argument);
        };
    }

    private static void requireFit(boolean fits, AggregateCall call, Type argument) {
        if (!fits) {
            throw unsupported(call, argument);
        }
    }

    private static TidemillException unsupported(AggregateCall call, Type argument) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, call.function() + " of " + argument + " with OVER");
    }

    /** Adds rows (sign 1) or takes them back (-1). */
    static void add(
            Accumulator accumulator,
            AggregateCall call,
            GroupedRows rows,
            GroupCells cells,
            int sign) {
        Column argument = call.argument() < 0 ? null : rows.batch().column(call.argument());
        Column filter = call.filter() < 0 ? null : rows.batch().column(call.filter());
        long[] weights = rows.weights(argument, filter);
        accumulator.add(rows, argument, signed(weights, rows.count(), sign), cells);
    }

    private static long @Nullable [] signed(long @Nullable [] weights, int count, int sign) {
        if (sign > 0) {
            return weights;
        }
        long[] negative = new long[count];
        for (int k = 0; k < count; k++) {
            negative[k] = weights == null ? -1 : -weights[k];
        }
        return negative;
    }

    /** The value of each copy; a copy whose value fails is entered in the errors. */
    static Column of(
            OverLane lane, OverCall.Aggregated call, byte @Nullable [] base, RowErrors failures) {
        FrameSums sums = new FrameSums(lane, call.call());
        OverLane.Frames frames = lane.frames(call.frame());
        boolean slides = call.frame().exclusion() == Frame.Exclusion.NO_OTHERS;
        byte[] states =
                slides || base != null ? sums.sliding(frames, base) : sums.one(frames, call);
        return sums.read(states, failures);
    }

    /**
     * @param base what ran up before the lane's first copy, when frames begin with the partition
     */
    private byte[] sliding(OverLane.Frames frames, byte @Nullable [] base) {
        int width = scratch.length;
        byte[] states = new byte[width * lane.count()];
        if (base != null) {
            System.arraycopy(base, 0, scratch, 0, width);
        }
        int low = 0;
        int high = 0;
        for (int i = 0; i < lane.count(); i++) {
            int from = base != null ? 0 : frames.from(i);
            int to = Math.max(from, frames.to(i));
            if (from > high) {
                move(low, high, -1);
                low = from;
                high = from;
            }
            move(high, to, 1);
            high = Math.max(high, to);
            move(low, from, -1);
            low = from;
            System.arraycopy(scratch, 0, states, i * width, width);
        }
        return states;
    }

    private void move(int from, int to, int sign) {
        if (from < to) {
            int[] rows = lane.rows(from, to);
            add(
                    accumulator,
                    call,
                    new GroupedRows(lane.batch(), rows, rows.length, new int[rows.length]),
                    state,
                    sign);
        }
    }

    /** Each frame by itself. */
    private byte[] one(OverLane.Frames frames, OverCall.Aggregated aggregated) {
        int width = scratch.length;
        byte[] states = new byte[width * lane.count()];
        for (int i = 0; i < lane.count(); i++) {
            java.util.Arrays.fill(scratch, (byte) 0);
            int[] rows = lane.rows(frames, i, aggregated.frame().exclusion());
            add(
                    accumulator,
                    call,
                    new GroupedRows(lane.batch(), rows, rows.length, new int[rows.length]),
                    state,
                    1);
            System.arraycopy(scratch, 0, states, i * width, width);
        }
        return states;
    }

    private Column read(byte[] states, RowErrors failures) {
        int count = lane.count();
        byte[][] pages = new byte[count][];
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            pages[i] = states;
            offsets[i] = i * scratch.length;
        }
        return accumulator.read(new GroupCells(pages, offsets, new long[count], count), failures);
    }
}
