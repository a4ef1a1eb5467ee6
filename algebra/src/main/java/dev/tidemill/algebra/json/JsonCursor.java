package dev.tidemill.algebra.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Finds values inside a canonical text without building them: a position is the first byte of a
 * value. Knows only texts that {@link Json} wrote. Stateless but for the text; not thread-safe.
 */
public final class JsonCursor {
    private byte[] text = new byte[0];
    private int limit;

    /** Takes the canonical text that ends before a position; its value begins where it begins. */
    public JsonCursor over(byte[] canonical, int to) {
        text = canonical;
        limit = to;
        return this;
    }

    /** The position behind the value. */
    public int end(int value) {
        return switch (text[value]) {
            case '"' -> stringEnd(value);
            case '{', '[' -> nestedEnd(value);
            default -> {
                int at = value;
                while (at < limit && text[at] != ',' && text[at] != '}' && text[at] != ']') {
                    at++;
                }
                yield at;
            }
        };
    }

    private int stringEnd(int value) {
        int at = value + 1;
        while (text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private int nestedEnd(int value) {
        int depth = 0;
        int at = value;
        do {
            switch (text[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> at = stringEnd(at) - 1;
                default -> {}
            }
            at++;
        } while (depth > 0);
        return at;
    }

    /** The first byte tells the kind. */
    public byte first(int value) {
        return text[value];
    }

    public String kind(int value) {
        return switch (text[value]) {
            case '{' -> "object";
            case '[' -> "array";
            case '"' -> "string";
            case 't', 'f' -> "boolean";
            case 'n' -> "null";
            default -> "number";
        };
    }

    /** The value of an object's key, given as a canonical JSON string; -1 when there is none. */
    public int member(int object, byte[] quotedKey) {
        if (text[object] != '{') {
            return -1;
        }
        int at = object + 1;
        while (text[at] != '}') {
            int keyEnd = stringEnd(at);
            int value = keyEnd + 2;
            if (Arrays.equals(text, at, keyEnd, quotedKey, 0, quotedKey.length)) {
                return value;
            }
            at = next(value);
        }
        return -1;
    }

    /** The element of an array at a position from 0, from the end when negative; -1 for none. */
    public int element(int array, int index) {
        if (text[array] != '[') {
            return -1;
        }
        int wanted = index < 0 ? count(array) + index : index;
        if (wanted < 0) {
            return -1;
        }
        int at = array + 1;
        for (int i = 0; text[at] != ']'; i++) {
            if (i == wanted) {
                return at;
            }
            at = next(at);
        }
        return -1;
    }

    /** How many elements an array has. */
    public int count(int array) {
        int count = 0;
        int at = array + 1;
        while (text[at] != ']') {
            count++;
            at = next(at);
        }
        return count;
    }

    /** The element or key behind a value, or the closing bracket. */
    public int next(int value) {
        int at = end(value);
        return text[at] == ',' ? at + 2 : at;
    }

    /** A string's text. */
    public String string(int value) {
        int end = stringEnd(value);
        int escape = value + 1;
        while (escape < end && text[escape] != '\\') {
            escape++;
        }
        if (escape == end) {
            return new String(text, value + 1, end - value - 2, UTF_8);
        }
        try {
            return ((Json.Text) Json.parse(text, value, end)).value();
        } catch (JsonError e) {
            throw new IllegalStateException("the text is not canonical", e);
        }
    }

    /** A key as it stands in a canonical text. */
    public static byte[] quoted(String key) {
        StringBuilder out = new StringBuilder(key.length() + 2);
        Json.quote(key, out);
        return out.toString().getBytes(UTF_8);
    }
}
