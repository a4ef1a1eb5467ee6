package dev.tidemill.definitions;

/**
 * What is kept of actions.
 *
 * @param outboxKept deliveries with an outcome; pending ones are all kept
 * @param attemptsKept attempts to deliver
 */
public record ActionBounds(int outboxKept, int attemptsKept) {
    public static final ActionBounds DEFAULT = new ActionBounds(100_000, 100_000);

    public ActionBounds {
        if (outboxKept < 1 || attemptsKept < 1) {
            throw new IllegalArgumentException(outboxKept + " and " + attemptsKept + " kept");
        }
    }
}
