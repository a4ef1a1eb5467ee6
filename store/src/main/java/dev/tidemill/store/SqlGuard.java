package dev.tidemill.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a query may run: exactly one SELECT, over published tables, with functions of the
 * allow-list. It reads DuckDB's own parse tree, and refuses every node it does not know, so that a
 * new kind of statement or table is refused until somebody has thought about it.
 */
final class SqlGuard {
    static final int SQL_LENGTH_MAX = 200_000;

    /**
     * The parser recurses over brackets on a native stack. All are counted, since quotes and
     * comments could hide how deep they stand.
     */
    private static final int BRACKETS_MAX = 5000;

    /** The binder recurses over the tree on a native stack. */
    private static final int TREE_DEPTH_MAX = 1000;

    private static final int TREE_OBJECTS_MAX = 20_000;

    private static final Set<String> EXPRESSIONS =
            Set.of(
                    "BETWEEN",
                    "CASE",
                    "CAST",
                    "COLLATE",
                    "COLUMN_REF",
                    "COMPARISON",
                    "CONJUNCTION",
                    "CONSTANT",
                    "DEFAULT",
                    "FUNCTION",
                    "LAMBDA",
                    "LAMBDA_REF",
                    "OPERATOR",
                    "POSITIONAL_REFERENCE",
                    "STAR",
                    "SUBQUERY",
                    "TYPE",
                    "WINDOW");

    private static final Set<String> NODES =
            Set.of(
                    "ASCENDING",
                    "BASE_TABLE",
                    "CTE_NODE",
                    "DESCENDING",
                    "DISTINCT_MODIFIER",
                    "EMPTY",
                    "EXPRESSION_LIST",
                    "JOIN",
                    "LIMIT_MODIFIER",
                    "LIMIT_PERCENT_MODIFIER",
                    "ORDER_DEFAULT",
                    "ORDER_MODIFIER",
                    "PIVOT",
                    "RECURSIVE_CTE_NODE",
                    "SELECT_NODE",
                    "SET_OPERATION_NODE",
                    "SUBQUERY",
                    "TABLE_FUNCTION");

