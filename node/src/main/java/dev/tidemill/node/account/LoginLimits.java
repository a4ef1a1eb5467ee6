package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often logins may fail.
 *
 * @param userFailures of one user from one address within the window; of IPv6 from one /64
 * @param addressFailures of all users from one address within the window
 * @param window after which the first failure is forgotten, with those since
 * @param kept users and addresses that are counted; beyond it those are forgotten that failed
 *     longest ago
 * @param derivations passwords that are checked at once, each of which takes a processor for a
 *     while
 * @param remembered passwords that were right, which are not derived again for a while
 */
public record LoginLimits(
        int userFailures,
        int addressFailures,
        Duration window,
        int kept,
        int derivations,
        int remembered) {
    public static final LoginLimits DEFAULT =
            new LoginLimits(10, 100, Duration.ofMinutes(1), 10_000, 2, 1_000);

    public LoginLimits {
        requireNonNull(window, "window");
        if (userFailures < 1 || addressFailures < 1 || kept < 1 || derivations < 1) {
            throw new IllegalArgumentException("a bound of logins is below 1");
        }
    }
}
