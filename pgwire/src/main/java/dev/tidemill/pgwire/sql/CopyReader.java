package dev.tidemill.pgwire.sql;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** COPY in its newer and its older form, and SUBSCRIBE. */
final class CopyReader {
    private CopyReader() {}

    static Command read(String word, TokenReader in) {
        return word.equals("copy") ? copy(in) : subscribe(in);
    }

    private static Command copy(TokenReader in) {
        if (in.peek().is('(')) {
            int token = in.at() + 1;
            int from = in.next().to();
            int to = afterQuery(in);
            in.require("to");
            requireClient(in, "stdout");
            String sql = in.statement().sql();
            String query = StatementText.blanks(sql, from) + sql.substring(from, to);
            return new Command.CopyOut(query, token, options(in));
        }
        boolean _ = in.take("binary");
        int token = in.at();
        int from = in.peek().from();
        String table = in.name();
        int to = in.isEnd() ? in.statement().sql().length() : in.peek().from();
        List<String> columns = new ArrayList<>();
        int listFrom = in.peek().from() + 1;
        int listTo = listFrom;
        if (in.take('(')) {
            do {
                columns.add(in.part());
            } while (in.take(','));
            listTo = in.peek().from();
            in.require(')');
        }
        if (in.take("from")) {
            requireClient(in, "stdin");
            return new Command.CopyIn(table, columns, options(in));
        }
        in.require("to");
        requireClient(in, "stdout");
        String sql = in.statement().sql();
        String selected = columns.isEmpty() ? "*" : sql.substring(listFrom, listTo);
        return new Command.CopyOut(
                "SELECT " + selected + " FROM " + sql.substring(from, to).strip(),
                token,
                options(in));
    }

    /** Passes over a query in parentheses; where its text ends. */
    private static int afterQuery(TokenReader in) {
        int depth = 1;
        while (true) {
            if (in.isEnd()) {
                throw in.unexpected();
            }
            Token token = in.next();
            depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            if (depth == 0) {
                return token.from();
            }
        }
    }

    private static void requireClient(TokenReader in, String word) {
        if (!in.take(word)) {
            throw new TidemillException(
                            ErrorCode.STATEMENT_NOT_ALLOWED,
                            "COPY reads from STDIN and writes to STDOUT, and no file of the server's")
                    .withHint("psql's \\copy reads and writes files where psql runs");
        }
    }

    private static Command subscribe(TokenReader in) {
        boolean _ = in.take("to");
        String table = in.name();
        boolean[] snapshot = {true};
        CopyOptions options = CopyOptions.TEXT;
        boolean _ = in.take("with");
        if (in.take('(')) {
            do {
                if (in.take("snapshot")) {
                    snapshot[0] = isTrue(in);
                } else {
                    options = option(options, in);
                }
            } while (in.take(','));
            in.require(')');
        }
        in.requireEnd();
        return new Command.Subscribe(table, snapshot[0], options);
    }

    private static CopyOptions options(TokenReader in) {
        boolean _ = in.take("with");
        CopyOptions options = CopyOptions.TEXT;
        if (in.take('(')) {
            do {
                options = option(options, in);
            } while (in.take(','));
            in.require(')');
        } else {
            while (!in.isEnd()) {
                options = oldOption(options, in);
            }
        }
        in.requireEnd();
        return options;
    }

    private static CopyOptions option(CopyOptions options, TokenReader in) {
        if (in.take("format")) {
            return format(in.next().value(), options, in);
        }
        if (in.take("header")) {
            return options.withHeader(isTrue(in));
        }
        if (in.take("freeze")) {
            boolean _ = isTrue(in);
            return options;
        }
        return oldOption(options, in);
    }

    private static CopyOptions oldOption(CopyOptions options, TokenReader in) {
        if (in.take("csv")) {
            return format("csv", options, in);
        }
        if (in.take("binary")) {
            return format("binary", options, in);
        }
        if (in.take("header")) {
            return options.withHeader(true);
        }
        if (in.take("delimiter") || in.take("delimiters")) {
            boolean _ = in.take("as");
            return options.withDelimiter(character(in));
        }
        if (in.take("null")) {
            boolean _ = in.take("as");
            return options.withNull(in.next().value());
        }
        if (in.take("quote")) {
            boolean _ = in.take("as");
            return options.withQuote(character(in));
        }
        if (in.take("encoding")) {
            String encoding = in.next().value().replace("-", "");
            if (!encoding.equalsIgnoreCase("utf8")) {
                throw new TidemillException(
                        ErrorCode.UNSUPPORTED_SQL, "rows are copied in UTF8 only");
            }
            return options;
        }
        throw in.unexpected();
    }

    private static char character(TokenReader in) {
        String value = in.next().value();
        if (value.length() != 1 || value.charAt(0) == '\n' || value.charAt(0) > 127) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "a delimiter or quote of COPY is one character");
        }
        return value.charAt(0);
    }

    private static CopyOptions format(String name, CopyOptions before, TokenReader in) {
        CopyOptions fresh =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "text" -> CopyOptions.TEXT;
                    case "csv" -> CopyOptions.CSV;
                    case "binary" -> CopyOptions.BINARY;
                    default -> throw in.unexpected();
                };
        CopyOptions named = fresh.withHeader(before.header());
        named =
                before.delimiter() == CopyOptions.TEXT.delimiter()
                        ? named
                        : named.withDelimiter(before.delimiter());
        return before.nullText().equals(CopyOptions.TEXT.nullText())
                ? named
                : named.withNull(before.nullText());
    }

    private static boolean isTrue(TokenReader in) {
        if (in.peek().is(',') || in.peek().is(')')) {
            return true;
        }
        in.take('=');
        String value = in.next().value().toLowerCase(Locale.ROOT);
        return !value.equals("false") && !value.equals("off") && !value.equals("0");
    }
}