    /** DuckDB's own views that are found without a schema; a CTE may not take such a name. */
    private static final Set<String> RESERVED_PREFIXES =
            Set.of("duckdb_", "pragma_", "sqlite_", "pg_");

    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(TREE_DEPTH_MAX)
                                            .maxStringLength(SQL_LENGTH_MAX * 4)
                                            .build())
                            .build());

    private final String sql;
    private final Map<String, String> tables = new TreeMap<>();
    private final Predicate<String> isKnownFunction;
    private final Set<String> referenced = new TreeSet<>();

    /** Whether values may be missing: of a query that is not run. */
    private boolean parameters;

    /**
     * @param isKnownFunction whether DuckDB has a function of this name at all
     */
    private SqlGuard(String sql, Set<String> tableNames, Predicate<String> isKnownFunction) {
        this.sql = sql;
        this.isKnownFunction = isKnownFunction;
        for (String name : tableNames) {
            tables.put(WithScope.folded(name), name);
        }
    }

    /**
     * What a query that may run reads.
     *
     * @param count when it asks for nothing but a table's rows
     */
    record Checked(Set<String> tables, List<KeyPredicates> predicates, @Nullable RowCount count) {}

    /** Refuses what need not even be parsed. */
    static void checkText(String sql) {
        if (sql.length() > SQL_LENGTH_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_SQL,
                    "The query is longer than " + SQL_LENGTH_MAX + " characters");
        }
        if (sql.chars().filter(c -> c == '(' || c == '[' || c == '{').count() > BRACKETS_MAX) {
            throw tooComplex();
        }
        if (sql.indexOf('\0') >= 0) {
            throw new TidemillException(
                    ErrorCode.SYNTAX_ERROR, "The query holds the character U+0000");
        }
    }

    /**
     * Checks the tree that {@code json_serialize_sql} made of the query.
     *
     * @return the published tables that the query reads, by their names, and what it asks of keys
     */
    static Checked check(
            String sql, String tree, Set<String> tableNames, Predicate<String> isKnownFunction) {
        SqlGuard guard = new SqlGuard(sql, tableNames, isKnownFunction);
        JsonNode root = guard.parsed(tree);
        requireSmall(root);
        guard.walk(root);
        return new Checked(guard.referenced, KeyPredicates.of(root), RowCount.of(root));
    }

    /** Checks a query that is only described, and may have parameters. */
    static Checked checkShape(
            String sql, String tree, Set<String> tableNames, Predicate<String> isKnownFunction) {
        SqlGuard guard = new SqlGuard(sql, tableNames, isKnownFunction);
        guard.parameters = true;
        JsonNode root = guard.parsed(tree);
        requireSmall(root);
        guard.walk(root);
        return new Checked(guard.referenced, List.of(), null);
    }

    private JsonNode parsed(String tree) {
        JsonNode root;
        try {
            root = JSON.readTree(tree);
        } catch (JsonProcessingException e) {
            throw tooComplex();
        }
        if (root.path("error").asBoolean()) {
            throw refusedByParser(root);
        }
        JsonNode statements = root.path("statements");
        if (statements.isEmpty()) {
            throw new TidemillException(ErrorCode.SYNTAX_ERROR, "There is no query in the text");
        }
        if (statements.size() != 1) {
            throw notAllowed("A query is exactly one SELECT statement, not " + statements.size());
        }
        if (!parameters && !statements.path(0).path("named_param_map").isEmpty()) {
            throw notAllowed("A query may not have parameters");
        }
        return statements.path(0).path("node");
    }

    private TidemillException refusedByParser(JsonNode root) {
        String message = root.path("error_message").asText();
        if (root.path("error_type").asText().equals("not implemented")) {
            return notAllowed("Only SELECT statements may be run");
        }
        TidemillException error = new TidemillException(ErrorCode.SYNTAX_ERROR, message);
        String position = root.path("position").asText();
        boolean placed = !position.isEmpty() && position.length() < 10;
        return placed ? error.at(DuckErrors.placeAt(sql, Long.parseLong(position))) : error;
    }

    private static TidemillException notAllowed(String message) {
        return new TidemillException(ErrorCode.STATEMENT_NOT_ALLOWED, message)
                .withHint("Queries read published tables; rows are written through the ingest API");
    }

    private static TidemillException tooComplex() {
        return new TidemillException(ErrorCode.INVALID_SQL, "The query is nested too deeply")
                .withHint("Split it, or put parts of it into WITH");
    }

    private static void requireSmall(JsonNode root) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(root);
        int objects = 0;
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.isObject() && ++objects > TREE_OBJECTS_MAX) {
                throw tooComplex();
            }
            node.forEach(open::push);
        }
    }

    /** A node that is not looked at yet, and what WITH defines where it stands. */
    private record Open(JsonNode node, @Nullable WithScope scope) {}

    private void walk(JsonNode root) {
        Deque<Open> open = new ArrayDeque<>();
        open.push(new Open(root, null));
        while (!open.isEmpty()) {
            Open next = open.pop();
            if (next.node().isObject()) {
                checkObject(next);
            }
            pushParts(next, open);
        }
    }

    private void pushParts(Open of, Deque<Open> open) {
        JsonNode node = of.node();
        String type = node.path("type").asText();
        if (type.equals("TABLE_FUNCTION")) {
            node.path("function").forEach(part -> open.push(new Open(part, of.scope())));
            return;
        }
        if (!node.isObject()) {
            node.forEach(part -> open.push(new Open(part, of.scope())));
            return;
        }
        WithScope inside = pushItems(of, open);
        WithScope repeated =
                type.equals("RECURSIVE_CTE_NODE")
                        ? new WithScope(folded(node, "cte_name"), inside)
                        : inside;
        for (Map.Entry<String, JsonNode> part : node.properties()) {
            if (!part.getKey().equals("cte_map")) {
                boolean repeats = part.getKey().equals("right");
                open.push(new Open(part.getValue(), repeats ? repeated : inside));
            }
        }
    }

    /**
     * The items of a node's WITH, each of which sees those before it.
     *
     * @return what the node's body sees
     */
    private static @Nullable WithScope pushItems(Open of, Deque<Open> open) {
        WithScope scope = of.scope();
        for (JsonNode item : of.node().path("cte_map").path("map")) {
            String name = folded(item, "key");
            if (RESERVED_PREFIXES.stream().anyMatch(name::startsWith)) {
                throw notAllowed("The name '" + name + "' in WITH is reserved");
            }
            open.push(new Open(item.path("value"), scope));
            scope = new WithScope(name, scope);
        }
        return scope;
    }

    private static String folded(JsonNode node, String field) {
        return WithScope.folded(node.path(field).asText());
    }

    private void checkObject(Open open) {
        JsonNode node = open.node();
        JsonNode expression = node.path("class");
        if (expression.isTextual()) {
            checkExpression(expression.asText(), node);
        } else if (node.path("type").isTextual()) {
            checkNode(node.path("type").asText(), open);
        }
    }

    private void checkExpression(String kind, JsonNode node) {
        boolean known = EXPRESSIONS.contains(kind) || (parameters && kind.equals("PARAMETER"));
        if (!known) {
            throw notAllowed("A query may not hold " + kind.toLowerCase(Locale.ROOT))
                    .at(DuckErrors.placeAt(sql, node.path("query_location").asLong()));
        }
        if (kind.equals("FUNCTION") || kind.equals("WINDOW")) {
            checkFunction(node, AllowedFunctions.contains(name(node)));
        }
    }

    private static String name(JsonNode function) {
        return function.path("function_name").asText().toLowerCase(Locale.ROOT);
    }

    private void checkFunction(JsonNode node, boolean allowed) {
        boolean qualified =
                !node.path("schema").asText().isEmpty() || !node.path("catalog").asText().isEmpty();
        if (allowed && !qualified) {
            return;
        }
        String name = name(node);
        TidemillException error =
                qualified || isKnownFunction.test(name)
                        ? notAllowed("The function " + name + " may not be used in queries")
                        : new TidemillException(
                                ErrorCode.UNKNOWN_FUNCTION, "There is no function " + name);
        throw place(error, node);
    }

    private TidemillException place(TidemillException error, JsonNode node) {
        long location = node.path("query_location").asLong(-1);
        return location < 0 || location > SQL_LENGTH_MAX * 4L
                ? error
                : error.at(DuckErrors.placeAt(sql, location));
    }

    private void checkNode(String kind, Open open) {
        if (kind.endsWith("_TYPE_INFO")) {
            return;
        }
        if (!NODES.contains(kind)) {
            throw notAllowed("A query may not hold " + kind.toLowerCase(Locale.ROOT));
        }
        if (kind.equals("BASE_TABLE")) {
            checkTable(open);
        } else if (kind.equals("TABLE_FUNCTION")) {
            JsonNode function = open.node().path("function");
            checkFunction(function, AllowedFunctions.TABLE_FUNCTIONS.contains(name(function)));
        }
    }

    private void checkTable(Open open) {
        JsonNode node = open.node();
        String schema = folded(node, "schema_name");
        String name = folded(node, "table_name");
        boolean here = node.path("catalog_name").asText().isEmpty();
        if (here && schema.isEmpty() && WithScope.holds(open.scope(), name)) {
            return;
        }
        boolean plain = schema.isEmpty() || schema.equals("main") || schema.equals("public");
        String full = plain ? name : schema + "." + name;
        String table = here && node.path("at_clause").isNull() ? tables.get(full) : null;
        if (table == null) {
            throw place(
                    new TidemillException(
                                    ErrorCode.UNKNOWN_TABLE, "There is no table '" + full + "'")
                            .withHint("The tables are " + String.join(", ", tables.values())),
                    node);
        }
        referenced.add(table);
    }
}
