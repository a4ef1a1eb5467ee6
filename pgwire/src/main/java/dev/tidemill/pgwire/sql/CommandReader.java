package dev.tidemill.pgwire.sql;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.transaction.TransactionWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells what a statement is to its session. What it does not know is left to the mill, which says
 * what is wrong with it.
 */
public final class CommandReader {
    private static final Set<String> QUERIES =
            Set.of("select", "with", "values", "from", "table", "describe", "summarize", "pivot");

    /** What SHOW says of the mill, and not of the session. */
    private static final Set<String> SHOWN_BY_MILL =
            Set.of("tables", "live", "columns", "create", "errors", "indexes");

    private static final Set<String> NOTHING = Set.of("listen", "unlisten", "notify");

    private CommandReader() {}

    /**
     * What a statement is.
     *
     * @throws TidemillException SYNTAX_ERROR with its place, for a statement about the session that
     *     is not one
     */
    public static Command read(StatementText statement) {
        if (statement.tokens().isEmpty()) {
            return new Command.Empty();
        }
        TokenReader in = new TokenReader(statement);
        while (in.take('(')) {
            // A query may stand in parentheses.
        }
        Token first = in.next();
        String word = first.kind() == Token.Kind.WORD ? first.name() : "";
        if (QUERIES.contains(word)) {
            return new Command.Query();
        }
        if (NOTHING.contains(word)) {
            return new Command.Nothing(word.toUpperCase(java.util.Locale.ROOT));
        }
        return switch (word) {
            case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release" ->
                    transaction(statement);
            case "set", "reset", "show", "discard" -> setting(word, in);
            case "deallocate" -> {
                in.take("prepare");
                yield new Command.Deallocate(in.take("all") ? null : in.part());
            }
            case "prepare" -> prepare(in);
            case "execute" -> execute(in);
            case "declare" -> declare(in);
            case "fetch", "move" -> fetch(in, word.equals("move"));
            case "close" -> new Command.CloseCursor(in.take("all") ? null : in.part());
            case "copy", "subscribe" -> CopyReader.read(word, in);
            case "explain" -> new Command.Execute(true, true);
            default -> new Command.Execute(false, false);
        };
    }

    private static Command transaction(StatementText statement) {
        return TransactionWords.of(statement.sql())
                .<Command>map(Command.Transacting::new)
                .orElseGet(() -> new Command.Execute(false, false));
    }

    private static Command setting(String word, TokenReader in) {
        return switch (word) {
            case "set" ->
                    TransactionWords.of(in.statement().sql())
                            .<Command>map(Command.Transacting::new)
                            .orElseGet(() -> SetReader.read(in));
            case "reset" -> new Command.Reset(in.take("all") ? null : SetReader.name(in));
            case "show" -> show(in);
            default -> new Command.Discard(in.part());
        };
    }

    private static Command show(TokenReader in) {
        if (in.peek().kind() == Token.Kind.WORD && SHOWN_BY_MILL.contains(in.peek().name())) {
            return new Command.Execute(true, true);
        }
        if (in.take("all")) {
            return new Command.Show(null);
        }
        Command.Show show = new Command.Show(SetReader.name(in));
        in.requireEnd();
        return show;
    }

    private static Command prepare(TokenReader in) {
        String name = in.part();
        List<String> types = new ArrayList<>();
        if (in.take('(')) {
            do {
                types.add(typeName(in));
            } while (in.take(','));
            in.require(')');
        }
        in.require("as");
        return new Command.Prepare(name, types, in.at());
    }

    /** A type's words, with what may stand in parentheses behind them. */
    private static String typeName(TokenReader in) {
        StringBuilder name = new StringBuilder(in.part());
        while (in.peek().isName()) {
            name.append(' ').append(in.part());
        }
        if (in.take('(')) {
            while (!in.take(')')) {
                if (in.isEnd()) {
                    throw in.unexpected();
                }
                in.next();
            }
        }
        while (in.take('[')) {
            in.require(']');
            name.append("[]");
        }
        return name.toString();
    }

    private static Command execute(TokenReader in) {
        String name = in.part();
        List<String> arguments = new ArrayList<>();
        if (in.take('(')) {
            int depth = 1;
            int from = in.peek().from();
            while (depth > 0) {
                if (in.isEnd()) {
                    throw in.unexpected();
                }
                Token token = in.next();
                depth += token.is('(') || token.is('[') ? 1 : 0;
                depth -= token.is(')') || token.is(']') ? 1 : 0;
                if (depth == 0 || (depth == 1 && token.is(','))) {
                    arguments.add(in.statement().sql().substring(from, token.from()).strip());
                    from = token.to();
                }
            }
            if (arguments.equals(List.of(""))) {
                arguments.clear();
            }
        }
        in.requireEnd();
        return new Command.ExecutePrepared(name, arguments);
    }

    private static Command declare(TokenReader in) {
        String name = in.part();
        while (in.take("binary") || in.take("insensitive") || in.take("asensitive")) {
            // Every cursor is insensitive: it reads one tick.
        }
        boolean _ = in.take("no", "scroll") || in.take("scroll");
        in.require("cursor");
        boolean hold = in.take("with", "hold");
        boolean _ = in.take("without", "hold");
        in.require("for");
        return new Command.Declare(name, hold, in.at());
    }

    private static Command fetch(TokenReader in, boolean moves) {
        long count = count(in);
        boolean _ = in.take("from") || in.take("in");
        Command.Fetch fetch = new Command.Fetch(in.part(), count, moves);
        in.requireEnd();
        return fetch;
    }

    private static long count(TokenReader in) {
        if (in.take("all") || in.take("forward", "all")) {
            return Long.MAX_VALUE;
        }
        boolean _ = in.take("forward");
        if (in.take("next")) {
            return 1;
        }
        Token token = in.peek();
        if (token.kind() == Token.Kind.NUMBER) {
            in.next();
            try {
                return Long.parseLong(token.text());
            } catch (NumberFormatException e) {
                throw in.unexpected();
            }
        }
        if (token.is("backward") || token.is("prior") || token.is("absolute")) {
            throw in.unexpected()
                    .withHint("cursors go forward: FETCH [FORWARD] [n | ALL | NEXT] FROM name");
        }
        return 1;
    }
}
