package dev.tidemill.engine.operator;

import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Which values of a node run up from row to row, and where they stand in a {@link RunningState}.
 *
 * @param sums calls with an accumulator
 * @param kept calls that keep one value: MIN, MAX, FIRST_VALUE, NTH_VALUE
 * @param width bytes of all accumulators
 * @param countsRows some value depends on how many rows came before
 * @param countsGroups some value depends on how many groups of peers came before
 */
record RunningShape(
        List<Sum> sums, List<Kept> kept, int width, boolean countsRows, boolean countsGroups) {
    /** A call's accumulator. */
    record Sum(int call, OverCall.Aggregated aggregated, Accumulator accumulator, int at) {}

    /**
     * A call that keeps a value.
     *
     * @param place the row that is kept, from 1; 0 for MIN and MAX
     */
    record Kept(int call, int argument, int filter, long place, boolean greatest) {}

    static RunningShape of(Over plan) {
        Schema input = plan.input().schema();
        List<Sum> sums = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        int width = 0;
        boolean rows = false;
        boolean groups = false;
        for (int c = 0; c < plan.calls().size(); c++) {
            OverCall call = plan.calls().get(c);
            if (!OverNeeds.isRunning(call)) {
                continue;
            }
            switch (call) {
                case OverCall.Ranking ranking -> {
                    rows |= ranking.kind() != OverCall.Ranking.Kind.DENSE_RANK;
                    groups |= ranking.kind() == OverCall.Ranking.Kind.DENSE_RANK;
                }
                case OverCall.Picked picked -> {
                    kept.add(new Kept(c, picked.argument(), -1, picked.place(), false));
                    rows = true;
                }
                case OverCall.Aggregated aggregated when isExtreme(aggregated) -> {
                    var aggregate = aggregated.call();
                    boolean greatest = aggregate.function() == AggregateFunction.MAX;
                    kept.add(new Kept(c, aggregate.argument(), aggregate.filter(), 0, greatest));
                }
                case OverCall.Aggregated aggregated -> {
                    Accumulator accumulator =
                            FrameSums.accumulator(aggregated.call(), input, width);
                    sums.add(new Sum(c, aggregated, accumulator, width));
                    width += accumulator.width();
                }
                case OverCall.Neighbour _, OverCall.SessionBound _ -> {}
            }
        }
        return new RunningShape(sums, kept, width, rows, groups);
    }

    static boolean isExtreme(OverCall.Aggregated aggregated) {
        return aggregated.call().function() == AggregateFunction.MIN
                || aggregated.call().function() == AggregateFunction.MAX;
    }

    /** The number of a call among those that keep a value. */
    int keptOf(int call) {
        for (int k = 0; k < kept.size(); k++) {
            if (kept.get(k).call() == call) {
                return k;
            }
        }
        throw new IllegalArgumentException("call " + call + " keeps no value");
    }

    /** Where a call's accumulator stands. */
    int atOf(int call) {
        for (Sum sum : sums) {
            if (sum.call() == call) {
                return sum.at();
            }
        }
        throw new IllegalArgumentException("call " + call + " has no accumulator");
    }
}
