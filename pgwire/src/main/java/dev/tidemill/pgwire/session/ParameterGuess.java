package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import dev.tidemill.pgwire.type.ParameterType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Types of parameters in statements that write, by the columns that they are written to or compared
 * with. What it does not find stays unknown, and is then told as text, which every value can be.
 */
final class ParameterGuess {
    private final List<Token> tokens;
    private final List<ParameterType> types;
    private final Function<String, Optional<Schema>> columns;

    private ParameterGuess(
            StatementText text,
            List<ParameterType> named,
            Function<String, Optional<Schema>> columns) {
        this.tokens = text.tokens();
        this.types = new ArrayList<>(named);
        this.columns = requireNonNull(columns, "columns");
    }

    /**
     * @param columns of a table
     */
    static List<ParameterType> of(Prepared prepared, Function<String, Optional<Schema>> columns) {
        ParameterGuess guess = new ParameterGuess(prepared.text(), prepared.parameters(), columns);
        guess.find();
        return guess.types;
    }

    private void find() {
        int at = 0;
        while (at < tokens.size() && !namesTable(tokens.get(at))) {
            at++;
        }
        if (at + 1 >= tokens.size()) {
            return;
        }
        boolean inserts = tokens.get(at).is("into");
        String table = tokens.get(at + 1).name();
        int next = at + 2;
        while (next + 1 < tokens.size() && tokens.get(next).is('.')) {
            table = tokens.get(next + 1).name();
            next += 2;
        }
        Schema schema = columns.apply(table).orElse(null);
        if (schema == null) {
            return;
        }
        if (inserts) {
            inserted(next, schema);
        }
        compared(schema);
    }

    private static boolean namesTable(Token token) {
        return token.is("into") || token.is("update") || token.is("from");
    }

    /** The values of each row are those of the columns in their order. */
    private void inserted(int from, Schema schema) {
        List<Integer> targets = new ArrayList<>();
        int at = from;
        if (at < tokens.size() && tokens.get(at).is('(')) {
            at++;
            while (at < tokens.size() && !tokens.get(at).is(')')) {
                if (tokens.get(at).isName()) {
                    targets.add(schema.indexOf(tokens.get(at).name()));
                }
                at++;
            }
        }
        for (int i = 0; targets.isEmpty() && i < schema.size(); i++) {
            targets.add(i);
        }
        while (at < tokens.size() && !tokens.get(at).is("values")) {
            at++;
        }
        int depth = 0;
        int column = 0;
        for (; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            if (token.is('(')) {
                column = depth++ == 0 ? 0 : column;
            } else if (token.is(')')) {
                depth--;
            } else if (token.is(',') && depth == 1) {
                column++;
            } else if (token.kind() == Token.Kind.PARAMETER && depth == 1) {
                if (column < targets.size() && targets.get(column) >= 0) {
                    become(token.parameter(), schema, targets.get(column));
                }
            }
        }
    }

    /** A column, a mark such as {@code =}, and the parameter. */
    private void compared(Schema schema) {
        for (int i = 2; i < tokens.size(); i++) {
            if (tokens.get(i).kind() != Token.Kind.PARAMETER) {
                continue;
            }
            int at = i - 1;
            while (at > 0 && isComparison(tokens.get(at))) {
                at--;
            }
            if (at < i - 1 && tokens.get(at).isName()) {
                int column = schema.indexOf(tokens.get(at).name());
                if (column >= 0) {
                    become(tokens.get(i).parameter(), schema, column);
                }
            }
        }
    }

    private static boolean isComparison(Token token) {
        return token.is('=') || token.is('<') || token.is('>') || token.is('!');
    }

    private void become(int number, Schema schema, int column) {
        if (number >= 1 && number <= types.size() && types.get(number - 1).isUnknown()) {
            types.set(number - 1, ParameterType.of(schema.type(column)));
        }
    }
}
