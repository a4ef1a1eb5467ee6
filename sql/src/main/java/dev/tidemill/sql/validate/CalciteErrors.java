package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.sql.CatalogTable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Calcite's failures as ours. */
public final class CalciteErrors {
    private static final Pattern COLUMN =
            Pattern.compile("Column '(.*)' not found in (?:any table|table '.*')(.*)");
    private static final Pattern UNKNOWN_TABLE = Pattern.compile("Object '(.*?)' not found.*");
    private static final Pattern TABLE_ALIAS = Pattern.compile("Table '(.*)' not found");
    private static final Pattern AMBIGUOUS = Pattern.compile("Column '(.*)' is ambiguous");
    private static final Pattern GROUPING =
            Pattern.compile("Expression '(.*)' is not being grouped", Pattern.DOTALL);
    private static final Pattern ARGUMENTS =
            Pattern.compile("Cannot apply '(.*?)' to arguments of type '(.*?)'");
    private static final Pattern INTERNAL_NAMES = Pattern.compile("EXPR\\$|LogicalPlan|RexNode");

    private CalciteErrors() {}

    /** A user's error where Calcite names a place in the SQL, else our bug. */
    public static TidemillException translated(
            Throwable error, List<CatalogTable> tables, Collection<String> names) {
        CalciteContextException context = null;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof TidemillException ours) {
                return ours;
            }
            if (cause instanceof CalciteContextException found) {
                context = found;
            }
        }
        if (context == null) {
            return internal(error);
        }
        SqlParserPos position = new SqlParserPos(context.getPosLine(), context.getPosColumn());
        return explained(message(context), position, tables, names);
    }

    private static TidemillException explained(
            String message,
            SqlParserPos position,
            List<CatalogTable> tables,
            Collection<String> names) {
        Matcher column = COLUMN.matcher(message);
        if (column.matches()) {
            return withSuggestion(
                    SqlErrors.at(
                            position,
                            ErrorCode.UNKNOWN_COLUMN,
                            "column \"" + column.group(1) + "\" does not exist"),
                    NearNames.nearest(column.group(1), columns(tables)));
        }
        Matcher table = UNKNOWN_TABLE.matcher(message);
        if (table.matches()) {
            return withSuggestion(
                    SqlErrors.at(
                            position,
                            ErrorCode.UNKNOWN_TABLE,
                            "table \"" + table.group(1) + "\" does not exist"),
                    NearNames.nearest(table.group(1), names));
        }
        Matcher alias = TABLE_ALIAS.matcher(message);
        if (alias.matches()) {
            return SqlErrors.at(
                    position,
                    ErrorCode.UNKNOWN_TABLE,
                    "table \"" + alias.group(1) + "\" is not in FROM here");
        }
        Matcher ambiguous = AMBIGUOUS.matcher(message);
        if (ambiguous.matches()) {
            return SqlErrors.at(
                            position,
                            ErrorCode.AMBIGUOUS_COLUMN,
                            "column \"" + ambiguous.group(1) + "\" is in several tables")
                    .withHint("Write the table before it: table." + ambiguous.group(1) + ".");
        }
        if (GROUPING.matcher(message).matches()) {
            return SqlErrors.at(
                            position,
                            ErrorCode.GROUPING_ERROR,
                            "the column must stand in GROUP BY or inside an aggregate")
                    .withHint("Add it to GROUP BY, or take MIN or MAX of it.");
        }
        Matcher arguments = ARGUMENTS.matcher(message);
        if (arguments.lookingAt()) {
            String types = arguments.group(2).replace("<", "").replace(">", "");
            return SqlErrors.at(
                            position,
                            ErrorCode.TYPE_MISMATCH,
                            types.replace("VARCHAR", "TEXT") + " does not exist")
                    .withHint("Cast the argument to a type that it takes.");
        }
        return SqlErrors.at(position, code(message), lowerFirst(message));
    }

    private static List<String> columns(List<CatalogTable> tables) {
        return tables.stream()
                .flatMap(table -> table.schema().names().stream())
                .distinct()
                .toList();
    }

    private static ErrorCode code(String message) {
        if (message.startsWith("Cannot apply") || message.contains("type mismatch")) {
            return ErrorCode.TYPE_MISMATCH;
        }
        if (message.contains("ggregate")) {
            return ErrorCode.GROUPING_ERROR;
        }
        return ErrorCode.INVALID_SQL;
    }

    private static TidemillException withSuggestion(
            TidemillException error, @Nullable String name) {
        return name == null ? error : error.withHint("Did you mean \"" + name + "\"?");
    }

    private static String message(CalciteContextException context) {
        Throwable cause = context.getCause();
        String message = cause == null ? context.getMessage() : cause.getMessage();
        return message == null ? "invalid SQL" : message.strip();
    }

    /** Whatever Calcite fails on without a place is a construct that we did not foresee. */
    private static TidemillException internal(Throwable error) {
        String message = error.getMessage();
        String detail =
                message == null || INTERNAL_NAMES.matcher(message).find()
                        ? ""
                        : ": " + message.lines().findFirst().orElse("unknown reason");
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL,
                "this query is not supported in a live table" + detail,
                error);
    }

    /** Like the other messages, but an upper-case word such as WHERE stays. */
    private static String lowerFirst(String message) {
        boolean word = message.length() > 1 && Character.isUpperCase(message.charAt(1));
        return word || message.isEmpty()
                ? message
                : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
