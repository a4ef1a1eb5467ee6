package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

/** What {@code now()} is. */
public sealed interface ProjectClock {

    /** The system's clock. */
    record SystemTime() implements ProjectClock {}

    /**
     * The event time of a replayed source.
     *
     * @param speed seconds of event time to a second; infinite for as fast as it goes
     */
    record ReplayTime(String source, double speed) implements ProjectClock {
        public ReplayTime {
            requireNonNull(source, "source");
            if (!(speed > 0)) {
                throw new IllegalArgumentException("speed " + speed);
            }
        }
    }
}
