package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.transaction.TypedValue;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.RenderedSql;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import dev.tidemill.pgwire.type.ParameterLiteral;
import dev.tidemill.pgwire.type.ParameterType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A statement with values for its parameters.
 *
 * @param text as it was written
 * @param sql with the values in it
 * @param values beside the text, for what takes them so; null when they are only in {@code sql}
 */
record Bound(
        StatementText text,
        Command command,
        RenderedSql sql,
        @Nullable List<@Nullable Object> values) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    Bound(
            StatementText text,
            Command command,
            RenderedSql sql,
            @Nullable List<@Nullable Object> values) {
        this.text = requireNonNull(text, "text");
        this.command = requireNonNull(command, "command");
        this.sql = requireNonNull(sql, "sql");
        this.values = values;
    }

    /** The text that the mill is given: with the values in it, unless it takes them beside. */
    RenderedSql carriedOut() {
        return takesValues() ? RenderedSql.of(text) : sql;
    }

    /** Values beside the text that the mill is given. */
    List<@Nullable Object> valuesBeside() {
        List<@Nullable Object> given = values;
        return given != null && takesValues() ? given : List.of();
    }

    private boolean takesValues() {
        return values != null && Prepared.writesRows(text);
    }

    /** A statement without parameters. */
    static Bound of(Prepared prepared) {
        return withTexts(
                prepared,
                number -> {
                    throw missing(number);
                });
    }

    static TidemillException missing(int number) {
        return new TidemillException(ErrorCode.INVALID_SQL, "there is no parameter $" + number);
    }

    /** With values, in text. */
    static Bound of(Prepared prepared, List<? extends @Nullable String> values) {
        RenderedSql sql =
                rendered(
                        prepared,
                        (number, compared) -> {
                            if (number > values.size() || number < 1) {
                                throw missing(number);
                            }
                            return ParameterLiteral.of(
                                    values.get(number - 1), prepared.parameter(number), compared);
                        });
        List<@Nullable Object> typed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            typed.add(typed(values.get(i), prepared.parameter(i + 1)));
        }
        return new Bound(prepared.text(), prepared.command(), sql, typed);
    }

    /** A text takes the type of where it stands; other types are what the client says. */
    private static @Nullable Object typed(@Nullable String value, ParameterType type) {
        Type known = type.columnType();
        return known == null ? value : new TypedValue(known, value);
    }

    /** With a text of SQL in each parameter's place. */
    static Bound withTexts(Prepared prepared, IntFunction<String> texts) {
        return new Bound(
                prepared.text(),
                prepared.command(),
                rendered(prepared, (number, _) -> texts.apply(number)),
                null);
    }

    /** As a query that is only described: known types are named, others are left to the planner. */
    static Bound shapeOf(Prepared prepared) {
        return withTexts(
                prepared,
                number -> {
                    ParameterType type = prepared.parameter(number);
                    return type.isUnknown()
                            ? "$" + number
                            : "CAST($%d AS %s)".formatted(number, type.sqlName());
                });
    }

    /** The text for a parameter, by whether it is compared with something. */
    private interface Replacement {
        String of(int number, boolean compared);
    }

    private static RenderedSql rendered(Prepared prepared, Replacement replacement) {
        StatementText text = prepared.text();
        if (text.parameters() == 0 || prepared.command() instanceof Command.Prepare) {
            return RenderedSql.of(text);
        }
        int[] at = {-1};
        List<Token> tokens = text.tokens();
        return RenderedSql.of(
                text,
                number -> {
                    do {
                        at[0]++;
                    } while (tokens.get(at[0]).kind() != Token.Kind.PARAMETER);
                    return replacement.of(number, at[0] > 0 && compares(tokens.get(at[0] - 1)));
                });
    }

    private static boolean compares(Token before) {
        return before.is('=')
                || before.is('<')
                || before.is('>')
                || before.is("limit")
                || before.is("offset")
                || before.is("between");
    }
}
