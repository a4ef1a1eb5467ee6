package dev.tidemill.pgwire.type;

import dev.tidemill.algebra.column.ArrayText;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value as it may stand in a statement: always within quotes that it cannot leave, or
 * made of digits alone.
 */
public final class ParameterLiteral {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern EXACT = Pattern.compile("[+-]?[0-9]{1,38}(\\.[0-9]{1,38})?");

    /** As drivers write very small and large numbers. */
    private static final Pattern POWER =
            Pattern.compile("[+-]?[0-9]{1,38}(\\.[0-9]{1,38})?[eE][+-]?[0-9]{1,2}");

    private ParameterLiteral() {}

    /**
     * The literal of a value.
     *
     * @param text null for NULL
     * @param compared whether it stands where its own type is of no matter, as behind {@code =}:
     *     numbers are written as such then, so that a key is looked up
     */
    public static String of(@Nullable String text, ParameterType type, boolean compared) {
        if (text == null) {
            return type.isUnknown() ? "NULL" : "CAST(NULL AS " + type.sqlName() + ")";
        }
        if (type.array()) {
            return array(text, type.base());
        }
        String stripped = text.strip();
        return switch (type.base()) {
            case UNKNOWN, TEXT, VARCHAR, NAME, CHAR, BPCHAR -> quoted(text);
            case BOOL -> truth(stripped.toLowerCase(Locale.ROOT));
            case INT2, INT4, INT8, OID ->
                    compared && INTEGER.matcher(stripped).matches()
                            ? number(stripped)
                            : cast(stripped, type);
            case NUMERIC -> numeric(stripped, text, type);
            default -> cast(text, type);
        };
    }

    /** A number's own digits say its scale; a cast would cut what is behind ten of them. */
    private static String numeric(String stripped, String text, ParameterType type) {
        String plain =
                POWER.matcher(stripped).matches()
                        ? new BigDecimal(stripped).toPlainString()
                        : stripped;
        return EXACT.matcher(plain).matches() ? number(plain) : cast(text, type);
    }

    private static String number(String text) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        return digits.startsWith("-") ? "(" + digits + ")" : digits;
    }

    private static String cast(String text, ParameterType type) {
        return "CAST(" + quoted(text) + " AS " + type.sqlName() + ")";
    }

    private static String truth(String text) {
        return switch (text) {
            case "t", "true", "y", "yes", "on", "1" -> "TRUE";
            case "f", "false", "n", "no", "off", "0" -> "FALSE";
            default ->
                    throw new TidemillException(
                            ErrorCode.INVALID_CAST,
                            "invalid input syntax for type boolean: \"%s\"".formatted(text));
        };
    }

    private static String array(String text, PgType element) {
        ParameterType type = new ParameterType(element, false);
        try {
            List<@Nullable String> elements = ArrayText.split(text);
            String values =
                    elements.stream()
                            .map(each -> of(each, type, false))
                            .collect(Collectors.joining(", "));
            return "CAST(ARRAY[" + values + "] AS " + type.sqlName() + "[])";
        } catch (IllegalArgumentException e) {
            throw new TidemillException(ErrorCode.INVALID_CAST, String.valueOf(e.getMessage()), e);
        }
    }

    /** A string that the text cannot leave. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
