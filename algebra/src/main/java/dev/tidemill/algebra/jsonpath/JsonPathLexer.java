package dev.tidemill.algebra.jsonpath;

import dev.tidemill.algebra.error.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The words of a path, one after the other. For one reading; not thread-safe. */
final class JsonPathLexer {
    /** What a word is. */
    enum Kind {
        /** A name without quotes; keywords are among them. */
        NAME,
        /** In double quotes, with its escapes resolved. */
        STRING,
        NUMBER,
        /** {@code $name}; the text is the name. */
        VARIABLE,
        /** One or two signs. */
        SIGN,
        END
    }

    /** A word, where it begins, and its number when it is one. */
    record Word(Kind kind, String text, int offset, @Nullable BigDecimal number) {
        boolean isSign(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }

        /** Keywords are taken in any case. */
        boolean isKeyword(String keyword) {
            return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
        }
    }

    /** How many digits a constant may have, before and after its point. */
    static final int DIGITS_MAX = 1_000;

    private static final String SPECIAL = "?%$.[]{}()|&!=<>@#,*:-+/\\\" \t\n\r\f";

    private final String text;
    private int at;

    JsonPathLexer(String text) {
        this.text = text;
    }

    Word next() throws JsonPathError {
        skipBlanks();
        int from = at;
        if (at >= text.length()) {
            return new Word(Kind.END, "", from, null);
        }
        char letter = text.charAt(at);
        if (letter == '"') {
            return new Word(Kind.STRING, string(), from, null);
        }
        if (letter == '$') {
            return variable(from);
        }
        boolean point = letter == '.' && isDigit(at + 1);
        if (isDigit(at) || point) {
            return number(from);
        }
        if (SPECIAL.indexOf(letter) < 0 || letter == '\\') {
            return new Word(Kind.NAME, name(), from, null);
        }
        return sign(from);
    }

