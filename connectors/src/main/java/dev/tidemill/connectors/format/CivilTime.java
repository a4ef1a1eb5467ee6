package dev.tidemill.connectors.format;

/**
 * Reads and writes ISO dates and times as days and microseconds since 1970-01-01 00:00, years 1 to
 * 9999 in reading.
 */
final class CivilTime {
    static final long INVALID = Long.MIN_VALUE;
    static final long MICROS_PER_SECOND = 1_000_000L;
    static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;
    static final int DATE_LENGTH = 10;

    private static final int[] MONTH_LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private CivilTime() {}

    /** The days of {@code YYYY-MM-DD} at {@code from}, or {@link #INVALID}. */
    static long date(byte[] text, int from, int to) {
        if (to - from < DATE_LENGTH || text[from + 4] != '-' || text[from + 7] != '-') {
            return INVALID;
        }
        int century = Digits.two(text, from);
        int rest = Digits.two(text, from + 2);
        int month = Digits.two(text, from + 5);
        int day = Digits.two(text, from + 8);
        int year = century * 100 + rest;
        if ((century | rest | month | day) < 0 || year == 0 || month == 0 || month > 12) {
            return INVALID;
        }
        return day == 0 || day > monthLength(year, month) ? INVALID : epochDay(year, month, day);
    }

    /** The microseconds of {@code HH:MM[:SS[.fraction]]}, all of it, or {@link #INVALID}. */
    static long timeOfDay(byte[] text, int from, int to) {
        if (to - from < 5 || text[from + 2] != ':') {
            return INVALID;
        }
        int hour = Digits.two(text, from);
        int minute = Digits.two(text, from + 3);
        if ((hour | minute) < 0 || hour > 23 || minute > 59) {
            return INVALID;
        }
        long seconds = hour * 3600L + minute * 60L;
        if (to - from == 5) {
            return seconds * MICROS_PER_SECOND;
        }
        if (to - from < 8 || text[from + 5] != ':') {
            return INVALID;
        }
        int second = Digits.two(text, from + 6);
        if (second < 0 || second > 59) {
            return INVALID;
        }
        long micros = fraction(text, from + 8, to);
        return micros < 0 ? INVALID : (seconds + second) * MICROS_PER_SECOND + micros;
    }

    /**
     * The microseconds of {@code .123456…}, rounded at the seventh digit; -1 when it is not one.
     */
    static long fraction(byte[] text, int from, int to) {
        if (from == to) {
            return 0;
        }
        if (text[from] != '.' || to - from < 2 || !Digits.all(text, from + 1, to)) {
            return -1;
        }
        long micros = 0;
        for (int i = 1; i <= 6; i++) {
            micros = micros * 10 + (from + i < to ? text[from + i] - '0' : 0);
        }
        boolean up = to - from > 7 && text[from + 7] >= '5';
        return up ? micros + 1 : micros;
    }

    /** The micros of a date, {@code T} or a space, and a time; or {@link #INVALID}. */
    static long timestamp(byte[] text, int from, int to) {
        long days = date(text, from, to);
        if (days == INVALID || to - from == DATE_LENGTH) {
            return days == INVALID ? INVALID : days * MICROS_PER_DAY;
        }
        byte separator = text[from + DATE_LENGTH];
        if (separator != 'T' && separator != ' ' && separator != 't') {
            return INVALID;
        }
        long micros = timeOfDay(text, from + DATE_LENGTH + 1, to);
        return micros == INVALID ? INVALID : days * MICROS_PER_DAY + micros;
    }

    private static int monthLength(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : MONTH_LENGTHS[month - 1];
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar; years count from March here. */
    static long epochDay(int year, int month, int day) {
        long marchYear = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(marchYear, 400L);
        long yearOfEra = marchYear - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /** Writes {@code YYYY-MM-DD}. */
    static void appendDate(long epochDay, ByteBuilder out) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long dayOfEra = shifted - era * 146_097;
        long yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        if (year < 0) {
            out.append('-');
        }
        long magnitude = Math.abs(year);
        if (magnitude > 9999) {
            out.append(magnitude);
        } else {
            out.appendPadded(magnitude, 4);
        }
        out.append('-').appendPadded(month, 2).append('-').appendPadded(day, 2);
    }

    /** Writes {@code YYYY-MM-DDTHH:MM:SS[.fraction]}; the fraction without trailing zeros. */
    static void appendTimestamp(long micros, ByteBuilder out) {
        appendDate(Math.floorDiv(micros, MICROS_PER_DAY), out);
        long ofDay = Math.floorMod(micros, MICROS_PER_DAY);
        long seconds = ofDay / MICROS_PER_SECOND;
        out.append('T').appendPadded(seconds / 3600, 2);
        out.append(':').appendPadded(seconds / 60 % 60, 2);
        out.append(':').appendPadded(seconds % 60, 2);
        appendFraction(ofDay % MICROS_PER_SECOND, out);
    }

    static void appendFraction(long micros, ByteBuilder out) {
        if (micros == 0) {
            return;
        }
        int digits = 6;
        long rest = micros;
        while (rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        out.append('.').appendPadded(rest, digits);
    }
}
