package dev.tidemill.definitions.action;

/** How much an action may ask of its receiver. */
public record Rate(double perSecond, int inFlight) {
    public static final Rate DEFAULT = new Rate(50, 4);

    public Rate {
        if (!(perSecond > 0) || inFlight < 1) {
            throw new IllegalArgumentException(perSecond + " per second, " + inFlight + " at once");
        }
    }
}
