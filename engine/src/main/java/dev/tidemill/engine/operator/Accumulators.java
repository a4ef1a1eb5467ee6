package dev.tidemill.engine.operator;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.VarHeap;
import java.util.List;
import java.util.Map;

/**
 * Makes the accumulator of a call.
 *
 * @param calls all of the plan's
 * @param sets what the calls of distinct arguments made so far share, by the argument's column
 * @param appendOnly rows are never taken back, so that cheaper forms will do
 * @param ordered the ordered index that a partition's aggregates share
 * @param bytes where a partition's aggregates keep bytes of any length
 * @param number the call's number in the index
 * @param region the partition's, whose segments from {@link #FIRST_SEGMENT} are for calls of
 *     distinct arguments
 */
record Accumulators(
        AggregateCall call,
        List<AggregateCall> calls,
        Map<Integer, DistinctSet> sets,
        Schema input,
        boolean appendOnly,
        OrderedIndex ordered,
        VarHeap bytes,
        int number,
        Region region) {
    static final int FIRST_SEGMENT = 8;

    /**
     * @param at where the call's bytes begin in a group
     */
    Accumulator at(int at) {
        Accumulator accumulator = plain(at);
        return seesOnce(call) ? distinct(accumulator, at) : accumulator;
    }

    /** Whether the aggregate must be shown each distinct argument once. */
    private static boolean seesOnce(AggregateCall call) {
        return call.distinct()
                && switch (call.function()) {
                    case COUNT, SUM, AVG -> true;
                    case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP, BIT_XOR -> true;
                    case MIN, MAX, BOOL_AND, BOOL_OR, FIRST -> false;
                    case BIT_AND, BIT_OR, APPROX_COUNT_DISTINCT -> false;
                    case MODE, PERCENTILE_CONT, PERCENTILE_DISC -> false;
                    // They pass over repetitions themselves.
                    case STRING_AGG, ARRAY_AGG, JSON_AGG, JSON_OBJECT_AGG, JAVA -> false;
                    case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY -> false;
                    case REGR_COUNT, REGR_INTERCEPT, REGR_R2, REGR_SLOPE -> false;
                    case REGR_SXX, REGR_SXY, REGR_SYY -> false;
                };
    }

    private Accumulator distinct(Accumulator inner, int at) {
        int column = call.argument();
        DistinctSet set = sets.get(column);
        if (set == null) {
            int size =
                    (int)
                            calls.stream()
                                    .filter(each -> each.argument() == column && seesOnce(each))
                                    .count();
            int first = FIRST_SEGMENT + number * DistinctValues.SEGMENTS;
            int headAt = at + inner.width();
            set =
                    new DistinctSet(
                            new DistinctValues(
                                    argument(), appendOnly, size, region, first, bytes, headAt),
                            size);
            sets.put(column, set);
        }
        return set.join(inner);
    }

    private Accumulator plain(int at) {
        AggregateFunction function = call.function();
        return switch (function) {
            case COUNT -> new CountAccumulator(at);
            case SUM, AVG -> sum(at, function == AggregateFunction.AVG);
            case MIN, MAX -> extreme(at, function == AggregateFunction.MAX);
            case BOOL_AND, BOOL_OR ->
                    new BoolAccumulator(at, function == AggregateFunction.BOOL_AND);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> spread(at, Spread.of(function));
            case BIT_AND, BIT_OR, BIT_XOR -> new BitAccumulator(at, function, call.type());
            case FIRST -> new FirstAccumulator(entries(), call.type());
            case MODE -> new ModeAccumulator(values(), ordered, number, call.type());
            case PERCENTILE_CONT, PERCENTILE_DISC ->
                    new PercentileAccumulator(at, entries(), ordered, call);
            case STRING_AGG, ARRAY_AGG, JSON_AGG -> new ListAccumulator(entries(), call);
            case JSON_OBJECT_AGG -> new JsonObjectAccumulator(entries(), expression());
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_COUNT,
                    REGR_INTERCEPT,
                    REGR_R2,
                    REGR_SLOPE,
                    REGR_SXX,
                    REGR_SXY,
                    REGR_SYY ->
                    new PairAccumulator(at, call, expression(), ordered, number);
            case APPROX_COUNT_DISTINCT -> {
                if (!appendOnly) {
                    throw unsupported();
                }
                yield new ApproximateCount(at, new GroupBytes(bytes));
            }
            case JAVA ->
                    new JavaAccumulator(
                            at, call, appendOnly, new GroupBytes(bytes), ordered, number);
        };
    }

    private Type argument() {
        return call.argument() < 0 ? Type.BIGINT : input.type(call.argument());
    }

    private String expression() {
        return call.function() + "($" + call.argument() + ")";
    }

    private GroupValues values() {
        return new GroupValues(ordered, number);
    }

    private GroupEntries entries() {
        return new GroupEntries(ordered, number, call, input);
    }

    private Accumulator sum(int at, boolean average) {
        return switch (argument().physical()) {
            case DOUBLE -> DoubleSum.kept(at, average, expression(), ordered, number);
            case INT, LONG, INT128 ->
                    new ExactSum(at, average, argument(), call.type(), expression());
            case INTERVAL -> new IntervalSum(at, average, expression());
            case BOOL, BYTES -> throw unsupported();
        };
    }

    private Accumulator extreme(int at, boolean greatest) {
        return appendOnly && LatestExtreme.supports(argument())
                ? new LatestExtreme(at, greatest, call.type())
                : new OrderedExtreme(values(), greatest, call.type());
    }

    private Accumulator spread(int at, Spread spread) {
        return switch (argument().physical()) {
            case DOUBLE -> new DoubleVariance(at, spread, expression(), ordered, number);
            case INT, LONG, INT128 ->
                    new ExactVariance(at, spread, argument(), call.type(), expression());
            case BOOL, BYTES, INTERVAL -> throw unsupported();
        };
    }

    private TidemillException unsupported() {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, call.function() + " of " + argument());
    }
}
