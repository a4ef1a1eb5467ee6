package dev.tidemill.node.tick;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Gives each tick its time, which never goes back: the system's time, or the time that replayed
 * sources bring with their rows. Owned by the committer's thread.
 */
public final class TickClock {
    private final boolean replayed;
    private final LongSupplier systemMicros;
    private long lastMicros;

    /**
     * @param replayed take the time from the sources alone
     * @param systemMicros the system's clock in microseconds since 1970 UTC
     */
    public TickClock(boolean replayed, LongSupplier systemMicros, long lastMicros) {
        this.replayed = replayed;
        this.systemMicros = systemMicros;
        this.lastMicros = lastMicros;
    }

    long next(List<Admission> admissions) {
        long now = replayed ? lastMicros : Math.max(lastMicros, systemMicros.getAsLong());
        for (Admission admission : admissions) {
            now = Math.max(now, admission.clockMicros());
        }
        lastMicros = now;
        return now;
    }

    /** Whether time goes on without rows, so that rows may expire in an idle tick. */
    boolean runsByItself() {
        return !replayed;
    }
}
