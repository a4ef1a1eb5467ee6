package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a time can be truncated to. */
enum TimeUnit {
    MICROSECONDS(1),
    MILLISECONDS(1_000),
    SECOND(1_000_000),
    MINUTE(60_000_000L),
    HOUR(3_600_000_000L),
    DAY(MICROS_PER_DAY),
    WEEK(0),
    MONTH(0),
    QUARTER(0),
    YEAR(0),
    DECADE(0),
    CENTURY(0),
    MILLENNIUM(0);

    private final long fixedMicros;

    TimeUnit(long fixedMicros) {
        this.fixedMicros = fixedMicros;
    }

    /** The unit's length, aligned to 1970-01-01; 0 when it follows the calendar. */
    long fixedMicros() {
        return fixedMicros;
    }

    /** The unit of a name as PostgreSQL takes it, or null. */
    static @Nullable TimeUnit named(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "microseconds", "microsecond", "us", "usec", "usecs" -> MICROSECONDS;
            case "milliseconds", "millisecond", "ms", "msec", "msecs" -> MILLISECONDS;
            case "second", "seconds", "s", "sec", "secs" -> SECOND;
            case "minute", "minutes", "m", "min", "mins" -> MINUTE;
            case "hour", "hours", "h", "hr", "hrs" -> HOUR;
            case "day", "days", "d" -> DAY;
            case "week", "weeks", "w" -> WEEK;
            case "month", "months", "mon", "mons" -> MONTH;
            case "quarter" -> QUARTER;
            case "year", "years", "y", "yr", "yrs" -> YEAR;
            case "decade", "decades", "dec", "decs" -> DECADE;
            case "century", "centuries", "c", "cent" -> CENTURY;
            case "millennium", "millennia", "mil", "mils" -> MILLENNIUM;
            default -> null;
        };
    }
}
