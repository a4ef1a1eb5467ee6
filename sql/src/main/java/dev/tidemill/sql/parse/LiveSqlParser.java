package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.sql.parse.generated.LiveSqlParserImpl;
import dev.tidemill.sql.validate.LiveConformance;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * SQL text to one statement's syntax tree: unquoted names in lower case, quoted ones as written.
 */
public final class LiveSqlParser {
    /** Longer text is refused before it is read. */
    public static final int SQL_CHARACTERS_MAX = 1_000_000;

    private static final int IDENTIFIER_CHARACTERS_MAX = 256;

    /** Deeper nesting would overflow the recursive parser's stack. */
    private static final int NESTING_MAX = 200;

    private static final SqlParser.Config CONFIG =
            SqlParser.config()
                    .withParserFactory(LiveSqlParserImpl.FACTORY)
                    .withQuoting(Quoting.DOUBLE_QUOTE)
                    .withUnquotedCasing(Casing.TO_LOWER)
                    .withQuotedCasing(Casing.UNCHANGED)
                    .withIdentifierMaxLength(IDENTIFIER_CHARACTERS_MAX)
                    .withConformance(LiveConformance.INSTANCE);

    private static final Pattern ENCOUNTERED = Pattern.compile("Encountered \"(.*?)\" at line");
    private static final Pattern KEYWORD =
            Pattern.compile("Incorrect syntax near the keyword '(.*?)'");
    private static final Pattern LEXICAL =
            Pattern.compile("Lexical error at line (\\d+), column (\\d+)");

    private LiveSqlParser() {}

    /** Throws {@link TidemillException} for anything but exactly one statement. */
    public static SqlNode parse(String sql) {
        refuseTooLarge(sql);
        try {
            SqlNodeList statements = SqlParser.create(sql, CONFIG).parseStmtList();
            if (statements.size() != 1) {
                throw SqlErrors.at(
                        statements.get(1).getParserPosition(),
                        ErrorCode.SYNTAX_ERROR,
                        "expected one statement, found " + statements.size());
            }
            return statements.get(0);
        } catch (SqlParseException e) {
            throw translated(e);
        } catch (CalciteContextException e) {
            throw at(position(e), firstLine(e.getCause(), e));
        } catch (TidemillException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new TidemillException(ErrorCode.SYNTAX_ERROR, "the SQL is nested too deeply", e);
        } catch (RuntimeException | AssertionError e) {
            throw new TidemillException(ErrorCode.SYNTAX_ERROR, firstLine(e, e), e);
        }
    }

    private static void refuseTooLarge(String sql) {
        if (sql.length() > SQL_CHARACTERS_MAX) {
            throw new TidemillException(
                    ErrorCode.SYNTAX_ERROR,
                    "the SQL has " + sql.length() + " characters, at most " + SQL_CHARACTERS_MAX);
        }
        if (sql.isBlank()) {
            throw new TidemillException(ErrorCode.SYNTAX_ERROR, "the SQL is empty");
        }
        int depth = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth > NESTING_MAX) {
                throw new TidemillException(
                        ErrorCode.SYNTAX_ERROR,
                        "the SQL is nested deeper than " + NESTING_MAX + " parentheses");
            }
        }
    }

    private static TidemillException translated(SqlParseException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof TidemillException ours) {
                return ours;
            }
        }
        SqlParserPos position = error.getPos() == null ? SqlParserPos.ZERO : error.getPos();
        String message = String.valueOf(error.getMessage());
        Matcher lexical = LEXICAL.matcher(message);
        if (lexical.find()) {
            int line = Integer.parseInt(lexical.group(1));
            int column = Integer.parseInt(lexical.group(2));
            return SqlErrors.at(
                    new SqlParserPos(line, column),
                    ErrorCode.SYNTAX_ERROR,
                    "unexpected character, or the end of the SQL inside quotes or a comment");
        }
        return at(position, words(message, error));
    }

    private static TidemillException at(SqlParserPos position, String fact) {
        if (fact.startsWith("Non-query expression encountered")) {
            return SqlErrors.at(position, ErrorCode.SYNTAX_ERROR, "no statement begins like this")
                    .withHint(
                            "SELECT, WITH, VALUES, INSERT, UPDATE, DELETE, CREATE, DROP, EXPLAIN"
                                    + " and SHOW are the statements");
        }
        return SqlErrors.at(position, ErrorCode.SYNTAX_ERROR, fact);
    }

    private static String words(String message, SqlParseException error) {
        Matcher encountered = ENCOUNTERED.matcher(message);
        Matcher keyword = KEYWORD.matcher(message);
        if (!encountered.find()) {
            return keyword.find()
                    ? "syntax error at or near \""
                            + keyword.group(1).toLowerCase(Locale.ROOT)
                            + "\""
                    : firstLine(error, error);
        }
        String token = encountered.group(1).strip();
        if (token.endsWith("<EOF>")) {
            return "the SQL ends too early";
        }
        return token.startsWith("\\'")
                ? "the quoted text has no end"
                : "syntax error at or near \"" + token.toLowerCase(Locale.ROOT) + "\"";
    }

    private static SqlParserPos position(CalciteContextException error) {
        return new SqlParserPos(error.getPosLine(), error.getPosColumn());
    }

    private static String firstLine(
            @org.jspecify.annotations.Nullable Throwable error, Throwable fallback) {
        String message = error == null ? null : error.getMessage();
        return message == null
                ? String.valueOf(fallback)
                : message.lines().findFirst().orElse("syntax error");
    }
}
