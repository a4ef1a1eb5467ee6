package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.parse.LiveSqlParser;
import dev.tidemill.sql.parse.StatementSyntax;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Reads statements. A text that begins like a query is left as it is, since queries are answered in
 * a wider dialect than live tables are written in; everything else is parsed and planned here.
 *
 * <p>Safe for as many threads as its catalog is.
 */
public final class StatementReader {
    private static final Set<String> QUERY_WORDS =
            Set.of("select", "with", "values", "from", "table", "describe", "summarize", "pivot");

    private static final Set<String> WRITE_WORDS = Set.of("insert", "update", "delete");

    private final Catalog catalog;
    private final Planner planner;

    public StatementReader(Catalog catalog) {
        this.catalog = requireNonNull(catalog, "catalog");
        this.planner = new Planner(catalog);
    }

    /**
     * Throws {@link TidemillException}, with its place, for what is no statement.
     *
     * @param nowMicros what now() is for the statement
     */
    public Statement read(String sql, long nowMicros) {
        return read(sql, new int[0], List.of(), nowMicros);
    }

    /**
     * Reads a statement with parameters, whose types are found when they are not given. A query is
     * left as it is.
     *
     * @param types of the parameters by their numbers; null, or beyond the end, for those to find
     */
    public Statement read(
            ParameterText text, List<? extends @Nullable Type> types, long nowMicros) {
        return read(text.withQuestionMarks(), text.numbers(), types, nowMicros);
    }

    /**
     * The types of a query's parameters.
     *
     * @param types as for {@link #read}
     */
    public List<Type> parametersOfQuery(ParameterText text, List<? extends @Nullable Type> types) {
        ParameterTypes found = new ParameterTypes(text.count(), text.numbers(), types);
        if (text.count() == 0) {
            return List.of();
        }
        try {
            SqlNode query = LiveSqlParser.parse(text.withQuestionMarks());
            found.seeTablesOf(query, catalog);
            found.meet(query, null);
        } catch (TidemillException e) {
            return found.found(); // Queries have a wider dialect: its parameters are texts.
        }
        return found.found();
    }

    private Statement read(
            String sql, int[] numbers, List<? extends @Nullable Type> types, long nowMicros) {
        String word = firstWord(sql);
        if (word.isEmpty() || QUERY_WORDS.contains(word)) {
            return new Statement.Query(sql);
        }
        if (word.equals("explain")) {
            Optional<Statement.ExplainQuery> query = ExplainPrefix.read(sql);
            if (query.isPresent()) {
                return query.get();
            }
        }
        SqlNode parsed = LiveSqlParser.parse(sql);
        WritePlanner writes = new WritePlanner(catalog, planner, nowMicros, numbers, types);
        return switch (parsed) {
            case StatementSyntax.CreateTable create -> TableDeclaration.of(sql, create);
            case StatementSyntax.CreateLiveTable create -> createLive(sql, create);
            case StatementSyntax.DropTable drop ->
                    new Statement.DropTable(name(drop.name), drop.live, drop.ifExists);
            case StatementSyntax.CreateIndex create -> {
                Statement.CreateIndex index = IndexDeclaration.of(create);
                IndexDeclaration.check(index, catalog.table(index.table().name()).orElse(null));
                yield index;
            }
            case StatementSyntax.DropIndex drop ->
                    new Statement.DropIndex(drop.name.getSimple(), drop.ifExists);
            case StatementSyntax.Explain explain -> explain(explain.subject);
            case StatementSyntax.Show show -> show(show);
            case StatementSyntax.Insert insert -> writes.insert(insert);
            case StatementSyntax.Update update -> writes.update(update);
            case StatementSyntax.Delete delete -> writes.delete(delete);
            default ->
                    throw SqlErrors.at(
                                    parsed.getParserPosition(),
                                    ErrorCode.STATEMENT_NOT_ALLOWED,
                                    word.toUpperCase(Locale.ROOT) + " is not allowed")
                            .withHint(
                                    "Statements are SELECT, INSERT, UPDATE, DELETE, CREATE [LIVE]"
                                            + " TABLE, CREATE INDEX, DROP, EXPLAIN and SHOW.");
        };
    }

    /** Plans the query here already, so that its errors have their place in the statement. */
    private Statement createLive(String sql, StatementSyntax.CreateLiveTable create) {
        planner.plan(create.query);
        return new Statement.CreateLiveTable(
                name(create.name), textAfter(sql, create.as), create.replace, create.ifNotExists);
    }

    /** Whether a text begins like a query, which is not planned here. */
    public static boolean isQuery(String sql) {
        String word = firstWord(sql);
        return word.isEmpty() || QUERY_WORDS.contains(word);
    }

    /** Whether a text begins like INSERT, UPDATE or DELETE. */
    public static boolean isWrite(String sql) {
        return WRITE_WORDS.contains(firstWord(sql));
    }

    /** Whether a text is an INSERT, whatever is wrong with the rest of it. */
    public static boolean isInsert(String sql) {
        return firstWord(sql).equals("insert");
    }

    /** The first word in lower case, behind spaces, comments and parentheses. */
    private static String firstWord(String sql) {
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == '(' || c == ';') {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at);
                at = end < 0 ? sql.length() : end + 2;
            } else {
                break;
            }
        }
        int end = at;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(at, end).toLowerCase(Locale.ROOT);
    }

    /** What stands behind a place, without a semicolon at the end. */
    private static String textAfter(String sql, SqlParserPos place) {
        int at = 0;
        for (int line = 1; line < place.getEndLineNum(); line++) {
            at = sql.indexOf('\n', at) + 1;
        }
        String text = sql.substring(at + place.getEndColumnNum()).strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1).stripTrailing() : text;
    }

    static String name(SqlIdentifier identifier) {
        return String.join(".", identifier.names);
    }

    private Statement explain(SqlNode subject) {
        return subject instanceof SqlIdentifier table
                ? new Statement.Explain(name(table), null)
                : new Statement.Explain(null, planner.plan(subject).plan());
    }

    private static Statement show(StatementSyntax.Show show) {
        String table = show.name == null ? null : name(show.name);
        Statement.Show.Subject subject =
                switch (show.what.toLowerCase(Locale.ROOT)) {
                    case "tables" -> Statement.Show.Subject.TABLES;
                    case "live tables" -> Statement.Show.Subject.LIVE_TABLES;
                    case "columns" -> Statement.Show.Subject.COLUMNS;
                    case "create table" -> Statement.Show.Subject.CREATE_TABLE;
                    case "errors" -> Statement.Show.Subject.ERRORS;
                    case "indexes" -> Statement.Show.Subject.INDEXES;
                    default ->
                            throw SqlErrors.at(
                                            show.getParserPosition(),
                                            ErrorCode.SYNTAX_ERROR,
                                            "there is nothing called " + show.what + " to show")
                                    .withHint(
                                            "SHOW TABLES, LIVE TABLES, CREATE TABLE t, COLUMNS FROM"
                                                    + " t, ERRORS FROM t, INDEXES");
                };
        if (table == null && subject == Statement.Show.Subject.COLUMNS) {
            throw SqlErrors.at(
                    show.getParserPosition(),
                    ErrorCode.SYNTAX_ERROR,
                    "SHOW COLUMNS needs FROM and a table");
        }
        return new Statement.Show(subject, table);
    }
}
