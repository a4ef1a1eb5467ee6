package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commonest errors in the words that PostgreSQL has for them, since people know those by heart
 * and tools look for them, and with its SQLSTATE where that is finer. The error's own code, detail,
 * hint and place stay.
 */
final class PostgresWords {
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("INT8", "smallint"),
                    Map.entry("INT16", "smallint"),
                    Map.entry("INT32", "integer"),
                    Map.entry("INT64", "bigint"),
                    Map.entry("INT128", "numeric"),
                    Map.entry("FLOAT", "real"),
                    Map.entry("DOUBLE", "double precision"),
                    Map.entry("BOOL", "boolean"),
                    Map.entry("UUID", "uuid"),
                    Map.entry("INTEGER_LITERAL", "integer"),
                    Map.entry("STRING_LITERAL", "unknown"),
                    Map.entry("VARCHAR", "text"),
                    Map.entry("HUGEINT", "numeric"),
                    Map.entry("TIMESTAMP", "timestamp without time zone"));

    /** By their codes, what may be said otherwise; the first form that fits is taken. */
    private static final Map<ErrorCode, List<Form>> FORMS = new EnumMap<>(ErrorCode.class);

    static {
        form(
                ErrorCode.UNKNOWN_TABLE,
                "(?i)there is no table ['\"]?([\\w.$]+)['\"]?.*",
                "relation \"%s\" does not exist");
        form(
                ErrorCode.UNKNOWN_TABLE,
                "Referenced table \"([^\"]+)\" not found.*",
                "missing FROM-clause entry for table \"%s\"");
        for (ErrorCode code : List.of(ErrorCode.DUPLICATE_TABLE, ErrorCode.DUPLICATE_INDEX)) {
            form(
                    code,
                    "the (?:table|index) ([\\w.$]+) is there already.*",
                    "relation \"%s\" already exists");
        }
        form(
                ErrorCode.UNKNOWN_INDEX,
                "there is no index ([\\w.$]+)",
                "index \"%s\" does not exist");
        form(
                ErrorCode.UNKNOWN_COLUMN,
                "",
                "(?i)(?:referenced )?column \"([^\"]+)\" (?:(?:was )?not found|does not exist).*",
                found -> "column %s does not exist".formatted(column(found.group(1))));
        form(
                ErrorCode.UNKNOWN_COLUMN,
                "[\\w ]+ \"([^\"]+)\" does not have a column named \"([^\"]+)\".*",
                "column %s.%s does not exist");
        form(
                ErrorCode.UNKNOWN_COLUMN,
                "",
                "there is no column ([\\w.$]+) in ([\\w.$]+)",
                found ->
                        "column \"%s\" of relation \"%s\" does not exist"
                                .formatted(found.group(1), found.group(2)));
        form(
                ErrorCode.UNKNOWN_COLUMN,
                "[\\w.$]+ has no column ([\\w.$]+)",
                "column \"%s\" does not exist");
        form(
                ErrorCode.AMBIGUOUS_COLUMN,
                "Ambiguous reference to column name \"([^\"]+)\".*",
                "column reference \"%s\" is ambiguous");
        form(
                ErrorCode.GROUPING_ERROR,
                "column \"([^\"]+)\" must appear in the GROUP BY clause.*",
                "column \"%s\" must appear in the GROUP BY clause or be used in an aggregate function");
        form(
                ErrorCode.UNKNOWN_FUNCTION,
                "(?i)there is no function ([\\w.$]+).*",
                "function %s does not exist");
        form(
                ErrorCode.TYPE_MISMATCH,
                "42883",
                "No function matches the given name and argument types '(.+)\\((.*)\\)'.*",
                PostgresWords::function);
        form(ErrorCode.DIVISION_BY_ZERO, ".*", "division by zero");
        form(
                ErrorCode.NUMERIC_OVERFLOW,
                "",
                "Overflow in \\w+ of (\\w+) .*",
                found -> type(found.group(1)) + " out of range");
        form(
                ErrorCode.INVALID_CAST,
                "",
                "Could not convert string '(.*)' to ([A-Z0-9]+)",
                found -> invalid(type(found.group(2)), found.group(1)));
        form(
                ErrorCode.INVALID_CAST,
                "22007",
                "invalid (date|timestamp|time) field format: \"(.*)\", expected.*",
                found -> invalid(found.group(1), found.group(2)));
        form(
                ErrorCode.INVALID_CAST,
                "22008",
                "(?:date|timestamp|time) field value out of range: \"(.*)\".*",
                found -> "date/time field value out of range: \"%s\"".formatted(found.group(1)));
        form(
                ErrorCode.INVALID_ARGUMENT,
                "21000",
                "More than one row returned by a subquery.*",
                _ -> "more than one row returned by a subquery used as an expression");
        form(
                ErrorCode.INVALID_SQL,
                "42P10",
                "ORDER term out of range.*",
                _ -> "ORDER BY position is not in select list");
        form(
                ErrorCode.INVALID_SQL,
                "42601",
                "([0-9]+) values for ([0-9]+) columns",
                found ->
                        found.group(1).length() > found.group(2).length()
                                        || found.group(1).compareTo(found.group(2)) > 0
                                ? "INSERT has more expressions than target columns"
                                : "INSERT has more target columns than expressions");
        form(
                ErrorCode.INVALID_SQL,
                "42701",
                "the column ([\\w.$]+) is there twice",
                found -> "column \"%s\" specified more than once".formatted(found.group(1)));
    }

    private PostgresWords() {}

    /** What a client is told. */
    record Told(String sqlState, String message) {
        Told {
            requireNonNull(sqlState, "sqlState");
            requireNonNull(message, "message");
        }
    }

    /**
     * Words for a message.
     *
     * @param sqlState finer than that of the error's code; empty for that one
     */
    private record Form(String sqlState, Pattern message, Function<Matcher, String> words) {
        Form {
            requireNonNull(sqlState, "sqlState");
            requireNonNull(message, "message");
            requireNonNull(words, "words");
        }
    }

    private static void form(ErrorCode code, String message, String words) {
        form(code, "", message, found -> words.formatted((Object[]) groups(found)));
    }

    private static String[] groups(Matcher found) {
        String[] groups = new String[found.groupCount()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = found.group(i + 1);
        }
        return groups;
    }

    private static void form(
            ErrorCode code, String sqlState, String message, Function<Matcher, String> words) {
        FORMS.computeIfAbsent(code, _ -> new java.util.ArrayList<>())
                .add(new Form(sqlState, Pattern.compile(message, Pattern.DOTALL), words));
    }

    /** How an error is told. */
    static Told of(TidemillException e) {
        String sqlState = e.errorCode().sqlState();
        for (Form form : FORMS.getOrDefault(e.errorCode(), List.of())) {
            Matcher matcher = form.message().matcher(e.message());
            if (matcher.matches()) {
                return new Told(
                        form.sqlState().isEmpty() ? sqlState : form.sqlState(),
                        form.words().apply(matcher));
            }
        }
        return new Told(sqlState, e.message());
    }

    /** PostgreSQL quotes a name that stands alone. */
    private static String column(String name) {
        return name.contains(".") ? name : '"' + name + '"';
    }

    private static String function(Matcher found) {
        String name = found.group(1);
        List<String> types =
                found.group(2).isBlank()
                        ? List.of()
                        : Arrays.stream(found.group(2).split(", ", -1))
                                .map(PostgresWords::type)
                                .toList();
        boolean isOperator = !Character.isLetter(name.charAt(0)) && name.charAt(0) != '_';
        if (isOperator && types.size() == 2) {
            return "operator does not exist: %s %s %s"
                    .formatted(types.getFirst(), name, types.getLast());
        }
        return "function %s(%s) does not exist"
                .formatted(name, types.stream().collect(Collectors.joining(", ")));
    }

    /** A type by the query engine's name, as PostgreSQL names it. */
    private static String type(String name) {
        String known = TYPES.get(name);
        return known == null ? name.toLowerCase(Locale.ROOT) : known;
    }

    private static String invalid(String type, String text) {
        return "invalid input syntax for type %s: \"%s\"".formatted(type, text);
    }
}
