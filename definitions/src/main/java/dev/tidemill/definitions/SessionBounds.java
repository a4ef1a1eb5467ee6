package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of those who logged in by a page and are known by a cookie since.
 *
 * @param sessions how many there are at once; at the bound the one that was used the longest ago
 *     ends
 * @param perUser how many one user has at once, likewise
 * @param idle after how long without a request one ends
 * @param age after how long one ends however much it is used
 */
public record SessionBounds(int sessions, int perUser, Duration idle, Duration age) {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofDays(365);

    public static final SessionBounds DEFAULT =
            new SessionBounds(1_000, 32, Duration.ofHours(1), Duration.ofHours(12));

    public SessionBounds {
        requireNonNull(idle, "idle");
        requireNonNull(age, "age");
        if (sessions < 1 || perUser < 1 || !idle.isPositive() || !age.isPositive()) {
            throw new IllegalArgumentException("the bounds of sessions must be positive");
        }
    }
}
