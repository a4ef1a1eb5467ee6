package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * DATE, TIMESTAMP and TIMESTAMPTZ from ISO 8601 text, the part of PostgreSQL's forms we promise.
 */
final class MomentParser {
    private static final Pattern ISO =
            Pattern.compile(
                    "(\\d{4,7})-(\\d{1,2})-(\\d{1,9})"
                            + "(?:[ t]+(\\d{1,2}):(\\d{2})(?::(\\d{2}(?:\\.\\d*)?))?)?"
                            + "\\s*(z|utc|[+-]\\d{1,2}(?::?\\d{2})?)?(?: (ad|bc))?");

    private MomentParser() {}

    static Object parse(String text, Type to) {
        Matcher match = ISO.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw RowError.cast(text, to.sqlName());
        }
        LocalDate date = date(match);
        long time = time(match);
        if (to == Type.DATE) {
            return Moments.checkedDate(date.toEpochDay());
        }
        String zone = match.group(7);
        long offset = to == Type.TIMESTAMPTZ && zone != null ? offset(zone) : 0;
        return Moments.add(date.toEpochDay(), time - offset);
    }

    private static LocalDate date(Matcher match) {
        int year = Integer.parseInt(match.group(1));
        boolean before = "bc".equals(match.group(8));
        if (year == 0) {
            throw RowError.dateTime("year");
        }
        try {
            return LocalDate.of(
                    before ? 1 - year : year,
                    Integer.parseInt(match.group(2)),
                    Integer.parseInt(match.group(3)));
        } catch (DateTimeException e) {
            throw RowError.dateTime("date/time field value");
        }
    }

    private static long time(Matcher match) {
        long hour = number(match.group(4));
        long minute = number(match.group(5));
        String seconds = match.group(6);
        BigDecimal second = seconds == null ? BigDecimal.ZERO : new BigDecimal(withDigit(seconds));
        long micros = second.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).longValue();
        long total = hour * Moments.HOUR + minute * Moments.MINUTE + micros;
        if (hour > 24 || minute > 59 || micros > 60 * Moments.SECOND || total > Moments.DAY) {
            throw RowError.dateTime("date/time field value");
        }
        return total;
    }

    private static String withDigit(String seconds) {
        return seconds.endsWith(".") ? seconds + "0" : seconds;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static long offset(String zone) {
        if (zone.equals("z") || zone.equals("utc")) {
            return 0;
        }
        String digits = zone.substring(1).replace(":", "");
        int hours =
                Integer.parseInt(
                        digits.length() > 2 ? digits.substring(0, digits.length() - 2) : digits);
        int minutes =
                digits.length() > 2 ? Integer.parseInt(digits.substring(digits.length() - 2)) : 0;
        if (hours > 15 || minutes > 59) {
            throw RowError.dateTime("time zone displacement");
        }
        long offset = hours * Moments.HOUR + minutes * Moments.MINUTE;
        return zone.charAt(0) == '-' ? -offset : offset;
    }
}
