package dev.tidemill.algebra.template;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A template of {@code to_char(time, 'FMDay, DD Mon YYYY HH24:MI:SS')}, with the patterns of
 * PostgreSQL in the locale C; the zone of a TIMESTAMPTZ is UTC. Immutable and thread-safe.
 */
public final class TimeTemplate {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

    /** The Julian day of 1970-01-01. */
    private static final long JULIAN_EPOCH = 2_440_588;

    /** What a part stands for; the longer names come before those they begin with. */
    enum Pattern {
        ERA_POINTS("A.D.", "B.C."),
        HALF_POINTS("A.M.", "P.M."),
        ERA("AD", "BC"),
        HALF("AM", "PM"),
        CENTURY("CC"),
        DAY_NAME("DAY"),
        DAY_OF_YEAR("DDD"),
        DAY("DD"),
        DAY_SHORT("DY"),
        DAY_OF_WEEK("D"),
        TENTHS("FF1"),
        HUNDREDTHS("FF2"),
        THOUSANDTHS("FF3", "MS"),
        FOUR_PLACES("FF4"),
        FIVE_PLACES("FF5"),
        SIX_PLACES("FF6", "US"),
        EXACT("FX"),
        HOUR_24("HH24"),
        HOUR_12("HH12", "HH"),
        ISO_DAY_OF_YEAR("IDDD"),
        ISO_DAY_OF_WEEK("ID"),
        ISO_WEEK("IW"),
        ISO_YEAR("IYYY"),
        ISO_YEAR_3("IYY"),
        ISO_YEAR_2("IY"),
        ISO_YEAR_1("I"),
        JULIAN_DAY("J"),
        MINUTE("MI"),
        MONTH("MM"),
        MONTH_NAME("MONTH"),
        MONTH_SHORT("MON"),
        OFFSET("OF"),
        QUARTER("Q"),
        ROMAN_MONTH("RM"),
        SECOND_OF_DAY("SSSSS", "SSSS"),
        SECOND("SS"),
        ZONE_HOUR("TZH"),
        ZONE_MINUTE("TZM"),
        ZONE("TZ"),
        WEEK_OF_YEAR("WW"),
        WEEK_OF_MONTH("W"),
        YEAR_COMMA("Y,YYY"),
        YEAR("YYYY"),
        YEAR_3("YYY"),
        YEAR_2("YY"),
        YEAR_1("Y");

        private final String name;
        private final String alias;

        Pattern(String name) {
            this(name, name);
        }

        Pattern(String name, String alias) {
            this.name = name;
            this.alias = alias;
        }

        /** Whether it is a name of a day or a month. */
        boolean isName() {
            return switch (this) {
                case DAY_NAME, DAY_SHORT, MONTH_NAME, MONTH_SHORT -> true;
                default -> false;
            };
        }

        /** Whether it is written in digits. */
        boolean isNumber() {
            return switch (this) {
                case ERA_POINTS,
                        HALF_POINTS,
                        ERA,
                        HALF,
                        DAY_NAME,
                        DAY_SHORT,
                        EXACT,
                        MONTH_NAME,
                        MONTH_SHORT,
                        OFFSET,
                        ROMAN_MONTH,
                        ZONE_HOUR,
                        ZONE_MINUTE,
                        ZONE ->
                        false;
                default -> true;
            };
        }
    }

    /**
     * How long, at most, a moment's text under a pattern stays what it is, in microseconds counted
     * from 1970.
     */
    private static long grain(Pattern pattern) {
        return switch (pattern) {
            case TENTHS, HUNDREDTHS, THOUSANDTHS, FOUR_PLACES, FIVE_PLACES, SIX_PLACES -> 1;
            case SECOND, SECOND_OF_DAY -> MICROS_PER_SECOND;
            case MINUTE -> 60 * MICROS_PER_SECOND;
            case HOUR_12, HOUR_24, HALF, HALF_POINTS -> 3600 * MICROS_PER_SECOND;
            case ERA_POINTS,
                    ERA,
                    CENTURY,
                    DAY_NAME,
                    DAY_OF_YEAR,
                    DAY,
                    DAY_SHORT,
                    DAY_OF_WEEK,
                    EXACT,
                    ISO_DAY_OF_YEAR,
                    ISO_DAY_OF_WEEK,
                    ISO_WEEK,
                    ISO_YEAR,
                    ISO_YEAR_3,
                    ISO_YEAR_2,
                    ISO_YEAR_1,
                    JULIAN_DAY,
                    MONTH,
                    MONTH_NAME,
                    MONTH_SHORT,
                    OFFSET,
                    QUARTER,
                    ROMAN_MONTH,
                    ZONE_HOUR,
                    ZONE_MINUTE,
                    ZONE,
                    WEEK_OF_YEAR,
                    WEEK_OF_MONTH,
                    YEAR_COMMA,
                    YEAR,
                    YEAR_3,
                    YEAR_2,
                    YEAR_1 ->
                    MICROS_PER_DAY;
        };
    }

