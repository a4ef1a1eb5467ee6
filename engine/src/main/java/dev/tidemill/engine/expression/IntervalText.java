package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an interval: {@code 1 year 2 mons 3 days 04:05:06.7}, {@code 90 minutes}, {@code 1.5 hours
 * ago} or ISO 8601's {@code P1DT2H}.
 */
final class IntervalText {
    private static final Pattern PART =
            Pattern.compile(
                    "[\\s:,;]*([+-]?\\d*\\.?\\d+)\\s*(?:([a-zA-Z]+)|$)|[\\s:,;]*([+-]?)(\\d+):(\\d+)(?::(\\d+(?:\\.\\d*)?))?");
    private static final Pattern ISO =
            Pattern.compile(
                    "P(?:(-?[\\d.]+)Y)?(?:(-?[\\d.]+)M)?(?:(-?[\\d.]+)W)?(?:(-?[\\d.]+)D)?"
                            + "(?:T(?:(-?[\\d.]+)H)?(?:(-?[\\d.]+)M)?(?:(-?[\\d.]+)S)?)?");
    private static final BigDecimal DAYS_PER_MONTH = BigDecimal.valueOf(30);

    private final String text;
    private long months;
    private long days;
    private long micros;

    IntervalText(String text) {
        this.text = text;
    }

    void append(RowOutput out) {
        try {
            if (text.startsWith("P")) {
                parseIso();
            } else {
                parseParts();
            }
            out.column().appendInterval(Math.toIntExact(months), Math.toIntExact(days), micros);
        } catch (ArithmeticException e) {
            throw RowFailure.timeOutOfRange("interval field value");
        } catch (NumberFormatException e) {
            throw RowFailure.syntax("interval", text);
        }
    }

    private void parseIso() {
        Matcher matcher = ISO.matcher(text);
        if (!matcher.matches() || text.length() < 3) {
            throw RowFailure.syntax("interval", text);
        }
        TimeUnit[] units = {
            TimeUnit.YEAR,
            TimeUnit.MONTH,
            TimeUnit.WEEK,
            TimeUnit.DAY,
            TimeUnit.HOUR,
            TimeUnit.MINUTE,
            TimeUnit.SECOND
        };
        for (int i = 0; i < units.length; i++) {
            String amount = matcher.group(i + 1);
            if (amount != null) {
                add(new BigDecimal(amount), units[i]);
            }
        }
    }

    private void parseParts() {
        String rest = text.toLowerCase(Locale.ROOT);
        boolean ago = rest.endsWith(" ago");
        rest = ago ? rest.substring(0, rest.length() - 4) : rest;
        rest = rest.startsWith("@") ? rest.substring(1) : rest;
        Matcher matcher = PART.matcher(rest);
        int at = 0;
        while (at < rest.length() && !rest.substring(at).isBlank()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw RowFailure.syntax("interval", text);
            }
            part(matcher);
            at = matcher.end();
        }
        if (at == 0) {
            throw RowFailure.syntax("interval", text);
        }
        if (ago) {
            months = -months;
            days = -days;
            micros = -micros;
        }
    }

    private void part(Matcher matcher) {
        if (matcher.group(1) != null) {
            // A number at the end without a unit is of seconds; a quarter is no unit of these.
            TimeUnit unit =
                    matcher.group(2) == null ? TimeUnit.SECOND : TimeUnit.named(matcher.group(2));
            if (unit == null || unit == TimeUnit.QUARTER) {
                throw RowFailure.syntax("interval", text);
            }
            add(new BigDecimal(matcher.group(1)), unit);
            return;
        }
        long sign = "-".equals(matcher.group(3)) ? -1 : 1;
        addMicros(matcher.group(4), sign * TimeUnit.HOUR.fixedMicros());
        addMicros(matcher.group(5), sign * TimeUnit.MINUTE.fixedMicros());
        addMicros(matcher.group(6), sign * TimeUnit.SECOND.fixedMicros());
    }

    private void addMicros(@Nullable String amount, long unitMicros) {
        if (amount != null) {
            add(new BigDecimal(amount), unitMicros);
        }
    }

    private void add(BigDecimal amount, TimeUnit unit) {
        switch (unit) {
            case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR ->
                    add(amount, unit.fixedMicros());
            case DAY -> addDays(amount);
            case WEEK -> addDays(amount.multiply(BigDecimal.valueOf(7)));
            case MONTH -> {
                BigDecimal whole = amount.setScale(0, RoundingMode.DOWN);
                months = Math.addExact(months, whole.longValueExact());
                addDays(amount.subtract(whole).multiply(DAYS_PER_MONTH));
            }
            case QUARTER -> addMonths(amount, 3);
            case YEAR -> addMonths(amount, 12);
            case DECADE -> addMonths(amount, 120);
            case CENTURY -> addMonths(amount, 1_200);
            case MILLENNIUM -> addMonths(amount, 12_000);
        }
    }

    private void addMonths(BigDecimal amount, long monthsPerUnit) {
        BigDecimal rounded =
                amount.multiply(BigDecimal.valueOf(monthsPerUnit))
                        .setScale(0, RoundingMode.HALF_EVEN);
        months = Math.addExact(months, rounded.longValueExact());
    }

    private void addDays(BigDecimal amount) {
        BigDecimal whole = amount.setScale(0, RoundingMode.DOWN);
        days = Math.addExact(days, whole.longValueExact());
        add(amount.subtract(whole), MICROS_PER_DAY);
    }

    private void add(BigDecimal amount, long unitMicros) {
        BigDecimal exact = amount.multiply(BigDecimal.valueOf(unitMicros));
        micros = Math.addExact(micros, exact.setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    }
}
