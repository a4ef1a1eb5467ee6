package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Duration;

/**
 * Until when tests may run. It is looked at between two steps; one step is bounded by the rows that
 * a test's file can hold.
 */
record TestDeadline(long startedNanos, Duration allowed) {
    /** Nobody waits. */
    static final TestDeadline NONE = new TestDeadline(0, Duration.ofNanos(Long.MAX_VALUE));

    TestDeadline {
        requireNonNull(allowed, "allowed");
    }

    static TestDeadline after(Duration allowed) {
        return new TestDeadline(System.nanoTime(), allowed);
    }

    /** Throws TESTS_FAILED when it has passed. */
    void require(String test) {
        if (this != NONE && System.nanoTime() - startedNanos > allowed.toNanos()) {
            throw new TidemillException(
                            ErrorCode.TESTS_FAILED,
                            "the tests take longer than %,d ms: %s was running"
                                    .formatted(allowed.toMillis(), test))
                    .withHint("limits.plan-test-time is the bound; tidemill test-project has none");
        }
    }
}
