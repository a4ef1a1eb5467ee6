package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A piece of SQL that is neither blank nor comment.
 *
 * @param text as it is written
 * @param from where it stands in the text, in UTF-16 units from 0
 */
public record Token(Kind kind, String text, int from) {
    /** What a token is. */
    public enum Kind {
        /** A word that no quotes are around: a keyword or a name. */
        WORD,
        /** A name in double quotes. */
        NAME,
        /** A string in any of its forms. */
        STRING,
        NUMBER,
        /** {@code $1} and the like. */
        PARAMETER,
        /** A mark of one character. */
        MARK
    }

    public Token {
        requireNonNull(kind, "kind");
        requireNonNull(text, "text");
    }

    public int to() {
        return from + text.length();
    }

    /** Whether it is this keyword. */
    public boolean is(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /** Whether it is this mark. */
    public boolean is(char mark) {
        return kind == Kind.MARK && text.charAt(0) == mark;
    }

    /** Whether it names something. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.NAME;
    }

    /** What it names: as it stands in quotes, and in lower case without. */
    public String name() {
        return kind == Kind.NAME
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }

    /** The number of a parameter. */
    public int parameter() {
        return Integer.parseInt(text.substring(1));
    }

    /**
     * What a string says, when it is in plain or in dollar quotes; names and numbers as written.
     */
    public String value() {
        if (kind != Kind.STRING) {
            return kind == Kind.NAME ? name() : text;
        }
        if (text.startsWith("$")) {
            int tag = text.indexOf('$', 1) + 1;
            return text.substring(tag, Math.max(tag, text.length() - tag));
        }
        int quote = text.indexOf('\'');
        String inside = text.substring(quote + 1, Math.max(quote + 1, text.length() - 1));
        String plain = inside.replace("''", "'");
        boolean escapes = quote == 1 && (text.charAt(0) == 'E' || text.charAt(0) == 'e');
        return escapes ? unescaped(plain) : plain;
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            out.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        default -> escaped;
                    });
        }
        return out.toString();
    }
}
