package dev.tidemill.store.admission;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How many queries run and wait.
 *
 * @param running of all callers together
 * @param runningPerCaller of one caller
 * @param waitingPerCaller of one caller; a further one is refused
 * @param waitMax a query that waits longer for its turn is refused
 */
public record GateBounds(
        int running, int runningPerCaller, int waitingPerCaller, Duration waitMax) {
    public static final GateBounds DEFAULT = new GateBounds(16, 4, 64, Duration.ofSeconds(10));

    public GateBounds {
        requireNonNull(waitMax, "waitMax");
        if (running < 1 || runningPerCaller < 1 || waitingPerCaller < 0 || waitMax.isNegative()) {
            throw new IllegalArgumentException(
                    "%d, %d, %d, %s"
                            .formatted(running, runningPerCaller, waitingPerCaller, waitMax));
        }
    }
}
