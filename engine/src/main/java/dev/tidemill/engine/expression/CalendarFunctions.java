package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;
import static dev.tidemill.engine.expression.TextFunctions.integer;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.ScalarFunction;

/** Dates, times and intervals made of their parts, ages, and intervals brought into shape. */
final class CalendarFunctions {
    private static final int DAYS_PER_MONTH = 30;
    private static final long MICROS_PER_MINUTE = 60_000_000L;
    private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

    private CalendarFunctions() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case AGE -> CalendarFunctions::age;
            case MAKE_DATE ->
                    (arguments, i, out) ->
                            out.column().appendInt(TimeArithmetic.checkedDate(day(arguments, i)));
            case MAKE_TIMESTAMP -> CalendarFunctions::timestamp;
            case MAKE_INTERVAL -> CalendarFunctions::interval;
            case JUSTIFY_HOURS -> (arguments, i, out) -> justify(arguments, i, true, false, out);
            case JUSTIFY_DAYS -> (arguments, i, out) -> justify(arguments, i, false, true, out);
            case JUSTIFY_INTERVAL -> (arguments, i, out) -> justify(arguments, i, true, true, out);
            default -> throw new IllegalArgumentException(function + " is not over the calendar");
        };
    }

    /** The days since 1970 of year, month and day; a negative year is before Christ. */
    private static long day(Column[] arguments, int i) {
        int given = integer(arguments, 0, i);
        int month = integer(arguments, 1, i);
        int day = integer(arguments, 2, i);
        long year = given < 0 ? given + 1L : given;
        boolean exists =
                given != 0
                        && Math.abs(year) < 6_000_000
                        && month >= 1
                        && month <= 12
                        && day >= 1
                        && day <= CivilDate.daysInMonth((int) year, month);
        if (!exists) {
            throw RowFailure.timeOutOfRange("date field value");
        }
        return CivilDate.epochDay((int) year, month, day);
    }

    private static void timestamp(Column[] arguments, int i, RowOutput out) {
        int hour = integer(arguments, 3, i);
        int minute = integer(arguments, 4, i);
        double seconds = ((DoubleColumn) arguments[5]).values()[i];
        double rounded = Math.rint(seconds * 1e6);
        boolean exists =
                hour >= 0
                        && hour <= 24
                        && minute >= 0
                        && minute <= 59
                        && rounded >= 0
                        && rounded <= MICROS_PER_MINUTE;
        long time =
                exists ? hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + (long) rounded : -1;
        if (time < 0 || time > MICROS_PER_DAY) {
            throw RowFailure.timeOutOfRange("time field value");
        }
        long day = day(arguments, i);
        if (Math.abs(day) > Integer.MAX_VALUE / 16) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
        out.column().appendLong(TimeArithmetic.checked(day * MICROS_PER_DAY + time));
    }

    private static void interval(Column[] arguments, int i, RowOutput out) {
        long months = 12L * integer(arguments, 0, i) + integer(arguments, 1, i);
        long days = 7L * integer(arguments, 2, i) + integer(arguments, 3, i);
        double seconds = Math.rint(((DoubleColumn) arguments[6]).values()[i] * 1e6);
        if (!(Math.abs(seconds) < 0x1p63)) {
            throw RowFailure.timeOutOfRange("interval");
        }
        long clock =
                integer(arguments, 4, i) * MICROS_PER_HOUR
                        + integer(arguments, 5, i) * MICROS_PER_MINUTE;
        append(months, days, TimeArithmetic.sum(clock, (long) seconds), out);
    }

    private static void append(long months, long days, long micros, RowOutput out) {
        if (months != (int) months || days != (int) days) {
            throw RowFailure.timeOutOfRange("interval");
        }
        out.column().appendInterval((int) months, (int) days, micros);
    }

    /** Whole days out of the time, whole months out of the days; then one sign for all. */
    private static void justify(
            Column[] arguments, int i, boolean hours, boolean days, RowOutput out) {
        IntervalColumn intervals = (IntervalColumn) arguments[0];
        long month = intervals.months()[i];
        long day = intervals.days()[i];
        long time = intervals.micros()[i];
        if (hours) {
            day += time / MICROS_PER_DAY;
            time %= MICROS_PER_DAY;
        }
        if (days) {
            month += day / DAYS_PER_MONTH;
            day %= DAYS_PER_MONTH;
            boolean withTime = hours && day == 0;
            if (month > 0 && (day < 0 || (withTime && time < 0))) {
                day += DAYS_PER_MONTH;
                month--;
            } else if (month < 0 && (day > 0 || (withTime && time > 0))) {
                day -= DAYS_PER_MONTH;
                month++;
            }
        }
        if (hours && day > 0 && time < 0) {
            time += MICROS_PER_DAY;
            day--;
        } else if (hours && day < 0 && time > 0) {
            time -= MICROS_PER_DAY;
            day++;
        }
        append(month, day, time, out);
    }

    /** Field by field; a field that is too small borrows from the next larger one. */
    private static void age(Column[] arguments, int i, RowOutput out) {
        long first = ((LongColumn) arguments[0]).values()[i];
        long second = ((LongColumn) arguments[1]).values()[i];
        boolean negative = first < second;
        long later = Math.max(first, second);
        long earlier = Math.min(first, second);
        long laterDay = Math.floorDiv(later, MICROS_PER_DAY);
        long earlierDay = Math.floorDiv(earlier, MICROS_PER_DAY);
        long time = (later - laterDay * MICROS_PER_DAY) - (earlier - earlierDay * MICROS_PER_DAY);
        long to = CivilDate.of(laterDay);
        long from = CivilDate.of(earlierDay);
        long days = (long) CivilDate.day(to) - CivilDate.day(from);
        long months =
                12L * (CivilDate.year(to) - CivilDate.year(from))
                        + CivilDate.month(to)
                        - CivilDate.month(from);
        if (time < 0) {
            time += MICROS_PER_DAY;
            days--;
        }
        // A month that is borrowed is as long as the earlier date's.
        while (days < 0) {
            days += CivilDate.daysInMonth(CivilDate.year(from), CivilDate.month(from));
            months--;
        }
        int sign = negative ? -1 : 1;
        append(sign * months, sign * days, sign * time, out);
    }

    /** Whether two periods, whose ends may be swapped, have a moment in common. */
    static void overlaps(Column[] arguments, int i, RowOutput out) {
        Period a = Period.of(arguments, 0, i);
        Period b = Period.of(arguments, 2, i);
        if (a == null || b == null) {
            out.column().appendNull();
            return;
        }
        if (a.start == b.start) {
            if (a.open || b.open) {
                out.column().appendNull();
            } else {
                out.column().appendBoolean(true);
            }
            return;
        }
        Period earlier = a.start < b.start ? a : b;
        Period later = earlier == a ? b : a;
        if (!earlier.open && later.start < earlier.end) {
            out.column().appendBoolean(true);
        } else if (earlier.open || later.open) {
            out.column().appendNull();
        } else {
            out.column().appendBoolean(false);
        }
    }

    /** A period from its start; open when its end is not known. */
    private record Period(long start, long end, boolean open) {
        static @org.jspecify.annotations.Nullable Period of(Column[] arguments, int index, int i) {
            LongColumn starts = (LongColumn) arguments[index];
            LongColumn ends = (LongColumn) arguments[index + 1];
            if (starts.isNull(i) && ends.isNull(i)) {
                return null;
            }
            if (starts.isNull(i) || ends.isNull(i)) {
                long known = starts.isNull(i) ? ends.values()[i] : starts.values()[i];
                return new Period(known, known, true);
            }
            long start = starts.values()[i];
            long end = ends.values()[i];
            return new Period(Math.min(start, end), Math.max(start, end), false);
        }
    }
}
