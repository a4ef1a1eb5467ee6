package dev.tidemill.pgwire.type;

import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of columns that a statement does not name itself, as PostgreSQL gives them: a call has
 * the name of its function, a cast that of its column or type, and any other expression is {@code
 * ?column?}. Clients ask for {@code count} where a query says {@code count(*)}. Immutable.
 */
public final class ColumnNames {
    /** Every name stays as it is. */
    public static final ColumnNames AS_THEY_ARE = new ColumnNames(null, false, false);

    private static final String NONE = "?column?";
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern CALL =
            Pattern.compile("(?:main\\.|pg_catalog\\.)?\"?([A-Za-z_][A-Za-z0-9_]*)\"?\\(");
    private static final Pattern CAST =
            Pattern.compile("(?:TRY_)?CAST\\((.*) AS ([A-Z0-9_ ]+)(?:\\([0-9, ]+\\))?(\\[\\])?\\)");
    private static final Pattern ELEMENT = Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_$]*)\\[.*\\]");
    private static final Pattern VALUE = Pattern.compile("col([0-9]{1,6})");
    private static final Set<String> CONSTANTS = Set.of("NULL", "TRUE", "FALSE");

    /** Names in quotes in the statement; null when nothing is renamed. */
    private final @Nullable Set<String> written;

    private final boolean isValues;
    private final boolean extracts;

    private ColumnNames(@Nullable Set<String> written, boolean isValues, boolean extracts) {
        this.written = written;
        this.isValues = isValues;
        this.extracts = extracts;
    }

    /** The names that a statement's columns have. */
    public static ColumnNames of(StatementText statement) {
        List<Token> tokens = statement.tokens();
        return new ColumnNames(
                tokens.stream()
                        .filter(each -> each.kind() == Token.Kind.NAME)
                        .map(Token::name)
                        .collect(Collectors.toUnmodifiableSet()),
                !tokens.isEmpty() && tokens.getFirst().is("values"),
                tokens.stream().anyMatch(each -> each.is("extract")));
    }

    /** A layout with these names. */
    public Layout in(Layout layout) {
        return written == null
                ? layout
                : new Layout(
                        layout.columns().stream()
                                .map(each -> each.withName(shown(each.name())))
                                .toList());
    }

    /**
     * The name that a column is shown under.
     *
     * @param name as the query engine has it, which is the expression's own text
     */
    public String shown(String name) {
        Set<String> quoted = written;
        if (quoted == null || quoted.contains(name)) {
            return name;
        }
        Matcher value = VALUE.matcher(name);
        if (isValues && value.matches()) {
            return "column" + (Integer.parseInt(value.group(1)) + 1);
        }
        String found = named(name);
        if (found != null) {
            return found;
        }
        Matcher cast = CAST.matcher(name);
        if (cast.matches()) {
            return typeName(cast.group(2));
        }
        return isExpression(name) ? NONE : name;
    }

    /** The name that an expression has by a column or a function; null when it has none. */
    private @Nullable String named(String expression) {
        if (CONSTANTS.contains(expression)) {
            return null;
        }
        if (PLAIN.matcher(expression).matches()) {
            return expression;
        }
        Matcher cast = CAST.matcher(expression);
        if (cast.matches()) {
            return named(cast.group(1));
        }
        Matcher element = ELEMENT.matcher(expression);
        if (element.matches()) {
            return element.group(1);
        }
        if (expression.startsWith("CASE ")) {
            return "case";
        }
        Matcher call = CALL.matcher(expression);
        return call.lookingAt() ? function(call.group(1).toLowerCase(Locale.ROOT)) : null;
    }

    private String function(String name) {
        return switch (name) {
            case "count_star" -> "count";
            case "list_value" -> "array";
            case "date_part" -> extracts ? "extract" : name;
            default -> name;
        };
    }

    private static String typeName(String sqlName) {
        String name = sqlName.strip().toLowerCase(Locale.ROOT);
        String bare = name.equals("timestamp with time zone") ? "timestamptz" : name;
        return PgType.ofName(bare).map(PgType::shortName).orElse(bare);
    }

    private static boolean isExpression(String name) {
        if (name.isEmpty() || CONSTANTS.contains(name)) {
            return true;
        }
        char first = name.charAt(0);
        return first == '('
                || first == '\''
                || first == '-'
                || first == '$'
                || first == '['
                || name.startsWith("NOT ")
                || name.matches("[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?");
    }
}
