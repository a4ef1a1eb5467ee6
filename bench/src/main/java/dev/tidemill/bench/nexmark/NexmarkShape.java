package dev.tidemill.bench.nexmark;

/**
 * What decides a set of events.
 *
 * @param eventsPerSecond of event time
 * @param disorder events of so many that follow each other are put out of order; 1 leaves them
 */
public record NexmarkShape(long seed, long events, long eventsPerSecond, int disorder) {
    public NexmarkShape {
        if (events < 1 || eventsPerSecond < 1 || disorder < 1) {
            throw new IllegalArgumentException(
                    events + " events, " + eventsPerSecond + " a second, disorder " + disorder);
        }
        if (disorder * 1_000_000L / eventsPerSecond >= NexmarkTables.LATENESS_MICROS) {
            throw new IllegalArgumentException(
                    "with a disorder of " + disorder + " events would come too late");
        }
    }

    /** As published: in order, 10,000 events a second. */
    public static NexmarkShape of(long seed, long events) {
        return new NexmarkShape(seed, events, 10_000, 1);
    }
}
