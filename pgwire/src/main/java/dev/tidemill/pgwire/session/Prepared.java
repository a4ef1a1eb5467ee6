package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.CommandReader;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import dev.tidemill.pgwire.type.ParameterType;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement that a client may carry out again and again.
 *
 * @param parameters as the client named their types; those that it left out are unknown
 */
record Prepared(StatementText text, Command command, List<ParameterType> parameters) {
    Prepared {
        requireNonNull(text, "text");
        requireNonNull(command, "command");
        parameters = List.copyOf(parameters);
    }

    /** A statement without named types. */
    static Prepared of(StatementText text) {
        return of(text, List.of());
    }

    static Prepared of(StatementText text, List<ParameterType> named) {
        Command command = CommandReader.read(text);
        List<ParameterType> all = new ArrayList<>(named);
        // Those behind PREPARE are of the statement that is prepared.
        int count = command instanceof Command.Prepare ? 0 : text.parameters();
        while (all.size() < count) {
            all.add(ParameterType.UNKNOWN);
        }
        return new Prepared(text, command, all);
    }

    /** Whether a statement is an INSERT, UPDATE or DELETE. */
    static boolean writesRows(StatementText text) {
        if (text.tokens().isEmpty()) {
            return false;
        }
        Token first = text.tokens().getFirst();
        return first.is("insert") || first.is("update") || first.is("delete");
    }

    ParameterType parameter(int number) {
        return number >= 1 && number <= parameters.size()
                ? parameters.get(number - 1)
                : ParameterType.UNKNOWN;
    }
}
