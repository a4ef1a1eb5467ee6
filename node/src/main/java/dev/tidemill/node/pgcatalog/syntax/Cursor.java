package dev.tidemill.node.pgcatalog.syntax;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Walks over the words of a statement. Owned by one call. */
final class Cursor {
    private final String sql;
    private final List<Token> tokens;
    private int at;

    Cursor(String sql) {
        this.sql = sql;
        this.tokens = Lexer.tokens(sql);
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    boolean isWord(String word) {
        return peek().isWord(word);
    }

    boolean isMark(String mark) {
        return peek().isMark(mark);
    }

    /** Takes these words when they are next, all or none. */
    boolean take(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    boolean takeMark(String mark) {
        boolean is = isMark(mark);
        if (is) {
            at++;
        }
        return is;
    }

    boolean takeOperator(String operator) {
        boolean is = peek().isOperator(operator);
        if (is) {
            at++;
        }
        return is;
    }

    void expect(String word) {
        if (!take(word)) {
            throw unexpected();
        }
    }

    void expectMark(String mark) {
        if (!takeMark(mark)) {
            throw unexpected();
        }
    }

    String name() {
        if (!peek().isName()) {
            throw unexpected();
        }
        return next().text();
    }

    /** One or more, between commas. */
    <T> List<T> list(Supplier<T> one) {
        List<T> all = new ArrayList<>();
        do {
            all.add(one.get());
        } while (takeMark(","));
        return all;
    }

    /** A list in parentheses. */
    <T> List<T> inParentheses(Supplier<T> one) {
        expectMark("(");
        List<T> all = list(one);
        expectMark(")");
        return all;
    }

    TidemillException unexpected() {
        Token token = peek();
        String what =
                token.kind() == Token.Kind.END
                        ? "the statement ends too early"
                        : "syntax error at or near \"" + token.text() + "\"";
        return error(what);
    }

    TidemillException error(String message) {
        return new TidemillException(ErrorCode.SYNTAX_ERROR, message)
                .at(Places.of(sql, peek().start()));
    }

    TidemillException unsupported(String what) {
        return new TidemillException(
                        ErrorCode.UNSUPPORTED_SQL, "the catalog is not asked with " + what)
                .at(Places.of(sql, peek().start()));
    }
}
