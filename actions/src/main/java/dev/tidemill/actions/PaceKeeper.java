package dev.tidemill.actions;

/** Holds the requests to one receiver to a pace. Its owner guards it by a lock. */
final class PaceKeeper {
    /** No time is known: a request under way has to end. */
    static final long BUSY = Long.MAX_VALUE;

    private Pace pace = Pace.DEFAULT;
    private int underWay;
    private double nextMillis;

    PaceKeeper with(Pace newPace) {
        pace = newPace;
        return this;
    }

    /** When a request may begin; {@link #BUSY} when another one has to end before. */
    long freeAt(long nowMillis) {
        return underWay >= pace.inFlight() ? BUSY : (long) nextMillis;
    }

    void begin(long nowMillis) {
        underWay++;
        nextMillis = Math.max(nextMillis, (double) nowMillis) + 1_000 / pace.perSecond();
    }

    void end() {
        underWay--;
    }
}
