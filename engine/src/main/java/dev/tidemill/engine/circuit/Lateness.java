package dev.tidemill.engine.circuit;

/**
 * How late rows of an event table may come, by one of its time columns.
 *
 * @param column position of a TIMESTAMP or TIMESTAMPTZ
 * @param lateMicros how far behind the greatest value a row may be
 * @param idleMicros a source that is silent for so long does not hold the watermark any more
 */
public record Lateness(int column, long lateMicros, long idleMicros) {
    /** When nothing else is said, a source that is silent for a minute is idle. */
    public static final long IDLE_MICROS_DEFAULT = 60_000_000L;

    public Lateness {
        if (column < 0 || lateMicros < 0 || idleMicros <= 0) {
            throw new IllegalArgumentException(
                    "lateness " + lateMicros + ", idle " + idleMicros + " of column " + column);
        }
    }

    public static Lateness of(int column, long lateMicros) {
        return new Lateness(column, lateMicros, IDLE_MICROS_DEFAULT);
    }
}
