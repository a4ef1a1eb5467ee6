package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.error.ErrorCode;

/** Sums and truncations of timestamps in microseconds, within PostgreSQL's range. */
final class TimeArithmetic {
    /** 4713-11-24 BC, the first day that PostgreSQL knows. */
    private static final long DAY_MIN = CivilDate.epochDay(-4713, 11, 24);

    /** The first day after a DATE's range. */
    private static final long DATE_END = CivilDate.epochDay(5_874_898, 1, 1);

    static final long TIMESTAMP_MIN = DAY_MIN * MICROS_PER_DAY;

    /**
     * The last whole year that fits a long: thirty years less than PostgreSQL, which counts from
     * 2000.
     */
    static final long TIMESTAMP_END = CivilDate.epochDay(294_247, 1, 1) * MICROS_PER_DAY;

    private TimeArithmetic() {}

    static long checked(long micros) {
        if (micros < TIMESTAMP_MIN || micros >= TIMESTAMP_END) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
        return micros;
    }

    static int checkedDate(long epochDay) {
        if (epochDay < DAY_MIN || epochDay >= DATE_END) {
            throw RowFailure.timeOutOfRange("date");
        }
        return (int) epochDay;
    }

    /** Months first (the day is cut to the month's length), then days, then microseconds. */
    static long add(long timestamp, long months, long days, long micros) {
        long result = timestamp;
        if (months != 0) {
            result = addMonths(result, months);
        }
        try {
            result = Math.addExact(result, Math.multiplyExact(days, MICROS_PER_DAY));
            return checked(Math.addExact(result, micros));
        } catch (ArithmeticException e) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
    }

    private static long addMonths(long timestamp, long months) {
        long epochDay = Math.floorDiv(timestamp, MICROS_PER_DAY);
        long timeOfDay = timestamp - epochDay * MICROS_PER_DAY;
        long civil = CivilDate.of(epochDay);
        long month = CivilDate.year(civil) * 12L + CivilDate.month(civil) - 1 + months;
        long year = Math.floorDiv(month, 12L);
        if (year < -4_713 || year > 294_276) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
        int monthOfYear = (int) (month - year * 12) + 1;
        int day = Math.min(CivilDate.day(civil), CivilDate.daysInMonth((int) year, monthOfYear));
        return CivilDate.epochDay((int) year, monthOfYear, day) * MICROS_PER_DAY + timeOfDay;
    }

    /** The start of the unit in which a time lies. */
    static long truncate(TimeUnit unit, long timestamp) {
        long step = unit.fixedMicros();
        if (step > 0) {
            return timestamp - Math.floorMod(timestamp, step);
        }
        long epochDay = Math.floorDiv(timestamp, MICROS_PER_DAY);
        if (unit == TimeUnit.WEEK) {
            return (epochDay - CivilDate.isoDayOfWeek(epochDay) + 1) * MICROS_PER_DAY;
        }
        long civil = CivilDate.of(epochDay);
        int year = CivilDate.year(civil);
        int month = CivilDate.month(civil);
        long start =
                switch (unit) {
                    case MONTH -> CivilDate.epochDay(year, month, 1);
                    case QUARTER -> CivilDate.epochDay(year, (month - 1) / 3 * 3 + 1, 1);
                    case YEAR -> CivilDate.epochDay(year, 1, 1);
                    case DECADE -> CivilDate.epochDay(Math.floorDiv(year, 10) * 10, 1, 1);
                    case CENTURY -> CivilDate.epochDay(floorTo(year, 100), 1, 1);
                    case MILLENNIUM -> CivilDate.epochDay(floorTo(year, 1000), 1, 1);
                    default -> throw new IllegalStateException(unit + " has a fixed length");
                };
        return start * MICROS_PER_DAY;
    }

    /** Centuries and millennia begin with year 1. */
    private static int floorTo(int year, int years) {
        return Math.floorDiv(year - 1, years) * years + 1;
    }

    /** The start of the bin of a fixed length, counted from the origin, in which a time lies. */
    static long bin(long stride, long timestamp, long origin) {
        if (stride <= 0) {
            throw new RowFailure(ErrorCode.DATETIME_OVERFLOW, "stride must be greater than zero");
        }
        long distance = sum(timestamp, -origin);
        return checked(sum(timestamp, -Math.floorMod(distance, stride)));
    }

    /** A sum of microseconds that fits, or the row's failure. */
    static long sum(long a, long b) {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException e) {
            throw RowFailure.timeOutOfRange("interval");
        }
    }
}
