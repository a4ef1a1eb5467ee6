package dev.tidemill.algebra.template;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.template.TimeTemplate.Ordinal;
import dev.tidemill.algebra.template.TimeTemplate.Part;
import dev.tidemill.algebra.template.TimeTemplate.Pattern;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * One text read under a template, as {@code to_date} and {@code to_timestamp} read it: a separator
 * of the template stands for any, blanks are passed over, a number that no other follows may have
 * any count of digits, and what the template does not ask for is not looked at. For one reading;
 * not thread-safe.
 */
final class TimeReading {
    private static final long JULIAN_EPOCH = 2_440_588;

    private final List<Part> parts;
    private final String text;
    private int at;
    private int skipped;
    private boolean exact;

    private int year;
    private boolean beforeChrist;
    private int month;
    private int day;
    private int dayOfYear;
    private int julian;
    private int hour;
    private int minute;
    private int second;
    private int secondOfDay;
    private int millis;
    private int micros;
    private boolean halfDays;
    private boolean afternoon;
    private int zoneSign;
    private int zoneHour;
    private int zoneMinute;

    TimeReading(List<Part> parts, String text) {
        this.parts = parts;
        this.text = text;
    }

    /** Microseconds since 1970 of the moment; without a zone in the template it is in UTC. */
    long read() throws TemplateError {
        for (int i = 0; i < parts.size() && at < text.length(); i++) {
            Part part = parts.get(i);
            Pattern pattern = part.pattern();
            if (pattern != null) {
                skipBlanks();
                if (at >= text.length()) {
                    break;
                }
                pattern(pattern, part, i);
                if (!exact) {
                    skipped = 0;
                    skipBlanks();
                }
            } else {
                literal(part, i);
            }
        }
        return moment();
    }

    private void skipBlanks() {
        while (!exact && at < text.length() && isBlank(text.charAt(at))) {
            at++;
            skipped++;
        }
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || (letter >= '\t' && letter <= '\r');
    }

    private static boolean isSeparator(char letter) {
        boolean alphanumeric =
                (letter >= '0' && letter <= '9')
                        || (letter >= 'a' && letter <= 'z')
                        || (letter >= 'A' && letter <= 'Z');
        return letter > ' ' && letter < 127 && !alphanumeric;
    }

    private void literal(Part part, int index) {
        for (int i = 0; i < part.literal().length() && at < text.length(); i++) {
            char letter = part.literal().charAt(i);
            boolean separates = !part.quoted() && (isBlank(letter) || isSeparator(letter));
            if (exact) {
                at++;
            } else if (separates) {
                skipBlanks();
                skipped--;
                if (at < text.length()
                        && (isBlank(text.charAt(at)) || isSeparator(text.charAt(at)))) {
                    at++;
                    skipped++;
                }
            } else {
                if (index == 0 && i == 0) {
                    skipBlanks();
                }
                if (skipped > 0) {
                    skipped--;
                } else {
                    at++;
                }
            }
        }
    }

    private static TemplateError invalid(String message) {
        return new TemplateError(ErrorCode.INVALID_CAST, message);
    }

    private static TemplateError outOfRange(String message) {
        return new TemplateError(ErrorCode.DATETIME_OVERFLOW, message);
    }

    /** Whether the digits of this part end where no digit of another begins. */
    private boolean isAlone(int index) {
        Part part = parts.get(index);
        if (part.fills() || part.ordinal() != Ordinal.NONE || index + 1 == parts.size()) {
            return true;
        }
        Part next = parts.get(index + 1);
        Pattern following = next.pattern();
        if (following != null) {
            return !following.isNumber();
        }
        char first = next.literal().isEmpty() ? ' ' : next.literal().charAt(0);
        return next.literal().length() != 1 || first < '0' || first > '9';
    }

    private int digitsRead;

