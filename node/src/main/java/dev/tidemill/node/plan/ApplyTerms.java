package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On which terms definitions are taken over.
 *
 * @param base the fingerprint of what must run still; null when anything may
 * @param allowBreaking whether contracts may break who sends rows or reads them
 * @param settle how long the new definitions must stand, once all is built, before they count as
 *     good; until then the former ones come back by themselves
 * @param errorsMax how many error rows a table that changed may have more than before
 * @param tests whether the project's tests must pass
 * @param by the name of whoever takes them over, for the log of releases; null when nobody says
 */
public record ApplyTerms(
        @Nullable String base,
        boolean allowBreaking,
        Duration settle,
        long errorsMax,
        boolean tests,
        @Nullable String by) {
    public static final Duration SETTLE_DEFAULT = Duration.ofSeconds(10);

    /** Longer than that nobody waits for a mill to say that all is well. */
    public static final Duration SETTLE_MAX = Duration.ofHours(1);

    public static final long ERRORS_MAX_DEFAULT = 0;

    public static final ApplyTerms DEFAULT =
            new ApplyTerms(null, false, SETTLE_DEFAULT, ERRORS_MAX_DEFAULT);

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public ApplyTerms(
            @Nullable String base,
            boolean allowBreaking,
            Duration settle,
            long errorsMax,
            boolean tests,
            @Nullable String by) {
        this.base = base;
        this.allowBreaking = allowBreaking;
        this.settle = requireNonNull(settle, "settle");
        this.errorsMax = errorsMax;
        this.tests = tests;
        this.by = by;
        if (settle.isNegative() || settle.compareTo(SETTLE_MAX) > 0 || errorsMax < 0) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "definitions cannot settle for %s with %d error rows"
                                    .formatted(settle, errorsMax))
                    .withHint("at most an hour, and no fewer than 0 rows");
        }
    }

    /** With the project's tests. */
    public ApplyTerms(
            @Nullable String base, boolean allowBreaking, Duration settle, long errorsMax) {
        this(base, allowBreaking, settle, errorsMax, true, null);
    }

    public ApplyTerms withBase(@Nullable String fingerprint) {
        return new ApplyTerms(fingerprint, allowBreaking, settle, errorsMax, tests, by);
    }

    public ApplyTerms withSettle(Duration other) {
        return new ApplyTerms(base, allowBreaking, other, errorsMax, tests, by);
    }

    public ApplyTerms withTests(boolean run) {
        return new ApplyTerms(base, allowBreaking, settle, errorsMax, run, by);
    }

    public ApplyTerms withBy(String name) {
        return new ApplyTerms(base, allowBreaking, settle, errorsMax, tests, name);
    }
}