    private void skipBlanks() throws JsonPathError {
        while (at < text.length()) {
            if (" \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw error("a comment does not end", at);
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private Word variable(int from) throws JsonPathError {
        at++;
        if (at < text.length() && text.charAt(at) == '"') {
            return new Word(Kind.VARIABLE, string(), from, null);
        }
        boolean named = at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0;
        return named
                ? new Word(Kind.VARIABLE, name(), from, null)
                : new Word(Kind.SIGN, "$", from, null);
    }

    private Word sign(int from) throws JsonPathError {
        for (String two : new String[] {"&&", "||", "==", "!=", "<>", "<=", ">=", "**"}) {
            if (text.startsWith(two, at)) {
                at += 2;
                return new Word(Kind.SIGN, two.equals("<>") ? "!=" : two, from, null);
            }
        }
        char letter = text.charAt(at);
        if ("@.[](){}?*+-/%,!<>".indexOf(letter) < 0) {
            throw error("\"" + letter + "\" cannot stand in a path", from);
        }
        at++;
        return new Word(Kind.SIGN, String.valueOf(letter), from, null);
    }

    private String name() throws JsonPathError {
        StringBuilder name = new StringBuilder();
        while (at < text.length()
                && (SPECIAL.indexOf(text.charAt(at)) < 0 || text.charAt(at) == '\\')) {
            if (text.charAt(at) == '\\') {
                at++;
                escape(name);
            } else {
                name.append(text.charAt(at++));
            }
        }
        return name.toString();
    }

    private String string() throws JsonPathError {
        int from = at++;
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
                escape(string);
            } else {
                string.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            throw error("a string does not end", from);
        }
        at++;
        return string.toString();
    }

    private void escape(StringBuilder into) throws JsonPathError {
        int from = at - 1;
        if (at >= text.length()) {
            throw error("a backslash stands at the end", from);
        }
        char letter = text.charAt(at++);
        switch (letter) {
            case 'b' -> into.append('\b');
            case 'f' -> into.append('\f');
            case 'n' -> into.append('\n');
            case 'r' -> into.append('\r');
            case 't' -> into.append('\t');
            case 'v' -> into.append('\u000b');
            case 'x' -> point(hex(2, from), into, from);
            case 'u' -> unicode(into, from);
            default -> into.append(letter);
        }
    }

    private void unicode(StringBuilder into, int from) throws JsonPathError {
        if (at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            int digits = end - at - 1;
            if (digits < 1 || digits > 6) {
                throw error("an escape has 1 to 6 hexadecimal digits in its braces", from);
            }
            at++;
            point(hex(digits, from), into, from);
            at++;
            return;
        }
        int unit = hex(4, from);
        if (Character.isHighSurrogate((char) unit) && text.startsWith("\\u", at)) {
            at += 2;
            int low = hex(4, from);
            if (Character.isLowSurrogate((char) low)) {
                into.appendCodePoint(Character.toCodePoint((char) unit, (char) low));
                return;
            }
            throw half(from);
        }
        point(unit, into, from);
    }

    private static void point(int point, StringBuilder into, int from) throws JsonPathError {
        if (point == 0) {
            throw error("the character 0 cannot stand in a text", from);
        }
        if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            throw half(from);
        }
        if (point > Character.MAX_CODE_POINT) {
            throw error("the escape is no character", from);
        }
        into.appendCodePoint(point);
    }

    private int hex(int digits, int from) throws JsonPathError {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw error("an escape lacks hexadecimal digits", from);
            }
            value = value * 16 + digit;
            at++;
        }
        return value;
    }

    private boolean isDigit(int position) {
        return position < text.length()
                && text.charAt(position) >= '0'
                && text.charAt(position) <= '9';
    }

    private Word number(int from) throws JsonPathError {
        BigDecimal number = text.charAt(at) == '0' ? ofRadix() : null;
        if (number == null) {
            number = decimal(from);
        }
        boolean joined =
                at < text.length()
                        && (SPECIAL.indexOf(text.charAt(at)) < 0 || text.charAt(at) == '\\');
        if (joined) {
            throw error("a number ends in what is no digit", from);
        }
        if (Math.abs((long) number.scale()) > DIGITS_MAX
                || (long) number.precision() - number.scale() > DIGITS_MAX) {
            throw error("a number has more than " + DIGITS_MAX + " digits", from);
        }
        return new Word(Kind.NUMBER, text.substring(from, at), from, number);
    }

    /** {@code 0x1F}, {@code 0o17}, {@code 0b11}; null for others. */
    private @Nullable BigDecimal ofRadix() {
        int radix =
                at + 1 >= text.length()
                        ? 0
                        : switch (text.charAt(at + 1)) {
                            case 'x', 'X' -> 16;
                            case 'o', 'O' -> 8;
                            case 'b', 'B' -> 2;
                            default -> 0;
                        };
        int end = at + 2;
        StringBuilder digits = new StringBuilder();
        while (radix > 0 && end < text.length()) {
            boolean joint = text.charAt(end) == '_' && !digits.isEmpty();
            if (joint && end + 1 < text.length() && digit(end + 1, radix)) {
                end++;
            }
            if (!digit(end, radix)) {
                break;
            }
            digits.append(text.charAt(end++));
        }
        if (digits.isEmpty() || digits.length() > DIGITS_MAX) {
            return null;
        }
        at = end;
        return new BigDecimal(new BigInteger(digits.toString(), radix));
    }

    private boolean digit(int position, int radix) {
        char letter = text.charAt(position);
        return letter < 128 && Character.digit(letter, radix) >= 0;
    }

    private BigDecimal decimal(int from) throws JsonPathError {
        StringBuilder digits = new StringBuilder();
        boolean leadingZero = text.charAt(at) == '0';
        int whole = digits(digits);
        if (leadingZero && whole > 1) {
            throw error("a number begins with a zero", from);
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits.append('.');
            digits(digits);
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            digits.append('e');
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                digits.append(text.charAt(at++));
            }
            if (digits(digits) == 0) {
                throw error("a number ends in what is no digit", from);
            }
        }
        try {
            return new BigDecimal(digits.toString());
        } catch (NumberFormatException e) {
            throw error("a number has more than " + DIGITS_MAX + " digits", from);
        }
    }

    /** Reads digits, between which single underscores may stand; gives how many there are. */
    private int digits(StringBuilder into) {
        int count = 0;
        while (isDigit(at)
                || (count > 0 && at < text.length() && text.charAt(at) == '_' && isDigit(at + 1))) {
            if (text.charAt(at) != '_') {
                into.append(text.charAt(at));
                count++;
            }
            at++;
        }
        return count;
    }

    private static JsonPathError half(int offset) {
        return new JsonPathError(
                ErrorCode.INVALID_CAST, "half of a surrogate pair stands alone", offset, "");
    }

    static JsonPathError error(String message, int offset) {
        return new JsonPathError(ErrorCode.SYNTAX_ERROR, message, offset, "");
    }
}
