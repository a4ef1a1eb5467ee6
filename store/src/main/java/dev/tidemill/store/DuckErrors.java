package dev.tidemill.store;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns DuckDB's messages into our errors, with the place in the query's text where it is known.
 */
final class DuckErrors {
    private static final Logger LOG = LoggerFactory.getLogger(DuckErrors.class);

    /** A message that holds a phrase means a code; the first that fits. */
    private record Rule(String phrase, ErrorCode errorCode) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule("INTERRUPT Error", ErrorCode.QUERY_CANCELLED),
                    new Rule(TextBounds.MARK, ErrorCode.INVALID_ARGUMENT),
                    new Rule("Out of Memory Error", ErrorCode.MEMORY_LIMIT),
                    new Rule("database has been invalidated", ErrorCode.QUERY_ENGINE_LOST),
                    new Rule("FATAL Error", ErrorCode.INTERNAL),
                    new Rule("INTERNAL Error", ErrorCode.INTERNAL),
                    new Rule("IO Error", ErrorCode.IO_FAILED),
                    new Rule("Failed to create directory", ErrorCode.IO_FAILED),
                    new Rule("Division by zero", ErrorCode.DIVISION_BY_ZERO),
                    new Rule("Parser Error", ErrorCode.SYNTAX_ERROR),
                    new Rule("Permission Error", ErrorCode.STATEMENT_NOT_ALLOWED),
                    new Rule("configuration has been locked", ErrorCode.STATEMENT_NOT_ALLOWED),
                    new Rule("Table with name", ErrorCode.UNKNOWN_TABLE),
                    new Rule("Referenced table", ErrorCode.UNKNOWN_TABLE),
                    new Rule("Referenced column", ErrorCode.UNKNOWN_COLUMN),
                    new Rule("does not have a column named", ErrorCode.UNKNOWN_COLUMN),
                    new Rule("Ambiguous reference", ErrorCode.AMBIGUOUS_COLUMN),
                    new Rule("GROUP BY clause", ErrorCode.GROUPING_ERROR),
                    new Rule("cannot contain aggregates", ErrorCode.GROUPING_ERROR),
                    new Rule("Function with name", ErrorCode.UNKNOWN_FUNCTION),
                    new Rule("No function matches", ErrorCode.TYPE_MISMATCH),
                    new Rule("Cannot compare values of type", ErrorCode.TYPE_MISMATCH),
                    new Rule("Cannot mix values of type", ErrorCode.TYPE_MISMATCH),
                    new Rule("Mismatch Type Error", ErrorCode.TYPE_MISMATCH),
                    new Rule("Conversion Error", ErrorCode.INVALID_CAST),
                    new Rule("Out of Range Error", ErrorCode.NUMERIC_OVERFLOW),
                    new Rule("Not implemented Error", ErrorCode.UNSUPPORTED_SQL),
                    new Rule("Binder Error", ErrorCode.INVALID_SQL),
                    new Rule("Catalog Error", ErrorCode.INVALID_SQL),
                    new Rule("Invalid Input Error", ErrorCode.INVALID_ARGUMENT));

    private static final Pattern KIND = Pattern.compile("^[A-Za-z ]+ Error: ");
    private static final Pattern LINE =
            Pattern.compile("\\nLINE (\\d+): ([^\\n]*)\\n( *)\\^", Pattern.DOTALL);

    /** What only this program may know: its functions, DuckDB's own catalog, files. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "tidemill_\\w*|getvariable|system\\.main|list_transform\\(\\[|\\tat |/query-\\d|SET \\w+ ?=");

    /** Advice that does not hold here: settings are locked. */
    private static final Pattern ADVICE =
            Pattern.compile(
                    "( in expression \\(.*\\))?\\.? (Use TRY\\(|You might need to add explicit).*",
                    Pattern.DOTALL);

    private DuckErrors() {}

    /** An engine that cannot be asked any more; another one takes its place. */
    static TidemillException lost(@Nullable Exception e) {
        String fact = "The query engine broke while this query ran, and is opened anew";
        return (e == null
                        ? new TidemillException(ErrorCode.QUERY_ENGINE_LOST, fact)
                        : new TidemillException(ErrorCode.QUERY_ENGINE_LOST, fact, e))
                .withHint("Nothing is lost; ask again");
    }

    /**
     * @param sql the text as the user wrote it
     * @param linesBefore lines that were put before it
     */
    static TidemillException translate(Exception error, String sql, int linesBefore) {
        if (error instanceof TidemillException ours) {
            return ours;
        }
        String message = String.valueOf(error.getMessage());
        ErrorCode code = errorCode(message);
        Matcher line = LINE.matcher(message);
        boolean placed = line.find();
        Place place = placed ? place(line, sql, linesBefore) : null;
        String body = placed ? message.substring(0, line.start()) : message;
        TidemillException translated =
                switch (code) {
                    case QUERY_ENGINE_LOST -> lost(error);
                    case INTERNAL -> fault(error);
                    case MEMORY_LIMIT -> outOfMemory(error);
                    case IO_FAILED -> spilled(error);
                    default -> told(code, body, error);
                };
        return place == null ? translated : translated.at(place);
    }

    static String withoutInsides(String text) {
        return INSIDE.matcher(text).replaceAll("…");
    }

    private static TidemillException fault(Exception error) {
        LOG.error("the query engine failed", error);
        return new TidemillException(
                        ErrorCode.INTERNAL, "The query engine failed on this query", error)
                .withHint("This is a fault; the server's log says more. Another form may work");
    }

    /** The only files of a query are those that it spills. */
    private static TidemillException spilled(Exception error) {
        LOG.error("a query could not spill", error);
        return new TidemillException(
                        ErrorCode.IO_FAILED, "The query could not write a temporary file", error)
                .withHint("The server's log says more; a query that needs less memory may work");
    }

    private static TidemillException outOfMemory(Exception error) {
        return new TidemillException(
                        ErrorCode.MEMORY_LIMIT,
                        "The query needs more memory, or room on disk, than queries" + " may have",
                        error)
                .withHint(
                        "Narrow it, aggregate earlier, or raise limits.query-memory or"
                                + " limits.query-spill");
    }

    private static TidemillException told(ErrorCode code, String body, Exception error) {
        int mark = body.indexOf(TextBounds.MARK);
        if (mark >= 0) {
            String fact = body.substring(mark + TextBounds.MARK.length()).split("\\n", 2)[0];
            return new TidemillException(code, fact.strip(), error)
                    .withHint("The bound holds for the rows that are computed in one step");
        }
        String[] lines = KIND.matcher(body.strip()).replaceFirst("").split("\\n", 2);
        String fact = withoutInsides(ADVICE.matcher(lines[0]).replaceFirst("")).strip();
        TidemillException translated = new TidemillException(code, fact, error);
        String rest = lines.length > 1 ? lines[1].strip() : "";
        boolean helps =
                !rest.isEmpty() && !rest.startsWith("Candidate") && !INSIDE.matcher(rest).find();
        return helps ? translated.withHint(rest) : translated;
    }

    private static ErrorCode errorCode(String message) {
        for (Rule rule : RULES) {
            if (message.contains(rule.phrase())) {
                return rule.errorCode();
            }
        }
        return ErrorCode.INVALID_SQL;
    }

    /** DuckDB shows a piece of the line, cut by dots; the piece is looked for in the text. */
    private static @Nullable Place place(Matcher shown, String sql, int linesBefore) {
        int line = Integer.parseInt(shown.group(1)) - linesBefore;
        String[] lines = sql.split("\\n", -1);
        if (line < 1 || line > lines.length) {
            return null;
        }
        String piece = shown.group(2);
        int caret = shown.group(3).length() - ("LINE " + shown.group(1) + ": ").length();
        if (piece.startsWith("...")) {
            piece = piece.substring(3);
            caret -= 3;
        }
        if (piece.endsWith("...")) {
            piece = piece.substring(0, piece.length() - 3);
        }
        int start = lines[line - 1].indexOf(piece);
        return start < 0 || caret < 0 ? null : Place.at(line, start + caret + 1);
    }

    /** The line and column of an offset in the text's UTF-8 bytes. */
    static Place placeAt(String sql, long byteOffset) {
        int line = 1;
        int column = 1;
        long bytes = 0;
        for (int i = 0; i < sql.length() && bytes < byteOffset; ) {
            int point = sql.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            i += Character.charCount(point);
            if (point == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return Place.at(line, column);
    }
}
