package dev.tidemill.algebra.column;

/**
 * A PostgreSQL interval: the parts are kept apart, since a month has no fixed length. Compared as
 * PostgreSQL does: a month as 30 days, a day as 24 hours.
 */
public record Interval(int months, int days, long micros) implements Comparable<Interval> {
    public static final long MICROS_PER_SECOND = 1_000_000L;
    public static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;

    public static Interval ofMicros(long micros) {
        return new Interval(0, 0, micros);
    }

    @Override
    public int compareTo(Interval other) {
        int byDays = Long.compare(wholeDays(), other.wholeDays());
        return byDays != 0 ? byDays : Long.compare(restMicros(), other.restMicros());
    }

    private long wholeDays() {
        return months * 30L + days + Math.floorDiv(micros, MICROS_PER_DAY);
    }

    private long restMicros() {
        return Math.floorMod(micros, MICROS_PER_DAY);
    }
}
