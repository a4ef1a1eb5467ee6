package dev.tidemill.actions;

/**
 * How much a receiver is asked for.
 *
 * @param perSecond requests that are begun in a second, on average
 * @param inFlight requests under way at once
 */
public record Pace(double perSecond, int inFlight) {
    /** That of actions that say nothing of it. */
    public static final Pace DEFAULT = new Pace(50, 4);

    public Pace {
        if (!(perSecond > 0) || inFlight < 1) {
            throw new IllegalArgumentException(perSecond + " a second, " + inFlight + " at once");
        }
    }
}
