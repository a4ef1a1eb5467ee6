package dev.tidemill.node.action;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an action would have done.
 *
 * @param from where what is told of begins, as an instant; null when there are no rows
 * @param to where it ends
 * @param availableFrom the earliest event time of the rows that are kept
 * @param incomplete why the history is not all there was; empty when it is
 * @param asOfNow tables that were taken as they stand now, since how they were is not kept
 * @param rows how many rows were run through the tables
 * @param ticks how many ticks were made of them
 * @param fired how many requests or writes there would have been
 * @param byTransition the same by kind
 * @param counts what became of all transitions, those before {@code from} included
 * @param fires the first of them
 */
public record BacktestReport(
        String action,
        @Nullable String from,
        @Nullable String to,
        @Nullable String availableFrom,
        List<String> incomplete,
        List<String> asOfNow,
        long rows,
        long ticks,
        long fired,
        Map<String, Long> byTransition,
        ActionCounts counts,
        List<Fire> fires) {
    /**
     * One request or write.
     *
     * @param at the time of the tick
     * @param body what would have been sent
     */
    public record Fire(String at, String transition, String rowKey, String body) {}

    public BacktestReport {
        incomplete = List.copyOf(incomplete);
        asOfNow = List.copyOf(asOfNow);
        byTransition = Map.copyOf(byTransition);
        fires = List.copyOf(fires);
    }
}
