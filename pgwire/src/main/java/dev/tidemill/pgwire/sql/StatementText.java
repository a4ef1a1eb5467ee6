package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a text.
 *
 * @param sql without the semicolon behind it
 * @param tokens with their places in {@code sql}
 * @param offset where it begins in the whole text, in UTF-16 units
 */
public record StatementText(String sql, List<Token> tokens, int offset) {
    public StatementText {
        requireNonNull(sql, "sql");
        tokens = List.copyOf(tokens);
    }

    /** A text that is one statement. */
    public static StatementText of(String sql) {
        return new StatementText(sql, Lexer.tokens(sql), 0);
    }

    /** The statements of a text, in their order, without those that are empty. */
    public static List<StatementText> split(String sql) {
        List<StatementText> statements = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        for (Token token : Lexer.tokens(sql)) {
            if (token.is(';')) {
                add(sql, tokens, token.from(), statements);
                tokens.clear();
            } else {
                tokens.add(token);
            }
        }
        add(sql, tokens, sql.length(), statements);
        return statements;
    }

    private static void add(String sql, List<Token> tokens, int end, List<StatementText> to) {
        if (tokens.isEmpty()) {
            return;
        }
        int from = tokens.getFirst().from();
        to.add(
                new StatementText(
                        sql.substring(from, end),
                        tokens.stream()
                                .map(
                                        each ->
                                                new Token(
                                                        each.kind(),
                                                        each.text(),
                                                        each.from() - from))
                                .toList(),
                        from));
    }

    /** The text from a token on, as a statement of its own. */
    public StatementText from(int token) {
        if (token >= tokens.size()) {
            return new StatementText("", List.of(), offset + sql.length());
        }
        int from = tokens.get(token).from();
        return new StatementText(
                sql.substring(from),
                tokens.subList(token, tokens.size()).stream()
                        .map(each -> new Token(each.kind(), each.text(), each.from() - from))
                        .toList(),
                offset + from);
    }

    /** The same with blanks for what stands before a token, so that places stay as they are. */
    public StatementText blankedTo(int token) {
        if (token >= tokens.size()) {
            return new StatementText("", List.of(), offset);
        }
        int from = tokens.get(token).from();
        return new StatementText(
                blanks(sql, from) + sql.substring(from),
                tokens.subList(token, tokens.size()),
                offset);
    }

    /** Blanks for the first characters of a text; lines stay. */
    static String blanks(String sql, int length) {
        return sql.substring(0, length).replaceAll("[^\\n]", " ");
    }

    /** The greatest number of a parameter in it; 0 when it has none. */
    public int parameters() {
        return tokens.stream()
                .filter(each -> each.kind() == Token.Kind.PARAMETER)
                .mapToInt(Token::parameter)
                .max()
                .orElse(0);
    }
}
