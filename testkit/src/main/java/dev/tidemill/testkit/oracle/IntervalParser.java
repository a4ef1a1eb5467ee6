package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** INTERVAL from {@code 1 year -2 days 03:04:05.6 ago} and from ISO 8601 {@code P1DT2H}. */
final class IntervalParser {
    private static final Pattern PART =
            Pattern.compile(
                    "[\\s:,;]*(?:([+-]?)(\\d+):(\\d{1,2})(?::(\\d{1,2}(?:\\.\\d*)?))?"
                            + "|([+-]?\\d+(?:\\.\\d*)?|[+-]?\\.\\d+)\\s*(?:([a-z]+)|$))");
    private static final Pattern ISO_PART =
            Pattern.compile("(t)?([+-]?\\d+(?:\\.\\d+)?)([ymwdhs])");

    private BigDecimal months = BigDecimal.ZERO;
    private BigDecimal days = BigDecimal.ZERO;
    private BigDecimal micros = BigDecimal.ZERO;

    private IntervalParser() {}

    static Interval parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        IntervalParser parser = new IntervalParser();
        boolean read = lower.startsWith("p") ? parser.readIso(lower) : parser.readParts(lower);
        if (!read) {
            throw RowError.cast(text, "interval");
        }
        return parser.interval();
    }

    private boolean readIso(String text) {
        boolean inTime = false;
        int at = 1;
        Matcher match = ISO_PART.matcher(text);
        while (match.find(at) && match.start() == at) {
            inTime |= match.group(1) != null;
            String unit = match.group(3).equals("m") && inTime ? "minute" : match.group(3);
            if (!add(new BigDecimal(match.group(2)), unit.equals("m") ? "mon" : unit)) {
                return false;
            }
            at = match.end();
            if (at == text.length()) {
                return true;
            }
        }
        return false;
    }

    private boolean readParts(String text) {
        boolean ago = text.endsWith(" ago");
        String rest = ago ? text.substring(0, text.length() - 4) : text;
        Matcher match = PART.matcher(rest);
        int at = 0;
        while (at < rest.length() && match.find(at) && match.start() == at) {
            String unit = match.group(6) == null ? "s" : match.group(6);
            if (match.group(5) == null) {
                addTime(match);
            } else if (!add(new BigDecimal(match.group(5)), unit)) {
                return false;
            }
            at = match.end();
        }
        if (ago) {
            months = months.negate();
            days = days.negate();
            micros = micros.negate();
        }
        return at == rest.length() && at > 0;
    }

    private void addTime(Matcher match) {
        String seconds = match.group(4);
        BigDecimal time =
                new BigDecimal(match.group(2))
                        .multiply(BigDecimal.valueOf(Moments.HOUR))
                        .add(
                                new BigDecimal(match.group(3))
                                        .multiply(BigDecimal.valueOf(Moments.MINUTE)))
                        .add(
                                seconds == null
                                        ? BigDecimal.ZERO
                                        : new BigDecimal(seconds).movePointRight(6));
        micros = micros.add(match.group(1).equals("-") ? time.negate() : time);
    }

    private boolean add(BigDecimal amount, String unit) {
        switch (unit) {
            case "y", "yr", "yrs", "year", "years" -> addMonths(amount, 12);
            case "mon", "mons", "month", "months" -> addMonths(amount, 1);
            case "dec", "decs", "decade", "decades" -> addMonths(amount, 120);
            case "c", "cent", "century", "centuries" -> addMonths(amount, 1_200);
            case "mil", "mils", "millennium", "millennia" -> addMonths(amount, 12_000);
            case "w", "week", "weeks" -> addDays(amount.multiply(BigDecimal.valueOf(7)));
            case "d", "day", "days" -> addDays(amount);
            case "h", "hr", "hrs", "hour", "hours" -> addTime(amount, Moments.HOUR);
            case "min", "mins", "minute", "minutes" -> addTime(amount, Moments.MINUTE);
            case "s", "sec", "secs", "second", "seconds" -> addTime(amount, Moments.SECOND);
            case "ms", "millisecond", "milliseconds" -> addTime(amount, 1000);
            case "us", "microsecond", "microseconds" -> addTime(amount, 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Parts of a year round to months; parts of a month become days of which it has 30. */
    private void addMonths(BigDecimal amount, int each) {
        BigDecimal total = amount.multiply(BigDecimal.valueOf(each));
        if (each > 1) {
            months = months.add(total.setScale(0, RoundingMode.HALF_EVEN));
            return;
        }
        BigDecimal whole = total.setScale(0, RoundingMode.DOWN);
        months = months.add(whole);
        addDays(total.subtract(whole).multiply(BigDecimal.valueOf(30)));
    }

    private void addDays(BigDecimal amount) {
        BigDecimal whole = amount.setScale(0, RoundingMode.DOWN);
        days = days.add(whole);
        addTime(amount.subtract(whole), Moments.DAY);
    }

    private void addTime(BigDecimal amount, long each) {
        micros = micros.add(amount.multiply(BigDecimal.valueOf(each)));
    }

    private Interval interval() {
        try {
            return new Interval(
                    months.intValueExact(),
                    days.intValueExact(),
                    micros.setScale(0, RoundingMode.HALF_EVEN).longValueExact());
        } catch (ArithmeticException e) {
            throw RowError.dateTime("interval");
        }
    }
}
