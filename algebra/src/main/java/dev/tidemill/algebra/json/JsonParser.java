package dev.tidemill.algebra.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads one document, strictly by the grammar. For one use; not thread-safe. */
final class JsonParser {
    /** How deeply arrays and objects may nest. */
    private static final int DEPTH_MAX = 256;

    /** How many digits a number may have before or after its point. */
    private static final int DIGITS_MAX = 1_000;

    private final byte[] text;
    private final int start;
    private final int end;
    private int at;
    private int depth;

    JsonParser(byte[] text, int from, int to) {
        this.text = text;
        this.start = from;
        this.at = from;
        this.end = to;
    }

    Json document() throws JsonError {
        Json value = value();
        skipBlanks();
        if (at < end) {
            throw error("the document ends before byte " + (at - start + 1));
        }
        return value;
    }

    private Json value() throws JsonError {
        skipBlanks();
        if (at >= end) {
            throw error("a value is missing at the end");
        }
        return switch (text[at]) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.Text(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", new Json.Null());
            default -> number();
        };
    }

    private Json word(String word, Json value) throws JsonError {
        for (int i = 0; i < word.length(); i++) {
            if (at >= end || text[at] != word.charAt(i)) {
                throw unexpected();
            }
            at++;
        }
        return value;
    }

    private Json object() throws JsonError {
        enter();
        TreeMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
        if (!closes('}')) {
            do {
                skipBlanks();
                if (at >= end || text[at] != '"') {
                    throw unexpected();
                }
                String key = string();
                skipBlanks();
                expect(':');
                members.put(key, value());
            } while (continues('}'));
        }
        depth--;
        return new Json.Obj(members);
    }

    private Json array() throws JsonError {
        enter();
        List<Json> elements = new ArrayList<>();
        if (!closes(']')) {
            do {
                elements.add(value());
            } while (continues(']'));
        }
        depth--;
        return new Json.Array(elements);
    }

    private void enter() throws JsonError {
        at++;
        if (++depth > DEPTH_MAX) {
            throw error("it is nested more than " + DEPTH_MAX + " deep");
        }
    }

    private boolean closes(char bracket) {
        skipBlanks();
        if (at < end && text[at] == bracket) {
            at++;
            return true;
        }
        return false;
    }

    private boolean continues(char bracket) throws JsonError {
        if (closes(bracket)) {
            return false;
        }
        expect(',');
        return true;
    }

    private void expect(char letter) throws JsonError {
        if (at >= end || text[at] != letter) {
            throw unexpected();
        }
        at++;
    }

    private Json number() throws JsonError {
        int from = at;
        if (at < end && text[at] == '-') {
            at++;
        }
        boolean leadingZero = at < end && text[at] == '0';
        int whole = digits();
        if (leadingZero && whole > 1) {
            at = from;
            throw unexpected();
        }
        if (at < end && text[at] == '.') {
            at++;
            digits();
        }
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            if (at < end && (text[at] == '-' || text[at] == '+')) {
                at++;
            }
            digits();
        }
        return decimal(new String(text, from, at - from, US_ASCII));
    }

    private int digits() throws JsonError {
        int from = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
        return at - from;
    }

    private Json decimal(String digits) throws JsonError {
        BigDecimal number;
        try {
            number = digits.length() > DIGITS_MAX ? null : new BigDecimal(digits);
        } catch (NumberFormatException e) {
            number = null;
        }
        if (number != null && number.signum() == 0) {
            return new Json.Num(BigDecimal.ZERO);
        }
        if (number == null
                || Math.abs((long) number.scale()) > DIGITS_MAX
                || (long) number.precision() - number.scale() > DIGITS_MAX) {
            throw error("a number has more than " + DIGITS_MAX + " digits");
        }
        return new Json.Num(number);
    }

    private String string() throws JsonError {
        at++;
        int from = at;
        while (at < end && text[at] != '"' && text[at] != '\\') {
            if (text[at] >= 0 && text[at] < ' ') {
                throw error("a control character stands in a string at byte " + (at - start + 1));
            }
            at++;
        }
        if (at < end && text[at] == '"') {
            return new String(text, from, at++ - from, UTF_8);
        }
        StringBuilder built = new StringBuilder(new String(text, from, at - from, UTF_8));
        escaped(built);
        return built.toString();
    }

    private void escaped(StringBuilder built) throws JsonError {
        while (at < end && text[at] != '"') {
            if (text[at] == '\\') {
                at++;
                escape(built);
                continue;
            }
            int from = at;
            while (at < end && text[at] != '"' && text[at] != '\\') {
                if (text[at] >= 0 && text[at] < ' ') {
                    throw error(
                            "a control character stands in a string at byte " + (at - start + 1));
                }
                at++;
            }
            built.append(new String(text, from, at - from, UTF_8));
        }
        if (at >= end) {
            throw error("a string does not end");
        }
        at++;
        for (int i = 0; i < built.length(); i++) {
            char letter = built.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(letter)
                            && i + 1 < built.length()
                            && Character.isLowSurrogate(built.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(letter)) {
                throw error("half of a surrogate pair stands alone");
            }
        }
    }

    private void escape(StringBuilder built) throws JsonError {
        if (at >= end) {
            throw error("a string does not end");
        }
        switch (text[at++]) {
            case '"' -> built.append('"');
            case '\\' -> built.append('\\');
            case '/' -> built.append('/');
            case 'b' -> built.append('\b');
            case 'f' -> built.append('\f');
            case 'n' -> built.append('\n');
            case 'r' -> built.append('\r');
            case 't' -> built.append('\t');
            case 'u' -> built.append(unit());
            default -> {
                at--;
                throw unexpected();
            }
        }
    }

    private char unit() throws JsonError {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < end ? Character.digit(text[at], 16) : -1;
            if (digit < 0) {
                throw unexpected();
            }
            unit = 16 * unit + digit;
            at++;
        }
        if (unit == 0) {
            throw error("\\u0000 cannot be converted to text");
        }
        return (char) unit;
    }

    private void skipBlanks() {
        while (at < end
                && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
            at++;
        }
    }

    private JsonError unexpected() {
        return at >= end
                ? error("it ends too early")
                : error("byte " + (at - start + 1) + " is not what JSON has there");
    }

    private static JsonError error(String reason) {
        return new JsonError(reason);
    }
}
