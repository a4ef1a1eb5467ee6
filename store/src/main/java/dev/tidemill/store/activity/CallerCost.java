package dev.tidemill.store.activity;

import static java.util.Objects.requireNonNull;

/**
 * What the queries of one caller have cost since the start; of those whose turn came and that have
 * ended.
 *
 * @param failed those of the queries that were not answered
 * @param rowsReached rows of the tables that they read
 * @param bytesAnswered of the answers in memory
 */
public record CallerCost(
        String caller,
        long queries,
        long failed,
        long runNanos,
        long waitNanos,
        long rowsReached,
        long rowsAnswered,
        long bytesAnswered) {
    public CallerCost {
        requireNonNull(caller, "caller");
    }

    static CallerCost none(String caller) {
        return new CallerCost(caller, 0, 0, 0, 0, 0, 0, 0);
    }

    CallerCost plus(ActiveQuery query, long nanos, boolean answered) {
        return new CallerCost(
                caller,
                queries + 1,
                failed + (answered ? 0 : 1),
                runNanos + nanos,
                waitNanos + query.waitNanos(),
                rowsReached + query.rowsReached(),
                rowsAnswered + query.rows(),
                bytesAnswered + query.bytes());
    }
}
