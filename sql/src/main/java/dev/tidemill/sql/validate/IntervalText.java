package dev.tidemill.sql.validate;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of an interval constant, as PostgreSQL reads it. */
public final class IntervalText {
    private static final Pattern PART =
            Pattern.compile(
                    "[\\s:,;]*(?:(?<number>[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))\\s*(?:(?<unit>[a-zA-Z]+)|$)"
                            + "|(?<sign>[+-]?)(?<hours>\\d+):(?<minutes>\\d{1,2})"
                            + "(?::(?<seconds>\\d{1,2}(?:\\.\\d{1,6})?))?)\\s*");
    private static final Pattern AGO = Pattern.compile("(?i)\\s*ago\\s*");
    private static final String ISO_NUMBER = "(-?\\d+(?:\\.\\d*)?)";
    private static final Pattern ISO =
            Pattern.compile(
                    "P(?:#Y)?(?:#M)?(?:#W)?(?:#D)?(?:T(?:#H)?(?:#M)?(?:#S)?)?"
                            .replace("#", ISO_NUMBER));
    private static final List<String> ISO_UNITS =
            List.of("year", "month", "week", "day", "hour", "minute", "second");
    private static final long DAYS_PER_MONTH = 30;
    private static final long MONTHS_PER_YEAR = 12;
    private static final long DAYS_PER_WEEK = 7;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3600;

    private BigDecimal months = BigDecimal.ZERO;
    private BigDecimal days = BigDecimal.ZERO;
    private BigDecimal micros = BigDecimal.ZERO;

    private IntervalText() {}

    /** Throws {@link TidemillException} for text that is not an interval. */
    public static Interval parse(@Nullable String text) {
        try {
            return new IntervalText().read(text == null ? "" : text);
        } catch (ArithmeticException e) {
            throw new TidemillException(
                    ErrorCode.DATETIME_OVERFLOW, "the interval '" + text + "' is too large", e);
        }
    }

    private Interval read(String text) {
        Matcher iso = ISO.matcher(text.strip());
        if (iso.matches() && text.strip().length() > 1) {
            return readIso(iso);
        }
        Matcher part = PART.matcher(text);
        int end = 0;
        while (end < text.length() && part.region(end, text.length()).lookingAt()) {
            readPart(part, text);
            end = part.end();
        }
        Matcher ago = AGO.matcher(text).region(end, text.length());
        boolean negative = end < text.length() && end > 0 && ago.matches();
        if (end == 0 || (end < text.length() && !negative)) {
            throw invalid(text);
        }
        return interval(negative ? -1 : 1);
    }

    private Interval interval(int sign) {
        BigDecimal factor = BigDecimal.valueOf(sign);
        return new Interval(
                months.multiply(factor).intValueExact(),
                days.multiply(factor).intValueExact(),
                micros.multiply(factor).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    }

    private Interval readIso(Matcher iso) {
        for (int i = 0; i < ISO_UNITS.size(); i++) {
            String amount = iso.group(i + 1);
            if (amount != null) {
                add(new BigDecimal(amount), ISO_UNITS.get(i));
            }
        }
        return interval(1);
    }

    private static BigDecimal group(Matcher matcher, String name) {
        String digits = matcher.group(name);
        return digits == null ? BigDecimal.ZERO : new BigDecimal(digits);
    }

    private void readPart(Matcher part, String text) {
        String number = part.group("number");
        if (number != null) {
            // A number at the end without a unit is of seconds.
            String unit = part.group("unit") == null ? "s" : part.group("unit");
            if (!add(new BigDecimal(number), unit.toLowerCase(Locale.ROOT))) {
                throw invalid(text);
            }
            return;
        }
        BigDecimal seconds =
                group(part, "hours")
                        .multiply(BigDecimal.valueOf(SECONDS_PER_HOUR))
                        .add(
                                group(part, "minutes")
                                        .multiply(BigDecimal.valueOf(SECONDS_PER_MINUTE)))
                        .add(group(part, "seconds"));
        addSeconds("-".equals(part.group("sign")) ? seconds.negate() : seconds);
    }

    private boolean add(BigDecimal amount, String unit) {
        switch (unit) {
            case "year", "years", "yr", "yrs", "y" -> addMonths(amount, MONTHS_PER_YEAR);
            case "month", "months", "mon", "mons" -> addMonths(amount, 1);
            case "decade", "decades", "dec", "decs" -> addMonths(amount, 10 * MONTHS_PER_YEAR);
            case "century", "centuries", "c", "cent" -> addMonths(amount, 100 * MONTHS_PER_YEAR);
            case "millennium", "millennia", "mil", "mils" ->
                    addMonths(amount, 1000 * MONTHS_PER_YEAR);
            case "week", "weeks", "w" ->
                    addDays(amount.multiply(BigDecimal.valueOf(DAYS_PER_WEEK)));
            case "day", "days", "d" -> addDays(amount);
            case "hour", "hours", "hr", "hrs", "h" ->
                    addSeconds(amount.multiply(BigDecimal.valueOf(SECONDS_PER_HOUR)));
            case "minute", "minutes", "min", "mins", "m" ->
                    addSeconds(amount.multiply(BigDecimal.valueOf(SECONDS_PER_MINUTE)));
            case "second", "seconds", "sec", "secs", "s" -> addSeconds(amount);
            case "millisecond", "milliseconds", "msec", "msecs", "ms" ->
                    addSeconds(amount.movePointLeft(3));
            case "microsecond", "microseconds", "usec", "usecs", "us" ->
                    addSeconds(amount.movePointLeft(6));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Fractions of a year are rounded to months; fractions of a month spill into days. */
    private void addMonths(BigDecimal amount, long monthsPerUnit) {
        BigDecimal all = amount.multiply(BigDecimal.valueOf(monthsPerUnit));
        boolean isMonth = monthsPerUnit == 1;
        BigDecimal whole = all.setScale(0, isMonth ? RoundingMode.DOWN : RoundingMode.HALF_EVEN);
        months = months.add(whole);
        if (isMonth) {
            addDays(all.subtract(whole).multiply(BigDecimal.valueOf(DAYS_PER_MONTH)));
        }
    }

    private void addDays(BigDecimal amount) {
        BigDecimal whole = amount.setScale(0, RoundingMode.DOWN);
        days = days.add(whole);
        micros =
                micros.add(
                        amount.subtract(whole)
                                .multiply(BigDecimal.valueOf(Interval.MICROS_PER_DAY)));
    }

    private void addSeconds(BigDecimal amount) {
        micros = micros.add(amount.multiply(BigDecimal.valueOf(Interval.MICROS_PER_SECOND)));
    }

    private static TidemillException invalid(String text) {
        return new TidemillException(ErrorCode.INVALID_CAST, "'" + text + "' is not an interval")
                .withHint("Write a number and a unit, for example INTERVAL '90 minutes'.");
    }
}
