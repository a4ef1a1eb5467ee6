package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import java.util.ArrayList;
import java.util.List;

/** What functions over windows depend on. */
final class OverLineage {
    private OverLineage() {}

    static Traced of(Over over, Traced input) {
        Dependencies window =
                input.of(over.partition(), Influence.WINDOW)
                        .and(input.of(Ordering.columns(over.order()), Influence.WINDOW));
        Dependencies ties =
                input.of(
                        Ordering.ties(over.input(), over.partition(), over.order()), Influence.TIE);
        List<Dependencies> columns = new ArrayList<>();
        Dependencies failing = Dependencies.NONE;
        for (OverCall call : over.calls()) {
            Dependencies value = value(over, call, input).and(window);
            Dependencies whole = call.isOfPeers() ? value : value.and(ties);
            columns.add(whole);
            if (call instanceof OverCall.Aggregated aggregated
                    && FailingAggregates.canFail(aggregated.call(), over.input().schema())) {
                failing = failing.and(whole.by(Influence.ERROR));
            }
        }
        return input.andColumns(columns).andRows(failing);
    }

    /** What a call reads beyond what its window is made by. */
    private static Dependencies value(Over over, OverCall call, Traced input) {
        return switch (call) {
            case OverCall.Ranking _ -> Dependencies.NONE;
            case OverCall.Neighbour neighbour ->
                    input.of(neighbour.columns(), Influence.TRANSFORMATION);
            case OverCall.Picked picked -> input.of(picked.columns(), Influence.TRANSFORMATION);
            case OverCall.Aggregated aggregated -> AggregateLineage.call(aggregated.call(), input);
            case OverCall.SessionBound _ ->
                    input.of(Ordering.columns(over.order()), Influence.AGGREGATION);
        };
    }
}
