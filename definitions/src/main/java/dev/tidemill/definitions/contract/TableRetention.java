package dev.tidemill.definitions.contract;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an event table keeps its rows. The oldest are dropped, many at a time, and never one
 * that is to be kept.
 *
 * @param age rows whose event time is further behind may go; null when age does not matter
 * @param rows as many rows are kept at least, and older ones may go; {@link Long#MAX_VALUE} when
 *     their number does not matter
 */
public record TableRetention(@Nullable Duration age, long rows) {
    /** Every row is kept for ever. */
    public static final TableRetention FOREVER = new TableRetention(null, Long.MAX_VALUE);

    public TableRetention {
        if (rows < 1 || (age != null && (age.isNegative() || age.isZero()))) {
            throw new IllegalArgumentException("keeps " + rows + " rows of " + age);
        }
    }
}
