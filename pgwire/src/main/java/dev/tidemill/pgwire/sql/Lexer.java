package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL into tokens by PostgreSQL's rules of quotes and comments. What is not closed runs to the
 * text's end: whoever parses the statement tells of it. Owned by one thread.
 */
public final class Lexer {
    /** Tokens of a text. */
    static final int TOKENS_MAX = 1_000_000;

    private final String sql;
    private int at;

    private Lexer(String sql) {
        this.sql = requireNonNull(sql, "sql");
    }

    /** All tokens of a text. */
    public static List<Token> tokens(String sql) {
        Lexer lexer = new Lexer(sql);
        List<Token> tokens = new ArrayList<>();
        lexer.skip();
        while (lexer.at < sql.length()) {
            if (tokens.size() >= TOKENS_MAX) {
                throw new TidemillException(
                                ErrorCode.SESSION_FULL,
                                "a text has more than %d words and signs".formatted(TOKENS_MAX))
                        .withHint("send fewer statements at once, or COPY the rows");
            }
            tokens.add(lexer.token());
            lexer.skip();
        }
        return tokens;
    }

    /** Passes over blanks and comments. */
    private void skip() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                at = afterComment(at + 2);
            } else {
                return;
            }
        }
    }

    /** Comments stand within comments. */
    private int afterComment(int from) {
        int depth = 1;
        int i = from;
        while (i < sql.length() && depth > 0) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i += 2;
            } else {
                i++;
            }
        }
        return i;
    }

    private Token token() {
        int from = at;
        char c = sql.charAt(at);
        if (c == '\'') {
            at = afterQuoted(at + 1, '\'', false);
            return token(Token.Kind.STRING, from);
        }
        if (c == '"') {
            at = afterQuoted(at + 1, '"', false);
            return token(at - from < 2 ? Token.Kind.MARK : Token.Kind.NAME, from);
        }
        if (c == '$') {
            return dollar(from);
        }
        if (isWordStart(c)) {
            return word(from);
        }
        if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
            return number(from);
        }
        at++;
        return token(Token.Kind.MARK, from);
    }

    private Token token(Token.Kind kind, int from) {
        return new Token(kind, sql.substring(from, at), from);
    }

    private int afterQuoted(int from, char quote, boolean escapes) {
        int i = from;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\' && escapes) {
                i += 2;
            } else if (c == quote) {
                if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                    i += 2;
                } else {
                    return i + 1;
                }
            } else {
                i++;
            }
        }
        return sql.length();
    }

    private Token dollar(int from) {
        int i = at + 1;
        if (i < sql.length() && isDigit(sql.charAt(i))) {
            while (i < sql.length() && isDigit(sql.charAt(i))) {
                i++;
            }
            at = i;
            // Nobody has so many parameters; the text is then what it looks like.
            return token(i - from > 6 ? Token.Kind.MARK : Token.Kind.PARAMETER, from);
        }
        while (i < sql.length() && isWordPart(sql.charAt(i)) && sql.charAt(i) != '$') {
            i++;
        }
        if (i == sql.length() || sql.charAt(i) != '$') {
            at++;
            return token(Token.Kind.MARK, from);
        }
        String tag = sql.substring(from, i + 1);
        int end = sql.indexOf(tag, i + 1);
        at = end < 0 ? sql.length() : end + tag.length();
        return token(Token.Kind.STRING, from);
    }

    private Token word(int from) {
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        boolean prefix = at < sql.length() && sql.charAt(at) == '\'' && at - from == 1;
        char first = Character.toLowerCase(sql.charAt(from));
        if (prefix && (first == 'e' || first == 'b' || first == 'x' || first == 'n')) {
            at = afterQuoted(at + 1, '\'', first == 'e');
            return token(Token.Kind.STRING, from);
        }
        return token(Token.Kind.WORD, from);
    }

    private Token number(int from) {
        while (at < sql.length() && isNumberPart()) {
            at++;
        }
        return token(Token.Kind.NUMBER, from);
    }

    private boolean isNumberPart() {
        char c = sql.charAt(at);
        char before = sql.charAt(at - (at == 0 ? 0 : 1));
        boolean sign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
        return isDigit(c) || c == '.' || c == 'e' || c == 'E' || c == '_' || sign;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return Character.isLetter(c) || c == '_' || c > 127;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
