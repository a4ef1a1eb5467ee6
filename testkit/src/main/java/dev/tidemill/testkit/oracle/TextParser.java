package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TEXT read as a value of another type, as PostgreSQL's input functions read it. */
final class TextParser {
    private static final Pattern INTEGER =
            Pattern.compile(
                    "[+-]?(?:0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+|[0-9](_?[0-9])*)");
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?(?:[0-9](_?[0-9])*\\.?(?:[0-9](_?[0-9])*)?|\\.[0-9](_?[0-9])*)(?:[eE][+-]?[0-9]+)?");

    private TextParser() {}

    static Object parse(String text, Type to) {
        String trimmed = trim(text);
        if (to instanceof ArrayType array) {
            return ArrayParser.parse(trimmed, array);
        }
        if (to == Type.UUID) {
            return uuid(text);
        }
        if (to == Type.JSON) {
            return JsonFunctions.parse(text).text();
        }
        if (to instanceof DecimalType decimal) {
            return decimal(trimmed, decimal);
        }
        if (to == Type.BOOLEAN) {
            return truth(trimmed, text);
        }
        if (to == Type.DOUBLE) {
            return number(trimmed);
        }
        if (to == Type.INTEGER || to == Type.BIGINT) {
            return integer(trimmed, to);
        }
        if (to == Type.INTERVAL) {
            return IntervalParser.parse(trimmed);
        }
        return MomentParser.parse(trimmed, to);
    }

    /** Hyphens may stand after any four digits. */
    private static UUID uuid(String text) {
        String bare = text.matches("\\{.*\\}") ? text.substring(1, text.length() - 1) : text;
        if (!bare.matches("(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}")) {
            throw RowError.cast(text, "uuid");
        }
        String digits = bare.replace("-", "");
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16),
                Long.parseUnsignedLong(digits.substring(16), 16));
    }

    private static String trim(String text) {
        return text.replaceFirst("^[ \\t\\n\\r\\f\\x0B]+", "")
                .replaceFirst("[ \\t\\n\\r\\f\\x0B]+$", "");
    }

    /** Unambiguous beginnings of true, false, yes, no, on, off, and 1 and 0. */
    private static boolean truth(String trimmed, String text) {
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (!lower.isEmpty()) {
            if ("true".startsWith(lower) || "yes".startsWith(lower)) {
                return true;
            }
            if ("false".startsWith(lower) || "no".startsWith(lower)) {
                return false;
            }
        }
        return switch (lower) {
            case "on", "1" -> true;
            case "of", "off", "0" -> false;
            default -> throw RowError.cast(text, "boolean");
        };
    }

    private static Object integer(String text, Type to) {
        if (!INTEGER.matcher(text).matches()) {
            throw RowError.cast(text, to.sqlName());
        }
        return Numbers.into(new BigDecimal(wholeNumber(text)), to);
    }

    private static BigInteger wholeNumber(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        boolean negative = digits.startsWith("-");
        digits = digits.replaceFirst("^[+-]", "");
        int radix =
                digits.startsWith("0x")
                        ? 16
                        : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
        return negative ? value.negate() : value;
    }

    private static BigDecimal decimal(String text, DecimalType type) {
        if (text.toLowerCase(Locale.ROOT).matches("nan|[+-]?inf(inity)?")) {
            throw RowError.overflow(type.sqlName());
        }
        if (INTEGER.matcher(text).matches()) {
            return Numbers.fit(new BigDecimal(wholeNumber(text)), type);
        }
        if (!NUMBER.matcher(text).matches()) {
            throw RowError.cast(text, type.sqlName());
        }
        BigDecimal value = new BigDecimal(text.replace("_", ""));
        long magnitude = (long) value.precision() - value.scale();
        if (value.signum() != 0 && magnitude > 100) {
            throw RowError.overflow(type.sqlName());
        }
        return Numbers.fit(value, type);
    }

    private static double number(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher special = Pattern.compile("([+-]?)inf(inity)?").matcher(lower);
        if (lower.equals("nan")) {
            return Double.NaN;
        }
        if (special.matches()) {
            return special.group(1).equals("-")
                    ? Double.NEGATIVE_INFINITY
                    : Double.POSITIVE_INFINITY;
        }
        if (!NUMBER.matcher(text).matches() || text.contains("_")) {
            throw RowError.cast(text, "double precision");
        }
        double value = Double.parseDouble(text);
        boolean isZero = text.replaceFirst("[eE].*", "").matches("[^1-9]*");
        if (Double.isInfinite(value) || (value == 0 && !isZero)) {
            throw RowError.overflow("double precision");
        }
        return value;
    }
}
