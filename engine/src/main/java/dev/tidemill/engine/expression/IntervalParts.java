package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Interval;
import org.jspecify.annotations.Nullable;

/**
 * Intervals of broken parts, as PostgreSQL makes them: what is left of a month goes on as days of
 * 30 a month, what is left of a day as 24 hours. Without state.
 */
public final class IntervalParts {
    private static final double SECONDS_PER_DAY = 86_400;

    private IntervalParts() {}

    /** An interval over a number; null for what is out of range. */
    public static @Nullable Interval quotient(Interval interval, double divisor) {
        return of(
                interval.months() / divisor,
                interval.days() / divisor,
                interval.micros() / divisor);
    }

    /** Null for what is out of range. */
    static @Nullable Interval of(double months, double days, double rest) {
        if (!fitsInt(months) || !fitsInt(days)) {
            return null;
        }
        int wholeMonths = (int) months;
        int wholeDays = (int) days;
        double daysOfMonths = roundedToMicros((months - wholeMonths) * 30);
        double left = days - wholeDays + daysOfMonths - (int) daysOfMonths;
        double seconds = roundedToMicros(left * SECONDS_PER_DAY);
        if (Math.abs(seconds) >= SECONDS_PER_DAY) {
            int spilled = (int) (seconds / SECONDS_PER_DAY);
            wholeDays += spilled;
            seconds -= spilled * SECONDS_PER_DAY;
        }
        double micros = Math.rint(rest + seconds * 1e6);
        long allDays = (long) wholeDays + (int) daysOfMonths;
        boolean fits = Math.abs(micros) < 0x1p63 && allDays == (int) allDays;
        return fits ? new Interval(wholeMonths, (int) allDays, (long) micros) : null;
    }

    private static double roundedToMicros(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }

    private static boolean fitsInt(double value) {
        return value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
    }
}
