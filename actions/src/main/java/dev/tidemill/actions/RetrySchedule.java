package dev.tidemill.actions;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again: the wait grows by a factor up to a cap, each wait shortened by up to {@code
 * jitter} of itself at random so that many failures do not come back together.
 *
 * @param attemptsMax requests in all before the delivery is given up
 * @param jitter 0 to 1
 */
public record RetrySchedule(
        Duration initial, double factor, Duration cap, int attemptsMax, double jitter) {
    public RetrySchedule {
        if (factor < 1 || jitter < 0 || jitter > 1 || attemptsMax < 1) {
            throw new IllegalArgumentException("factor >= 1, jitter 0 to 1, attempts >= 1");
        }
    }

    public static RetrySchedule defaults() {
        return new RetrySchedule(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 12, 0.2);
    }

    /** The wait after this many failed requests. */
    public Duration waitAfter(int attempts, RandomGenerator random) {
        double millis = initial.toMillis() * Math.pow(factor, Math.max(0, attempts - 1));
        double capped = Math.min(millis, (double) cap.toMillis());
        return Duration.ofMillis((long) (capped * (1 - jitter * random.nextDouble())));
    }
}
