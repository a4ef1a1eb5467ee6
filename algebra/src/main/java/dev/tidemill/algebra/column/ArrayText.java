package dev.tidemill.algebra.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's text of an array, {@code {1,2,NULL,"a b"}}: quotes stand around elements that are
 * empty, read as NULL or hold a special letter; a backslash takes the next letter as it is.
 */
public final class ArrayText {
    private final String text;
    private int at;

    private ArrayText(String text) {
        this.text = text;
    }

    /** The elements' texts; throws IllegalArgumentException when the text is no array. */
    public static List<@Nullable String> split(String text) {
        return new ArrayText(text.strip()).elements();
    }

    private List<@Nullable String> elements() {
        List<@Nullable String> elements = new ArrayList<>();
        expect('{');
        skipBlanks();
        if (peek() == '}') {
            at++;
        } else {
            elements.add(element());
            while (peek() == ',') {
                at++;
                elements.add(element());
            }
            expect('}');
        }
        if (at < text.length()) {
            throw malformed();
        }
        return elements;
    }

    private @Nullable String element() {
        skipBlanks();
        boolean quoted = peek() == '"';
        String element = quoted ? quoted() : bare();
        skipBlanks();
        return !quoted && element.toUpperCase(Locale.ROOT).equals("NULL") ? null : element;
    }

    private String quoted() {
        at++;
        StringBuilder element = new StringBuilder();
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
                peek();
            }
            element.append(text.charAt(at++));
        }
        at++;
        return element.toString();
    }

    private String bare() {
        StringBuilder element = new StringBuilder();
        int kept = 0;
        while (peek() != ',' && peek() != '}') {
            char letter = text.charAt(at);
            if (letter == '{' || letter == '"') {
                throw malformed();
            }
            boolean escaped = letter == '\\';
            if (escaped) {
                at++;
                peek();
            }
            element.append(text.charAt(at++));
            kept = escaped || letter > ' ' ? element.length() : kept;
        }
        if (kept == 0) {
            throw malformed();
        }
        element.setLength(kept);
        return element.toString();
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private void expect(char letter) {
        if (peek() != letter) {
            throw malformed();
        }
        at++;
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("malformed array literal: \"" + text + "\"");
    }

    /** Whether an element's text needs quotes. */
    public static boolean needsQuotes(String element) {
        if (element.isEmpty() || element.equalsIgnoreCase("NULL")) {
            return true;
        }
        for (int i = 0; i < element.length(); i++) {
            char letter = element.charAt(i);
            if (letter == '{'
                    || letter == '}'
                    || letter == ','
                    || letter == '"'
                    || letter == '\\'
                    || letter == ' '
                    || (letter >= 9 && letter <= 13)) {
                return true;
            }
        }
        return false;
    }

    /** Appends an element's text, quoted where it has to be; null is NULL. */
    public static void append(@Nullable String element, StringBuilder out) {
        if (element == null) {
            out.append("NULL");
        } else if (needsQuotes(element)) {
            out.append('"').append(element.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        } else {
            out.append(element);
        }
    }
}
