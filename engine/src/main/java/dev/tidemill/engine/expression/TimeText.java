package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.error.ErrorCode;

/**
 * Reads an ISO date or timestamp: {@code 2001-01-31}, {@code 2001-01-31 13:05:06.789+01:00}, with a
 * blank or {@code T} between.
 */
final class TimeText {
    private static final long MICROS_PER_MINUTE = 60_000_000L;

    /** Stands for every day beyond those of a month. */
    private static final int DAY_TOO_LARGE = 99;

    private final String text;
    private int at;
    private boolean outOfRange;

    TimeText(String text) {
        this.text = text;
    }

    /** The date; a time of day after it is passed over. */
    int date() {
        String type = "date";
        long day = day(type);
        if (at < text.length()) {
            timeOfDay(type);
            zone(type);
        }
        requireInRange();
        return TimeArithmetic.checkedDate(day);
    }

    /**
     * Microseconds since 1970; without a zone the time is taken as UTC, and TIMESTAMP ignores it.
     */
    long timestamp(boolean zoned) {
        String type = zoned ? "timestamp with time zone" : "timestamp";
        long day = day(type);
        long time = 0;
        long offset = 0;
        if (at < text.length()) {
            time = timeOfDay(type);
            offset = zone(type);
        }
        requireInRange();
        if (day * (double) MICROS_PER_DAY >= TimeArithmetic.TIMESTAMP_END) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
        return TimeArithmetic.checked(day * MICROS_PER_DAY + time - (zoned ? offset : 0));
    }

    private long day(String type) {
        int year = number(type, 4, 7);
        expect('-', type);
        int month = number(type, 1, 2);
        expect('-', type);
        int day = number(type, 1, 2);
        boolean beforeChrist = text.endsWith(" BC");
        while (at < text.length() && isDigit(text.charAt(at))) {
            day = Math.min(10 * day + text.charAt(at++) - '0', DAY_TOO_LARGE);
        }
        if (beforeChrist && at == text.length() - 3) {
            at = text.length();
        }
        int civilYear = beforeChrist ? 1 - year : year;
        outOfRange = month < 1 || month > 12 || day < 1 || year == 0;
        outOfRange = outOfRange || day > CivilDate.daysInMonth(civilYear, month);
        if (outOfRange) {
            return 0;
        }
        return CivilDate.epochDay(civilYear, month, day);
    }

    private long timeOfDay(String type) {
        char separator = text.charAt(at);
        if (separator != ' ' && separator != 'T' && separator != 't') {
            throw RowFailure.syntax(type, text);
        }
        at++;
        int hour = number(type, 1, 2);
        expect(':', type);
        int minute = number(type, 2, 2);
        int second = 0;
        long fraction = 0;
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
            second = number(type, 2, 2);
            fraction = fraction();
        }
        boolean endOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0;
        outOfRange |= (hour > 23 && !endOfDay) || minute > 59 || second > 60;
        return (hour * 60L + minute) * MICROS_PER_MINUTE + second * 1_000_000L + fraction;
    }

    /** Digits after a point as microseconds, rounded. */
    private long fraction() {
        if (at >= text.length() || text.charAt(at) != '.') {
            return 0;
        }
        int start = at++;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at - start == 1
                ? 0
                : Math.round(Double.parseDouble(text.substring(start, at)) * 1e6);
    }

    /** The offset east of UTC in microseconds. */
    private long zone(String type) {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at == text.length() || text.startsWith("BC", at)) {
            return 0;
        }
        String rest = text.substring(at);
        if (rest.equalsIgnoreCase("Z") || rest.equalsIgnoreCase("UTC")) {
            return 0;
        }
        char sign = text.charAt(at++);
        if (sign != '+' && sign != '-') {
            throw RowFailure.syntax(type, text);
        }
        int hours = number(type, 1, 2);
        int minutes = 0;
        if (at < text.length()) {
            if (text.charAt(at) == ':') {
                at++;
            }
            minutes = number(type, 2, 2);
        }
        if (at < text.length() && !text.startsWith(" BC", at)) {
            throw RowFailure.syntax(type, text);
        }
        long offset = (hours * 60L + minutes) * MICROS_PER_MINUTE;
        return sign == '-' ? -offset : offset;
    }

    private int number(String type, int digitsMin, int digitsMax) {
        int start = at;
        while (at < text.length() && at - start < digitsMax && isDigit(text.charAt(at))) {
            at++;
        }
        if (at - start < digitsMin) {
            throw RowFailure.syntax(type, text);
        }
        return Integer.parseInt(text, start, at, 10);
    }

    private void expect(char letter, String type) {
        if (at >= text.length() || text.charAt(at++) != letter) {
            throw RowFailure.syntax(type, text);
        }
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** Asked at the end, since a text that is no time at all is a fault of its form. */
    private void requireInRange() {
        if (outOfRange) {
            throw new RowFailure(
                    ErrorCode.DATETIME_OVERFLOW,
                    "date/time field value out of range: \"" + text + "\"");
        }
    }
}