    private int number(int index, int width, int before) throws TemplateError {
        int start = at;
        skipInner();
        boolean alone = isAlone(index);
        if (!alone && text.length() - start < width) {
            throw invalid("source string too short for a formatting field of the template");
        }
        int from = at;
        int limit = alone ? text.length() : Math.min(text.length(), from + width);
        int end = from;
        if (end < limit && (text.charAt(end) == '-' || text.charAt(end) == '+')) {
            end++;
        }
        int digits = end;
        while (end < limit && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            throw invalid("\"" + text.substring(from) + "\" is no number of the template");
        }
        if (!alone && end - from < width) {
            throw invalid("a field of the template requires " + width + " characters");
        }
        int value;
        try {
            value = Integer.parseInt(text, from, end, 10);
        } catch (NumberFormatException e) {
            throw outOfRange("a value of the template is out of range");
        }
        digitsRead = end - from;
        at = end;
        ordinal(parts.get(index));
        if (before != 0 && before != value) {
            throw invalid("conflicting values for one field of the template");
        }
        return value;
    }

    private void skipInner() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private void ordinal(Part part) {
        if (part.ordinal() != Ordinal.NONE) {
            at = Math.min(text.length(), at + 2);
        }
    }

    private int word(List<String> words) throws TemplateError {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (text.regionMatches(true, at, word, 0, word.length())) {
                at += word.length();
                return i;
            }
        }
        throw invalid("\"" + text.substring(at) + "\" is no word that the template asks for");
    }

    private static List<String> shortened(List<String> words) {
        return words.stream().map(word -> word.substring(0, 3)).toList();
    }

    private void pattern(Pattern pattern, Part part, int index) throws TemplateError {
        switch (pattern) {
            case EXACT -> exact = true;
            case YEAR -> year = number(index, 4, year);
            case YEAR_3 -> shortYear(index, 3);
            case YEAR_2 -> shortYear(index, 2);
            case YEAR_1 -> shortYear(index, 1);
            case MONTH -> month = number(index, 2, month);
            case MONTH_NAME -> month = word(TimeTemplate.MONTHS) + 1;
            case MONTH_SHORT -> month = word(shortened(TimeTemplate.MONTHS)) + 1;
            case DAY -> day = number(index, 2, day);
            case DAY_OF_YEAR -> dayOfYear = number(index, 3, dayOfYear);
            case DAY_NAME -> word(TimeTemplate.DAYS);
            case DAY_SHORT -> word(shortened(TimeTemplate.DAYS));
            case DAY_OF_WEEK -> number(index, 1, 0);
            case JULIAN_DAY -> julian = number(index, 1, julian);
            case HOUR_24 -> hour = number(index, 2, hour);
            case HOUR_12 -> {
                hour = number(index, 2, hour);
                halfDays = true;
            }
            case MINUTE -> minute = number(index, 2, minute);
            case SECOND -> second = number(index, 2, second);
            case SECOND_OF_DAY -> secondOfDay = number(index, 5, secondOfDay);
            case THOUSANDTHS -> {
                boolean isField = part.named().equalsIgnoreCase("FF3");
                if (isField) {
                    micros = scaled(number(index, 3, micros), 6);
                } else {
                    millis = scaled(number(index, 3, millis), 3);
                }
            }
            case SIX_PLACES -> micros = scaled(number(index, 6, micros), 6);
            case TENTHS -> micros = scaled(number(index, 1, micros), 6);
            case HUNDREDTHS -> micros = scaled(number(index, 2, micros), 6);
            case FOUR_PLACES -> micros = scaled(number(index, 4, micros), 6);
            case FIVE_PLACES -> micros = scaled(number(index, 5, micros), 6);
            case HALF -> half(List.of("am", "pm"));
            case HALF_POINTS -> half(List.of("a.m.", "p.m."));
            case ERA -> beforeChrist = word(List.of("ad", "bc")) == 1;
            case ERA_POINTS -> beforeChrist = word(List.of("a.d.", "b.c.")) == 1;
            case ZONE_HOUR -> zoneHour(index);
            case ZONE_MINUTE -> {
                zoneSign = zoneSign == 0 ? 1 : zoneSign;
                zoneMinute = number(index, 2, zoneMinute);
            }
            case CENTURY,
                    ISO_DAY_OF_YEAR,
                    ISO_DAY_OF_WEEK,
                    ISO_WEEK,
                    ISO_YEAR,
                    ISO_YEAR_3,
                    ISO_YEAR_2,
                    ISO_YEAR_1,
                    OFFSET,
                    QUARTER,
                    ROMAN_MONTH,
                    ZONE,
                    WEEK_OF_YEAR,
                    WEEK_OF_MONTH,
                    YEAR_COMMA ->
                    throw new TemplateError(
                            ErrorCode.UNSUPPORTED_SQL,
                            "the pattern "
                                    + part.named().toUpperCase(Locale.ROOT)
                                    + " is not read");
        }
    }

    private int scaled(int number, int places) {
        int scaled = number;
        for (int i = digitsRead; i < places; i++) {
            scaled *= 10;
        }
        return scaled;
    }

    /** Years of less than four digits are those next to 2020. */
    private void shortYear(int index, int width) throws TemplateError {
        int given = number(index, width, 0);
        if (digitsRead < 4) {
            if (given < 70) {
                given += 2000;
            } else if (given < 100) {
                given += 1900;
            } else if (given < 520) {
                given += 2000;
            } else if (given < 1000) {
                given += 1000;
            }
        }
        if (year != 0 && year != given) {
            throw invalid("conflicting values for one field of the template");
        }
        year = given;
    }

    private void half(List<String> words) throws TemplateError {
        afternoon = word(words) == 1;
        halfDays = true;
    }

    private void zoneHour(int index) throws TemplateError {
        char sign = text.charAt(at);
        if (sign == '+' || sign == '-' || sign == ' ') {
            zoneSign = sign == '-' ? -1 : 1;
            at++;
        } else {
            zoneSign = skipped > 0 && at > 0 && text.charAt(at - 1) == '-' ? -1 : 1;
        }
        zoneHour = number(index, 2, zoneHour);
    }

    private long moment() throws TemplateError {
        long date = date();
        long offset = (zoneHour * 60L + zoneMinute) * 60_000_000L * zoneSign;
        if (zoneHour < 0 || zoneHour > 15 || zoneMinute < 0 || zoneMinute > 59) {
            throw outOfRange("time zone displacement out of range");
        }
        return date * 86_400_000_000L + timeOfDay() - offset;
    }

    private long timeOfDay() throws TemplateError {
        int hours = hour;
        int minutes = minute;
        int seconds = second;
        if (secondOfDay != 0) {
            hours = secondOfDay / 3600;
            minutes = secondOfDay / 60 % 60;
            seconds = secondOfDay % 60;
        }
        if (halfDays) {
            if (hours < 1 || hours > 12) {
                throw invalid("hour \"" + hours + "\" is invalid for the 12-hour clock");
            }
            hours = hours % 12 + (afternoon ? 12 : 0);
        }
        boolean inRange =
                hours >= 0
                        && hours < 24
                        && minutes >= 0
                        && minutes < 60
                        && seconds >= 0
                        && seconds < 60;
        long fraction = millis * 1000L + micros;
        if (!inRange || fraction < 0 || fraction >= 1_000_000) {
            throw outOfRange("date/time field value out of range: \"" + text + "\"");
        }
        return (hours * 3600L + minutes * 60L + seconds) * 1_000_000 + fraction;
    }

    private long date() throws TemplateError {
        int civilYear = beforeChrist ? -year : year;
        civilYear = civilYear < 0 ? civilYear + 1 : civilYear;
        try {
            if (julian != 0) {
                return julian - JULIAN_EPOCH;
            }
            if (dayOfYear != 0 && month <= 1 && day <= 1) {
                if (year == 0) {
                    throw invalid("cannot calculate day of year without year information");
                }
                return LocalDate.ofYearDay(civilYear, dayOfYear).toEpochDay();
            }
            return LocalDate.of(civilYear, month == 0 ? 1 : month, day == 0 ? 1 : day).toEpochDay();
        } catch (DateTimeException e) {
            throw outOfRange("date/time field value out of range: \"" + text + "\"");
        }
    }
}
