package dev.tidemill.algebra.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON value with the meaning of PostgreSQL's jsonb: of equal keys the last counts, keys are
 * ordered by length and then by bytes, numbers are exact. Its text is canonical: equal values have
 * equal texts, so 1.0 is written 1. JSON's null is a value of its own and not SQL's NULL.
 */
public sealed interface Json {
    /** The order in which an object's keys stand. */
    Comparator<String> KEY_ORDER =
            (a, b) -> {
                byte[] x = a.getBytes(UTF_8);
                byte[] y = b.getBytes(UTF_8);
                return x.length != y.length
                        ? Integer.compare(x.length, y.length)
                        : Arrays.compareUnsigned(x, y);
            };

    /** JSON's null. */
    record Null() implements Json {}

    /** True or false. */
    record Bool(boolean value) implements Json {}

    /** An exact number. */
    record Num(BigDecimal value) implements Json {
        public Num {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }
    }

    /** A string. */
    record Text(String value) implements Json {
        public Text {
            requireNonNull(value, "value");
        }
    }

    /** Values in order. */
    record Array(List<Json> elements) implements Json {
        public Array {
            elements = List.copyOf(elements);
        }
    }

    /** Values by key. */
    record Obj(SortedMap<String, Json> members) implements Json {
        public Obj {
            SortedMap<String, Json> sorted = new TreeMap<>(KEY_ORDER);
            sorted.putAll(members);
            members = Collections.unmodifiableSortedMap(sorted);
        }
    }

    /** The document of a text in UTF-8. */
    static Json parse(byte[] text, int from, int to) throws JsonError {
        return new JsonParser(text, from, to).document();
    }

    static Json parse(String text) throws JsonError {
        byte[] bytes = text.getBytes(UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** The canonical text of a document's text. */
    static byte[] canonical(byte[] text, int from, int to) throws JsonError {
        return parse(text, from, to).text().getBytes(UTF_8);
    }

    /** The kind as {@code jsonb_typeof} names it. */
    default String kind() {
        return switch (this) {
            case Null _ -> "null";
            case Bool _ -> "boolean";
            case Num _ -> "number";
            case Text _ -> "string";
            case Array _ -> "array";
            case Obj _ -> "object";
        };
    }

    /** The canonical text. */
    default String text() {
        StringBuilder out = new StringBuilder();
        writeTo(out);
        return out.toString();
    }

    /** Writes the canonical text. */
    default void writeTo(StringBuilder out) {
        switch (this) {
            case Null _ -> out.append("null");
            case Bool bool -> out.append(bool.value);
            case Num number -> out.append(number.value.toPlainString());
            case Text text -> quote(text.value, out);
            case Array array -> {
                out.append('[');
                for (int i = 0; i < array.elements.size(); i++) {
                    out.append(i == 0 ? "" : ", ");
                    array.elements.get(i).writeTo(out);
                }
                out.append(']');
            }
            case Obj object -> {
                out.append('{');
                List<String> keys = new ArrayList<>(object.members.keySet());
                for (int i = 0; i < keys.size(); i++) {
                    out.append(i == 0 ? "" : ", ");
                    quote(keys.get(i), out);
                    out.append(": ");
                    requireNonNull(object.members.get(keys.get(i)), "member").writeTo(out);
                }
                out.append('}');
            }
        }
    }

    /** Writes a text as a JSON string, with no more escapes than JSON demands. */
    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (letter < ' ') {
                        out.append("\\u00").append(letter < 16 ? "0" : "1");
                        out.append(Character.forDigit(letter & 15, 16));
                    } else {
                        out.append(letter);
                    }
                }
            }
        }
        out.append('"');
    }
}
