package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much an action tells, by the ticks' time: so many at once, and as many again in each such
 * span.
 *
 * @param count at least 1
 * @param every longer than nothing
 */
public record Limit(int count, Duration every) {
    public Limit {
        requireNonNull(every, "every");
        if (count < 1 || every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException(count + " every " + every);
        }
    }
}
