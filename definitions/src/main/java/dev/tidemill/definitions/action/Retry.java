package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a failed delivery is tried again: after {@code initial}, then each time {@code factor} times
 * later up to {@code max}, {@code attempts} times in all.
 *
 * @param jitter the share of each pause that is random, 0 to 1
 */
public record Retry(Duration initial, double factor, Duration max, int attempts, double jitter) {
    public static final Retry DEFAULT =
            new Retry(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 10, 0.2);

    public Retry {
        requireNonNull(initial, "initial");
        requireNonNull(max, "max");
        if (!(factor >= 1) || attempts < 1 || !(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException(
                    "factor " + factor + ", attempts " + attempts + ", jitter " + jitter);
        }
    }
}
