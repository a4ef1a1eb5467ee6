package dev.tidemill.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tokens of a query, as far as needed to find the calls of a function: what stands in quotes or
 * comments is none. Text that is not closed ends with the query; the parser says so later.
 */
final class SqlTokens {
    /** What a token is. */
    enum Kind {
        /** A name or a keyword without quotes, or a number. */
        WORD,
        /** A text in single quotes, without escapes. */
        TEXT,
        /** Anything else in quotes. */
        QUOTED,
        /** One character. */
        SYMBOL
    }

    /** A piece of the query, from {@code start} to before {@code end}. */
    record Token(Kind kind, String text, int start, int end) {
        boolean is(String word) {
            return kind == Kind.WORD && text.toLowerCase(Locale.ROOT).equals(word);
        }

        boolean is(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    static List<Token> of(String sql) {
        SqlTokens reader = new SqlTokens(sql);
        while (reader.at < sql.length()) {
            reader.next();
        }
        return List.copyOf(reader.tokens);
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            at = end(sql.indexOf('\n', at), 0);
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (c == '\'') {
            add(Kind.TEXT, quoted(at, '\'', false));
        } else if (c == '"') {
            add(Kind.QUOTED, quoted(at, '"', false));
        } else if ((c == 'e' || c == 'E') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
            add(Kind.QUOTED, quoted(at + 1, '\'', true));
        } else if (c == '$' && dollarTag() > 0) {
            String tag = sql.substring(at, at + dollarTag());
            add(Kind.QUOTED, end(sql.indexOf(tag, at + tag.length()), tag.length()));
        } else if (Character.isJavaIdentifierPart(c)) {
            int end = at;
            while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
                end++;
            }
            add(Kind.WORD, end);
        } else {
            add(Kind.SYMBOL, at + 1);
        }
    }

    private void add(Kind kind, int end) {
        tokens.add(new Token(kind, sql.substring(at, end), at, end));
        at = end;
    }

    private int end(int found, int length) {
        return found < 0 ? sql.length() : found + length;
    }

    /** Comments stand in comments. */
    private void comment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        at = Math.min(at, sql.length());
    }

    private int quoted(int from, char quote, boolean escapes) {
        int i = from + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == quote) {
                if (i + 1 >= sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
            i++;
        }
        return sql.length();
    }

    /** The length of {@code $$} or {@code $tag$} here; 0 when it is none. */
    private int dollarTag() {
        int i = at + 1;
        while (i < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(i)) || sql.charAt(i) == '_')) {
            i++;
        }
        boolean isTag = i < sql.length() && sql.charAt(i) == '$';
        boolean isNumber = i > at + 1 && Character.isDigit(sql.charAt(at + 1));
        return isTag && !isNumber ? i + 1 - at : 0;
    }
}
