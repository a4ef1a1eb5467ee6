package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of trying definitions out on a mill that runs others: tests that a plan runs, and
 * previews beside what runs.
 *
 * @param tests more are not run, and the plan is refused
 * @param testTime for all tests of a plan together
 * @param testMemory bytes that the state of one test may take
 * @param previews live tables that may be previewed at once
 * @param previewMemory bytes of state that all previews may take together; part of the state's
 *     budget
 */
public record TrialBounds(
        int tests, Duration testTime, long testMemory, int previews, long previewMemory) {
    /** State is in pages, of which each table has some. */
    public static final long MEMORY_MIN = 1L << 20;

    /** Of the state's budget that previews may take: a quarter. */
    private static final int PREVIEW_PART = 4;

    public TrialBounds {
        requireNonNull(testTime, "testTime");
        if (tests < 0 || previews < 0 || testTime.isNegative()) {
            throw new IllegalArgumentException("fewer than no tests, previews or time");
        }
        if (testMemory < MEMORY_MIN || previewMemory < 0) {
            throw new IllegalArgumentException("too little memory to try definitions");
        }
    }

    /** 1,000 tests, 30 s, 128 MiB; 50 previews in a quarter of the state's budget. */
    public static TrialBounds standard(long stateMemory) {
        return new TrialBounds(
                1_000, Duration.ofSeconds(30), 128L << 20, 50, stateMemory / PREVIEW_PART);
    }
}
