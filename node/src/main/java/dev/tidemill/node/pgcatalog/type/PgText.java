package dev.tidemill.node.pgcatalog.type;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values as PostgreSQL writes and reads them. What an oid is of must be asked of somebody who knows
 * it.
 */
public final class PgText {
    /** Digits of a number, before and behind its point. */
    private static final int DIGITS_MAX = 1_000;

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
                    .appendOffset("+HH:mm", "+00")
                    .toFormatter(Locale.ROOT);

    /** Names of what oids are of, and their oids. */
    public interface References {
        /** How a value of a reg… type is written. */
        String name(PgType type, long oid);

        /** The oid that a name stands for; throws when there is none. */
        long oid(PgType type, String name);
    }

    private final References references;

    public PgText(References references) {
        this.references = references;
    }

    /** A value as it is sent to a client. */
    public String write(PgType type, Object value) {
        return switch (value) {
            case Boolean truth -> truth ? "t" : "f";
            case Long number when type.isReference() -> references.name(type, number);
            case Double number -> number(number);
            case BigDecimal number -> number.toPlainString();
            case OffsetDateTime time -> TIME.format(time.withOffsetSameInstant(ZoneOffset.UTC));
            case List<?> list when type.isRecord() -> record(type, list);
            case List<?> list when type.isVector() -> vector(list);
            case List<?> list -> array(PgTypes.elementOf(type), list);
            default -> value.toString();
        };
    }

    /** A value as a cast to text makes it. */
    public String cast(PgType type, Object value) {
        return value instanceof Boolean ? value.toString() : write(type, value);
    }

    private static String number(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        return Double.isInfinite(number)
                ? (number > 0 ? "Infinity" : "-Infinity")
                : Double.toString(number);
    }

    private static String vector(List<?> list) {
        StringBuilder text = new StringBuilder();
        list.forEach(each -> text.append(text.isEmpty() ? "" : " ").append(each));
        return text.toString();
    }

    private String array(PgType element, List<?> list) {
        StringBuilder text = new StringBuilder("{");
        for (@Nullable Object each : list) {
            text.append(text.length() > 1 ? "," : "");
            text.append(each == null ? "NULL" : quotedInArray(write(element, each)));
        }
        return text.append('}').toString();
    }

    private static String quotedInArray(String text) {
        boolean plain = !text.isEmpty() && !text.equalsIgnoreCase("null");
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = "{},\"\\".indexOf(c) < 0 && !Character.isWhitespace(c);
        }
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String record(PgType type, List<?> list) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < list.size(); i++) {
            text.append(i > 0 ? "," : "");
            Object each = list.get(i);
            PgType field = i < type.fields().size() ? type.fields().get(i).type() : PgTypes.TEXT;
            if (each != null) {
                text.append(quotedInRecord(write(field, each)));
            }
        }
        return text.append(')').toString();
    }

    private static String quotedInRecord(String text) {
        boolean plain = !text.isEmpty();
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = "(),\"\\".indexOf(c) < 0 && !Character.isWhitespace(c);
        }
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"';
    }

    /** The value that a text stands for; throws INVALID_CAST when it stands for none. */
    public Object read(PgType type, String text) {
        try {
            return value(type, text);
        } catch (NumberFormatException | java.time.format.DateTimeParseException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_CAST,
                    "invalid input syntax for type %s: \"%s\"".formatted(type.sqlName(), text),
                    e);
        }
    }

    private Object value(PgType type, String text) {
        if (type.isReference()) {
            return references.oid(type, text.strip());
        }
        if (type.isWhole()) {
            return Long.parseLong(text.strip());
        }
        if (type.isVector()) {
            return text.isBlank()
                    ? List.of()
                    : List.of(text.strip().split("\\s+")).stream().map(Long::parseLong).toList();
        }
        if (type.isArray()) {
            return elements(PgTypes.elementOf(type), text.strip());
        }
        return switch (type.name()) {
            case "bool" -> truth(text);
            case "float4", "float8" -> Double.parseDouble(text.strip());
            case "numeric" -> numeric(text.strip());
            case "timestamptz" -> time(text.strip());
            case "char" -> text.isEmpty() ? "" : text.substring(0, 1);
            case "name" -> text.length() > 63 ? text.substring(0, 63) : text;
            default -> text;
        };
    }

    private static OffsetDateTime time(String text) {
        String full = text.length() == 10 ? text + " 00:00:00" : text;
        boolean hasZone = full.matches(".*([Zz]|[+-]\\d\\d(:?\\d\\d)?)$");
        String iso = full.replace(' ', 'T');
        return OffsetDateTime.parse(
                hasZone ? iso.replaceFirst("([+-]\\d\\d)$", "$1:00") : iso + "Z");
    }

    private static boolean truth(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (List.of("t", "true", "y", "yes", "on", "1").contains(word)) {
            return true;
        }
        if (List.of("f", "false", "n", "no", "off", "0").contains(word)) {
            return false;
        }
        throw new NumberFormatException(text);
    }

    /** The elements of {@code {a,"b c",NULL}}. */
    private List<@Nullable Object> elements(PgType element, String text) {
        if (!text.startsWith("{") || !text.endsWith("}") || text.length() < 2) {
            throw new NumberFormatException(text);
        }
        List<@Nullable Object> elements = new ArrayList<>();
        StringBuilder each = new StringBuilder();
        boolean quoted = false;
        boolean inQuotes = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = !inQuotes && (c == ',' || i == text.length() - 1);
            if (ends) {
                String one = quoted ? each.toString() : each.toString().strip();
                if (quoted || !one.isEmpty()) {
                    boolean isNull = !quoted && one.equalsIgnoreCase("null");
                    elements.add(isNull ? null : value(element, one));
                }
                each.setLength(0);
                quoted = false;
            } else if (c == '"') {
                inQuotes = !inQuotes;
                quoted = true;
            } else if (c == '\\' && i + 1 < text.length()) {
                each.append(text.charAt(++i));
            } else {
                each.append(c);
            }
        }
        return elements;
    }

    /** PostgreSQL's numbers have more digits; a catalog has none of more. */
    private static BigDecimal numeric(String text) {
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > DIGITS_MAX || number.precision() > DIGITS_MAX) {
            throw new NumberFormatException("a number of more than " + DIGITS_MAX + " digits");
        }
        return number;
    }
}
