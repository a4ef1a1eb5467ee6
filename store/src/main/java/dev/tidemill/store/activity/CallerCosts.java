package dev.tidemill.store.activity;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the queries of each caller have cost. At most {@link #CALLERS_MAX} are told apart; those
 * that come later count as {@link #OTHERS}. Safe for all threads.
 */
final class CallerCosts {
    /** So many callers are told apart. */
    static final int CALLERS_MAX = 1000;

    /** Who all further ones are together. */
    static final String OTHERS = "others";

    private final Map<String, CallerCost> byCaller = new ConcurrentHashMap<>();

    void add(ActiveQuery query, long nanos, boolean answered) {
        String name = query.caller().name();
        boolean known = byCaller.containsKey(name) || byCaller.size() < CALLERS_MAX;
        byCaller.compute(
                known ? name : OTHERS,
                (caller, cost) ->
                        (cost == null ? CallerCost.none(caller) : cost)
                                .plus(query, nanos, answered));
    }

    /** All of them, by name. */
    List<CallerCost> costs() {
        return byCaller.values().stream().sorted(Comparator.comparing(CallerCost::caller)).toList();
    }
}
