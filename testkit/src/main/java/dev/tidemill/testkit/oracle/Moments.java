package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Dates as days and timestamps as microseconds since 1970, in the proleptic Gregorian calendar with
 * a year 0 (1 BC), within PostgreSQL's bounds.
 */
final class Moments {
    static final long DAY = Interval.MICROS_PER_DAY;
    static final long HOUR = DAY / 24;
    static final long MINUTE = HOUR / 60;
    static final long SECOND = Interval.MICROS_PER_SECOND;

    /** 24 November 4714 BC, the first day that PostgreSQL knows. */
    static final long FIRST_DAY = LocalDate.of(-4713, 11, 24).toEpochDay();

    private static final long LAST_DATE = LocalDate.of(5874897, 12, 31).toEpochDay();

    private Moments() {}

    /** PostgreSQL's last timestamp is in 294276; microseconds since 1970 end 29 years earlier. */
    static long checkedTimestamp(long micros) {
        if (micros < FIRST_DAY * DAY) {
            throw RowError.dateTime("timestamp");
        }
        return micros;
    }

    static int checkedDate(long days) {
        if (days < FIRST_DAY || days > LAST_DATE) {
            throw RowError.dateTime("date");
        }
        return (int) days;
    }

    static long ofDays(long days) {
        try {
            return checkedTimestamp(Math.multiplyExact(days, DAY));
        } catch (ArithmeticException e) {
            throw RowError.dateTime("timestamp");
        }
    }

    static long add(long days, long microsOfDay) {
        try {
            return checkedTimestamp(Math.addExact(Math.multiplyExact(days, DAY), microsOfDay));
        } catch (ArithmeticException e) {
            throw RowError.dateTime("timestamp");
        }
    }

    static LocalDate date(long micros) {
        return LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
    }

    static long timeOfDay(long micros) {
        return Math.floorMod(micros, DAY);
    }

    /** Months first, where a day beyond the month's end becomes its last; then days; then time. */
    static long plus(long micros, Interval interval) {
        try {
            LocalDate date = date(micros);
            if (interval.months() != 0) {
                YearMonth month = YearMonth.from(date).plusMonths(interval.months());
                date = month.atDay(Math.min(date.getDayOfMonth(), month.lengthOfMonth()));
            }
            long moved = add(date.toEpochDay(), timeOfDay(micros));
            moved = Math.addExact(moved, Math.multiplyExact(interval.days(), DAY));
            return checkedTimestamp(Math.addExact(checkedTimestamp(moved), interval.micros()));
        } catch (ArithmeticException e) {
            throw RowError.dateTime("timestamp");
        }
    }
}
