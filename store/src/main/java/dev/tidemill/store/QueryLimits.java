package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of one query.
 *
 * @param time the query is cancelled after it
 * @param rowsMax the result is cut there, and says so
 * @param resultBytesMax a larger result is an error
 */
public record QueryLimits(Duration time, int rowsMax, long resultBytesMax) {
    public static final QueryLimits DEFAULT =
            new QueryLimits(Duration.ofSeconds(30), 10_000, 64L << 20);

    public QueryLimits {
        requireNonNull(time, "time");
        if (time.isNegative() || time.isZero() || rowsMax < 1 || resultBytesMax < 1) {
            throw new IllegalArgumentException(time + ", " + rowsMax + ", " + resultBytesMax);
        }
    }

    public QueryLimits withRowsMax(int rows) {
        return new QueryLimits(time, rows, resultBytesMax);
    }

    public QueryLimits withTime(Duration newTime) {
        return new QueryLimits(newTime, rowsMax, resultBytesMax);
    }
}
