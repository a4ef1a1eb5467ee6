package dev.tidemill.store.activity;

import dev.tidemill.algebra.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A query that took long, after its end.
 *
 * @param sql its text, cut where it is very long
 * @param tick the tick that it read; -1 when it read none
 * @param waitMillis before its turn came
 * @param millis since its turn came
 * @param bytes of the answer in memory
 * @param tables what it read, by name
 * @param failure how it ended; null when it was answered
 */
public record SlowQuery(
        long id,
        String caller,
        String sql,
        Instant asked,
        long tick,
        double waitMillis,
        double millis,
        long rows,
        long bytes,
        List<String> tables,
        @Nullable ErrorCode failure) {
    public SlowQuery {
        tables = List.copyOf(tables);
    }

    static SlowQuery of(ActiveQuery query, long runNanos, @Nullable ErrorCode failure) {
        return new SlowQuery(
                query.id(),
                query.caller().name(),
                query.sql(),
                query.asked(),
                query.tick(),
                query.waitNanos() / 1e6,
                runNanos / 1e6,
                query.rows(),
                query.bytes(),
                List.copyOf(new TreeSet<>(query.tables())),
                failure);
    }
}
