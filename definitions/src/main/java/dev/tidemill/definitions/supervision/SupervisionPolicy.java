package dev.tidemill.definitions.supervision;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When something that failed is tried again: after a wait that grows by a factor up to a cap, each
 * shortened by up to {@code jitter} of itself at random, so that many that failed together do not
 * come back together. After so many failures in a row the breaker opens, and then one attempt is
 * made each {@code openFor}.
 *
 * @param firstWait after the first failure
 * @param factor by which each further wait is longer, at least 1
 * @param waitMax the cap
 * @param jitter from 0 to 1
 * @param failuresMax failures in a row at which the breaker opens
 * @param openFor how long nothing is tried then
 * @param steadyAfter former failures are forgotten when it has run for so long
 */
public record SupervisionPolicy(
        Duration firstWait,
        double factor,
        Duration waitMax,
        double jitter,
        int failuresMax,
        Duration openFor,
        Duration steadyAfter) {
    /** Of sources. */
    public static final SupervisionPolicy SOURCES =
            new SupervisionPolicy(
                    Duration.ofMillis(250),
                    2,
                    Duration.ofSeconds(30),
                    0.2,
                    5,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10));

    /**
     * Of the receivers of actions. Several requests are under way at once, so that one moment's
     * outage is several failures; and each delivery has a schedule of its own besides.
     */
    public static final SupervisionPolicy RECEIVERS =
            new SupervisionPolicy(
                    Duration.ofMillis(1),
                    1,
                    Duration.ofMillis(1),
                    0,
                    20,
                    Duration.ofSeconds(30),
                    Duration.ZERO);

    /** Of where lineage events go. */
    public static final SupervisionPolicy SINKS =
            new SupervisionPolicy(
                    Duration.ofSeconds(1),
                    2,
                    Duration.ofMinutes(1),
                    0.2,
                    8,
                    Duration.ofMinutes(2),
                    Duration.ZERO);

    public SupervisionPolicy {
        requireNonNull(firstWait, "firstWait");
        requireNonNull(waitMax, "waitMax");
        requireNonNull(openFor, "openFor");
        requireNonNull(steadyAfter, "steadyAfter");
        if (factor < 1 || jitter < 0 || jitter > 1 || failuresMax < 1) {
            throw new IllegalArgumentException("factor >= 1, jitter 0 to 1, failures >= 1");
        }
    }

    /** The wait after so many failures in a row, in nanoseconds. */
    public long waitNanos(int failures, RandomGenerator random) {
        if (failures >= failuresMax) {
            return openFor.toNanos();
        }
        double grown = firstWait.toNanos() * Math.pow(factor, Math.max(0, failures - 1));
        double capped = Math.min(grown, (double) waitMax.toNanos());
        return (long) (capped * (1 - jitter * random.nextDouble()));
    }
}