    enum Letters {
        UPPER,
        CAPITAL,
        LOWER
    }

    enum Ordinal {
        NONE,
        UPPER,
        LOWER
    }

    /** A pattern, or a literal text. */
    record Part(
            @Nullable Pattern pattern,
            Letters letters,
            boolean fills,
            Ordinal ordinal,
            String literal,
            boolean quoted) {
        /** The text of a pattern's name, as it stands in the template. */
        String named() {
            return literal;
        }
    }

    static final List<String> MONTHS =
            List.of(
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December");
    static final List<String> DAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final List<String> ROMANS =
            List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");

    private final List<Part> parts;
    private final long grainMicros;

    private TimeTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
        long grain = MICROS_PER_DAY;
        for (Part part : parts) {
            grain = part.pattern == null ? grain : Math.min(grain, grain(part.pattern));
        }
        this.grainMicros = grain;
    }

    /**
     * Two moments have the same text when the same number of so many whole microseconds lies
     * between 1970 and each of them, rounded down: a day's when the template has no time of day.
     */
    public long grainMicros() {
        return grainMicros;
    }

    /** The template that a text spells; whatever is no pattern stands for itself. */
    public static TimeTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            boolean prefixed =
                    text.startsWith("FM", at)
                            || text.startsWith("fm", at)
                            || text.startsWith("TM", at)
                            || text.startsWith("tm", at);
            boolean fills = prefixed && Character.toUpperCase(text.charAt(at)) == 'F';
            boolean local = prefixed && !fills;
            at += prefixed ? 2 : 0;
            if (at >= text.length()) {
                break;
            }
            at = part(text, at, fills, local, parts);
        }
        return new TimeTemplate(parts);
    }

    private static int part(String text, int from, boolean fills, boolean local, List<Part> parts) {
        int at = from;
        for (Pattern pattern : Pattern.values()) {
            for (String name : List.of(pattern.name, pattern.alias)) {
                Letters letters = letters(text, at, name, pattern);
                if (letters != null) {
                    at += name.length();
                    Ordinal ordinal =
                            text.startsWith("TH", at)
                                    ? Ordinal.UPPER
                                    : text.startsWith("th", at) ? Ordinal.LOWER : Ordinal.NONE;
                    at += ordinal != Ordinal.NONE || text.startsWith("SP", at) ? 2 : 0;
                    // A name in the locale's language is not padded.
                    boolean bare = fills || (local && pattern.isName());
                    parts.add(new Part(pattern, letters, bare, ordinal, name, false));
                    return at;
                }
            }
        }
        if (text.charAt(at) == '"') {
            return quoted(text, at + 1, parts);
        }
        at += text.startsWith("\\\"", at) ? 1 : 0;
        int end = text.offsetByCodePoints(at, 1);
        parts.add(literal(text.substring(at, end), false));
        return end;
    }

    private static Part literal(String text, boolean quoted) {
        return new Part(null, Letters.UPPER, false, Ordinal.NONE, text, quoted);
    }

    private static int quoted(String text, int from, List<Part> parts) {
        int at = from;
        StringBuilder literal = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
            int end = text.offsetByCodePoints(at, 1);
            literal.append(text, at, end);
            at = end;
        }
        parts.add(literal(literal.toString(), true));
        return Math.min(at + 1, text.length());
    }

    /** How the pattern's name stands there, or null when it does not. */
    private static @Nullable Letters letters(String text, int at, String name, Pattern pattern) {
        if (text.startsWith(name, at)) {
            return Letters.UPPER;
        }
        if (text.startsWith(name.toLowerCase(Locale.ROOT), at)) {
            return Letters.LOWER;
        }
        String capital = name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
        return pattern.isName() && text.startsWith(capital, at) ? Letters.CAPITAL : null;
    }

    /** The numbers of a moment or of an interval, of which each may be negative. */
    private record Fields(
            boolean interval,
            boolean zoned,
            long year,
            int month,
            long day,
            long hour,
            int minute,
            int second,
            int micros,
            @Nullable LocalDate date) {}

    /**
     * The moment that a text spells under the template, in microseconds since 1970.
     *
     * @throws TemplateError when it spells none, or the template has a pattern that is not read
     */
    public long read(String text) throws TemplateError {
        return new TimeReading(parts, text).read();
    }

    /**
     * A moment.
     *
     * @param micros since 1970, in UTC when it is zoned
     */
    public String format(long micros, boolean zoned) throws TemplateError {
        long day = Math.floorDiv(micros, MICROS_PER_DAY);
        long time = Math.floorMod(micros, MICROS_PER_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        long seconds = time / MICROS_PER_SECOND;
        return written(
                new Fields(
                        false,
                        zoned,
                        date.getYear(),
                        date.getMonthValue(),
                        date.getDayOfMonth(),
                        seconds / 3600,
                        (int) (seconds / 60 % 60),
                        (int) (seconds % 60),
                        (int) (time % MICROS_PER_SECOND),
                        date));
    }

    /** An interval; what belongs to a date is an error. */
    public String format(Interval interval) throws TemplateError {
        long seconds = interval.micros() / MICROS_PER_SECOND;
        return written(
                new Fields(
                        true,
                        false,
                        interval.months() / 12,
                        interval.months() % 12,
                        interval.days(),
                        seconds / 3600,
                        (int) (seconds / 60 % 60),
                        (int) (seconds % 60),
                        (int) (interval.micros() % MICROS_PER_SECOND),
                        null));
    }

    private String written(Fields fields) throws TemplateError {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (part.pattern == null) {
                out.append(part.literal);
                continue;
            }
            String text = text(part.pattern, part, fields);
            out.append(text);
            if (part.ordinal != Ordinal.NONE && part.pattern.isNumber()) {
                boolean number =
                        !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
                if (!number) {
                    throw new TemplateError(
                            ErrorCode.INVALID_CAST, "\"" + text + "\" is not a number");
                }
                String ending = NumberTemplate.ordinal(text);
                out.append(
                        part.ordinal == Ordinal.UPPER ? ending.toUpperCase(Locale.ROOT) : ending);
            }
        }
        return out.toString();
    }

    private static LocalDate date(Fields fields) throws TemplateError {
        LocalDate date = fields.date;
        if (date == null) {
            throw new TemplateError(
                    ErrorCode.INVALID_CAST, "invalid format specification for an interval value");
        }
        return date;
    }

    /** Digits with a sign, filled with zeros to a width that a sign widens. */
    private static String padded(long number, int width, Part part) {
        String digits = Long.toString(Math.abs(number));
        int wanted = part.fills ? 0 : width;
        return (number < 0 ? "-" : "") + "0".repeat(Math.max(0, wanted - digits.length())) + digits;
    }

    private static String places(int micros, int divisor, int width) {
        int number = micros / divisor;
        String digits = Integer.toString(Math.abs(number));
        String sign = number < 0 ? "-" : "";
        int missing = Math.max(0, width - digits.length() - sign.length());
        return sign + "0".repeat(missing) + digits;
    }

    private static String named(String name, Part part, int width) {
        String text =
                switch (part.letters) {
                    case UPPER -> name.toUpperCase(Locale.ROOT);
                    case LOWER -> name.toLowerCase(Locale.ROOT);
                    case CAPITAL -> name;
                };
        return part.fills ? text : text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String cased(String text, Part part) {
        return part.letters == Letters.LOWER ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static String text(Pattern pattern, Part part, Fields f) throws TemplateError {
        return switch (pattern) {
            case ERA_POINTS -> cased(date(f).getYear() <= 0 ? "B.C." : "A.D.", part);
            case ERA -> cased(date(f).getYear() <= 0 ? "BC" : "AD", part);
            case HALF_POINTS -> cased(isAfternoon(f) ? "P.M." : "A.M.", part);
            case HALF -> cased(isAfternoon(f) ? "PM" : "AM", part);
            case CENTURY -> padded(century(f), 2, part);
            case DAY_NAME -> named(dayName(f), part, 9);
            case DAY_SHORT -> named(dayName(f).substring(0, 3), part, 0);
            case DAY_OF_YEAR -> padded(dayOfYear(f), dayOfYear(f) < 0 ? 2 : 3, part);
            case DAY -> padded(f.day, f.day < 0 ? 1 : 2, part);
            case DAY_OF_WEEK -> Integer.toString(date(f).getDayOfWeek().getValue() % 7 + 1);
            case ISO_DAY_OF_WEEK -> Integer.toString(date(f).getDayOfWeek().getValue());
            case TENTHS -> places(f.micros, 100_000, 1);
            case HUNDREDTHS -> places(f.micros, 10_000, 2);
            case THOUSANDTHS -> places(f.micros, 1_000, 3);
            case FOUR_PLACES -> places(f.micros, 100, 4);
            case FIVE_PLACES -> places(f.micros, 10, 5);
            case SIX_PLACES -> places(f.micros, 1, 6);
            case EXACT -> "";
            case HOUR_24 -> padded(f.hour, 2, part);
            case HOUR_12 -> padded(f.hour % 12 == 0 ? 12 : f.hour % 12, 2, part);
            case MINUTE -> padded(f.minute, 2, part);
            case SECOND -> padded(f.second, 2, part);
            case SECOND_OF_DAY -> Long.toString(f.hour * 3600 + f.minute * 60L + f.second);
            case ISO_DAY_OF_YEAR ->
                    padded((isoWeek(f) - 1) * 7L + date(f).getDayOfWeek().getValue(), 3, part);
            case ISO_WEEK -> padded(isoWeek(f), 2, part);
            case ISO_YEAR -> padded(isoYear(f), 4, part);
            case ISO_YEAR_3 -> padded(isoYear(f) % 1000, 3, part);
            case ISO_YEAR_2 -> padded(isoYear(f) % 100, 2, part);
            case ISO_YEAR_1 -> Long.toString(isoYear(f) % 10);
            case JULIAN_DAY -> Long.toString(date(f).toEpochDay() + JULIAN_EPOCH);
            case MONTH -> padded(f.month, 2, part);
            case MONTH_NAME -> named(monthName(f), part, 9);
            case MONTH_SHORT -> named(monthName(f).substring(0, 3), part, 0);
            case QUARTER -> f.month == 0 ? "" : Integer.toString((f.month - 1) / 3 + 1);
            case ROMAN_MONTH -> romanMonth(f, part);
            case OFFSET -> {
                date(f);
                yield "+" + (part.fills ? "0" : "00");
            }
            case ZONE_HOUR -> {
                date(f);
                yield "+00";
            }
            case ZONE_MINUTE -> {
                date(f);
                yield "00";
            }
            case ZONE -> {
                date(f);
                yield f.zoned ? cased("UTC", part) : "";
            }
            case WEEK_OF_YEAR -> padded((dayOfYear(f) - 1) / 7 + 1, 2, part);
            case WEEK_OF_MONTH -> Long.toString((f.day - 1) / 7 + 1);
            case YEAR_COMMA -> {
                long year = year(f);
                long thousands = year / 1000;
                String rest = Long.toString(Math.abs(year - thousands * 1000));
                String sign = year - thousands * 1000 < 0 ? "-" : "";
                yield thousands
                        + ","
                        + sign
                        + "0".repeat(Math.max(0, 3 - rest.length() - sign.length()))
                        + rest;
            }
            case YEAR -> padded(year(f), 4, part);
            case YEAR_3 -> padded(year(f) % 1000, 3, part);
            case YEAR_2 -> padded(year(f) % 100, 2, part);
            case YEAR_1 -> Long.toString(year(f) % 10);
        };
    }

    private static boolean isAfternoon(Fields f) {
        return f.hour % 24 >= 12;
    }

    /** There is no year 0: before 1 comes 1 BC. */
    private static long year(Fields f) {
        return f.interval || f.year > 0 ? f.year : 1 - f.year;
    }

    private static int isoWeek(Fields f) throws TemplateError {
        return date(f).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    private static long isoYear(Fields f) throws TemplateError {
        long year = date(f).get(IsoFields.WEEK_BASED_YEAR);
        return year > 0 ? year : 1 - year;
    }

    private static long century(Fields f) {
        if (f.interval) {
            return f.year / 100;
        }
        return f.year > 0 ? (f.year - 1) / 100 + 1 : f.year / 100 - 1;
    }

    private static long dayOfYear(Fields f) {
        LocalDate date = f.date;
        return date == null ? (f.year * 12 + f.month) * 30 + f.day : date.getDayOfYear();
    }

    private static String dayName(Fields f) throws TemplateError {
        return DAYS.get(date(f).getDayOfWeek().getValue() % 7);
    }

    private static String monthName(Fields f) throws TemplateError {
        return MONTHS.get(date(f).getMonthValue() - 1);
    }

    private static String romanMonth(Fields f, Part part) {
        if (f.month == 0 && f.year == 0) {
            return "";
        }
        int index;
        if (f.month == 0) {
            index = f.year >= 0 ? 11 : 0;
        } else {
            index = f.month < 0 ? 12 + f.month : f.month - 1;
        }
        String text = cased(ROMANS.get(Math.floorMod(index, 12)), part);
        return part.fills ? text : text + " ".repeat(4 - text.length());
    }
}
