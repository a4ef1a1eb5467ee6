package dev.tidemill.node.pgcatalog.syntax;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a statement into words by PostgreSQL's lexical rules. Owned by one call. */
final class Lexer {
    private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";

    /** Characters one of which lets an operator of several end in + or -. */
    private static final String LOOSE_CHARACTERS = "~!@#%^&|`?";

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String sql) {
        this.sql = sql;
    }

    /** All words, the last of kind END; throws SYNTAX_ERROR. */
    static List<Token> tokens(String sql) {
        return new Lexer(sql).cut();
    }

    /** Whether the first word begins a query; the rest is not looked at. */
    static boolean startsQuery(String sql) {
        Lexer lexer = new Lexer(sql);
        lexer.skipBlanks();
        while (lexer.peek(0) == '(') {
            lexer.at++;
            lexer.skipBlanks();
        }
        int start = lexer.at;
        while (isLetter(lexer.peek(0))) {
            lexer.at++;
        }
        String word = sql.substring(start, lexer.at).toLowerCase(Locale.ROOT);
        return word.equals("select") || word.equals("with") || word.equals("values");
    }

    private List<Token> cut() {
        while (true) {
            skipBlanks();
            int start = at;
            if (at >= sql.length()) {
                tokens.add(new Token(Kind.END, "", start));
                return tokens;
            }
            next(start);
        }
    }

    private void next(int start) {
        char c = sql.charAt(at);
        if (c == '\'') {
            add(Kind.STRING, quoted('\''), start);
        } else if (c == '"') {
            add(Kind.QUOTED, quoted('"'), start);
        } else if (isPrefix(c, "eE")) {
            at++;
            add(Kind.STRING, escaped(), start);
        } else if (isPrefix(c, "nNbBxX")) {
            at++;
            add(Kind.STRING, quoted('\''), start);
        } else if (isLetter(c)) {
            word(start);
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number(start);
        } else if (c == '$') {
            dollar(start);
        } else if (c == ':' && peek(1) == ':') {
            at += 2;
            add(Kind.MARK, "::", start);
        } else if ("()[],;.:".indexOf(c) >= 0) {
            at++;
            add(Kind.MARK, String.valueOf(c), start);
        } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
            operator(start);
        } else {
            throw error(start, "the character " + c + " begins no word");
        }
    }

    private void add(Kind kind, String text, int start) {
        tokens.add(new Token(kind, text, start));
    }

    private boolean isPrefix(char c, String prefixes) {
        return prefixes.indexOf(c) >= 0 && peek(1) == '\'';
    }

    private static boolean isLetter(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private char peek(int ahead) {
        return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
    }

    private void skipBlanks() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (c == '/' && peek(1) == '*') {
                skipComment();
            } else {
                return;
            }
        }
    }

    /** Comments nest. */
    private void skipComment() {
        int start = at;
        int depth = 0;
        do {
            if (at >= sql.length()) {
                throw error(start, "a comment has no end");
            }
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0);
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c != quote) {
                text.append(c);
            } else if (peek(0) == quote) {
                text.append(c);
                at++;
            } else {
                return text.toString();
            }
        }
        throw error(start, "a quote has no end");
    }

    private String escaped() {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && at < sql.length()) {
                text.append(unescaped(sql.charAt(at++)));
            } else if (c != '\'') {
                text.append(c);
            } else if (peek(0) == '\'') {
                text.append(c);
                at++;
            } else {
                return text.toString();
            }
        }
        throw error(start, "a quote has no end");
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }

    private void word(int start) {
        while (isLetter(peek(0)) || isDigit(peek(0)) || peek(0) == '$') {
            at++;
        }
        add(Kind.WORD, sql.substring(start, at).toLowerCase(Locale.ROOT), start);
    }

    private void number(int start) {
        while (isDigit(peek(0))) {
            at++;
        }
        if (peek(0) == '.' && peek(1) != '.') {
            at++;
            while (isDigit(peek(0))) {
                at++;
            }
        }
        if ((peek(0) == 'e' || peek(0) == 'E')
                && (isDigit(peek(1)) || ("+-".indexOf(peek(1)) >= 0 && isDigit(peek(2))))) {
            at += 2;
            while (isDigit(peek(0))) {
                at++;
            }
        }
        add(Kind.NUMBER, sql.substring(start, at), start);
    }

    /** A parameter, or a string between two equal tags. */
    private void dollar(int start) {
        int end = at + 1;
        if (isDigit(peek(1))) {
            while (end < sql.length() && isDigit(sql.charAt(end))) {
                end++;
            }
            add(Kind.PARAMETER, sql.substring(start + 1, end), start);
            at = end;
            return;
        }
        while (end < sql.length() && (isLetter(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
            end++;
        }
        String tag = end < sql.length() && sql.charAt(end) == '$' ? sql.substring(at, end + 1) : "";
        int close = tag.isEmpty() ? -1 : sql.indexOf(tag, end + 1);
        if (close < 0) {
            throw error(start, "a quote with $ has no end");
        }
        add(Kind.STRING, sql.substring(end + 1, close), start);
        at = close + tag.length();
    }

    private void operator(int start) {
        while (OPERATOR_CHARACTERS.indexOf(peek(0)) >= 0
                && peek(0) != '\0'
                && !sql.startsWith("--", at)
                && !sql.startsWith("/*", at)) {
            at++;
        }
        // As in PostgreSQL: = and - of a=-1 are two, @- is one.
        while (at - start > 1
                && "+-".indexOf(sql.charAt(at - 1)) >= 0
                && sql.substring(start, at)
                        .chars()
                        .noneMatch(c -> LOOSE_CHARACTERS.indexOf(c) >= 0)) {
            at--;
        }
        add(Kind.OPERATOR, sql.substring(start, at), start);
    }

    private TidemillException error(int start, String message) {
        return new TidemillException(ErrorCode.SYNTAX_ERROR, message).at(Places.of(sql, start));
    }
}
