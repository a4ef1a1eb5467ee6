package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;

/** Reads a statement's tokens one after the other. Owned by one thread. */
final class TokenReader {
    private static final Token END = new Token(Token.Kind.MARK, " ", 0);

    private final StatementText statement;
    private int at;

    TokenReader(StatementText statement) {
        this.statement = requireNonNull(statement, "statement");
    }

    int at() {
        return at;
    }

    StatementText statement() {
        return statement;
    }

    boolean isEnd() {
        return at >= statement.tokens().size();
    }

    Token peek() {
        return isEnd() ? END : statement.tokens().get(at);
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    /** Whether all these words come next; they are then passed over. */
    boolean take(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= statement.tokens().size()
                    || !statement.tokens().get(at + i).is(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    boolean take(char mark) {
        if (isEnd() || !peek().is(mark)) {
            return false;
        }
        at++;
        return true;
    }

    void require(String word) {
        if (!take(word)) {
            throw unexpected();
        }
    }

    void require(char mark) {
        if (!take(mark)) {
            throw unexpected();
        }
    }

    /** A name, which may be of several parts. */
    String name() {
        StringBuilder name = new StringBuilder(part());
        while (take('.')) {
            name.append('.').append(part());
        }
        return name.toString();
    }

    String part() {
        if (isEnd() || !peek().isName()) {
            throw unexpected();
        }
        return next().name();
    }

    void requireEnd() {
        if (!isEnd()) {
            throw unexpected();
        }
    }

    TidemillException unexpected() {
        String fact =
                isEnd()
                        ? "syntax error at end of input"
                        : "syntax error at or near \"%s\"".formatted(peek().text());
        return new TidemillException(ErrorCode.SYNTAX_ERROR, fact).at(place());
    }

    private Place place() {
        int until = isEnd() ? statement.sql().length() : peek().from();
        int line = 1;
        int begin = 0;
        for (int i = 0; i < until; i++) {
            if (statement.sql().charAt(i) == '\n') {
                line++;
                begin = i + 1;
            }
        }
        return Place.at(line, until - begin + 1);
    }
}
