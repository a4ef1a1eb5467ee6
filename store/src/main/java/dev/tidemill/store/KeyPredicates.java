package dev.tidemill.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a query's parse tree which constants a table's columns are compared with, so that a scan
 * can look rows up by their key or an index instead of reading all.
 *
 * <p>Only what is certain counts: the table stands once in the whole query, in the FROM of a SELECT
 * or in its inner joins, and the comparison is one of the conjuncts of that SELECT's WHERE. Every
 * row that the scan then leaves out, the WHERE would have left out.
 */
final class KeyPredicates {
    /** How a constant is written. */
    enum Kind {
        TEXT,
        WHOLE,
        DECIMAL,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ
    }

    /** A constant as the query has it. */
    record Constant(Kind kind, String text) {}

    /** How a column is compared. */
    enum Operator {
        /** It equals one of the constants. */
        ONE_OF,
        AT_LEAST,
        ABOVE,
        AT_MOST,
        BELOW,
        /** It is at least the first constant and at most the second. */
        BETWEEN;

        /** The same comparison with its sides exchanged. */
        Operator turned() {
            return switch (this) {
                case ONE_OF, BETWEEN -> this;
                case AT_LEAST -> AT_MOST;
                case ABOVE -> BELOW;
                case AT_MOST -> AT_LEAST;
                case BELOW -> ABOVE;
            };
        }
    }

    /**
     * A comparison of a column. DuckDB compares it with all its constants in one type, which hangs
     * on all of them.
     */
    record Comparison(Operator operator, List<Constant> constants) {
        Comparison {
            constants = List.copyOf(constants);
        }
    }

    private static final Map<String, Operator> OPERATORS =
            Map.of(
                    "COMPARE_EQUAL", Operator.ONE_OF,
                    "COMPARE_GREATERTHANOREQUALTO", Operator.AT_LEAST,
                    "COMPARE_GREATERTHAN", Operator.ABOVE,
                    "COMPARE_LESSTHANOREQUALTO", Operator.AT_MOST,
                    "COMPARE_LESSTHAN", Operator.BELOW);

    private static final Map<String, Kind> LITERALS =
            Map.of(
                    "STRING", Kind.TEXT,
                    "INTEGER", Kind.WHOLE,
                    "NUMERIC", Kind.DECIMAL,
                    "BOOLEAN", Kind.BOOLEAN);

    private static final Map<String, Kind> TYPED =
            Map.of(
                    "DATE", Kind.DATE,
                    "TIMESTAMP", Kind.TIMESTAMP,
                    "TIMESTAMPTZ", Kind.TIMESTAMPTZ,
                    "TIMESTAMP WITH TIME ZONE", Kind.TIMESTAMPTZ);

    private final String table;

    /** Comparisons by the column's name in lower case. */
    private final Map<String, List<Comparison>> columns = new HashMap<>();

    private KeyPredicates(String table) {
        this.table = table;
    }

    /** The published table that is meant. */
    String table() {
        return table;
    }

    /** What the column is compared with; all of it holds for each row that the query uses. */
    List<Comparison> on(String column) {
        return columns.getOrDefault(column.toLowerCase(Locale.ROOT), List.of());
    }

    /** The predicates on each table that a query reads at one place. */
    static List<KeyPredicates> of(JsonNode root) {
        Map<String, Integer> places = new HashMap<>();
        List<JsonNode> selects = new ArrayList<>();
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            String type = node.path("type").asText();
            if (type.equals("BASE_TABLE")) {
                places.merge(name(node), 1, Integer::sum);
            } else if (type.equals("SELECT_NODE")) {
                selects.add(node);
            }
            node.forEach(open::push);
        }
        List<KeyPredicates> found = new ArrayList<>();
        for (JsonNode select : selects) {
            addOf(select, places, found);
        }
        return found;
    }

    private static String name(JsonNode table) {
        String schema = table.path("schema_name").asText().toLowerCase(Locale.ROOT);
        String name = table.path("table_name").asText().toLowerCase(Locale.ROOT);
        boolean plain = schema.isEmpty() || schema.equals("main") || schema.equals("public");
        return plain ? name : schema + "." + name;
    }

    private static void addOf(
            JsonNode select, Map<String, Integer> places, List<KeyPredicates> found) {
        List<JsonNode> tables = new ArrayList<>();
        // A sample of the query is taken before its WHERE.
        if (select.hasNonNull("sample") || !isOfInnerJoins(select.path("from_table"), tables)) {
            return;
        }
        for (JsonNode table : tables) {
            boolean plain =
                    table.path("type").asText().equals("BASE_TABLE")
                            && table.path("sample").isNull()
                            && table.path("column_name_alias").isEmpty()
                            && places.getOrDefault(name(table), 0) == 1;
            if (plain) {
                KeyPredicates predicates = new KeyPredicates(name(table));
                String alias = table.path("alias").asText().toLowerCase(Locale.ROOT);
                String called =
                        alias.isEmpty()
                                ? table.path("table_name").asText().toLowerCase(Locale.ROOT)
                                : alias;
                predicates.add(select.path("where_clause"), called, tables.size() == 1);
                if (!predicates.columns.isEmpty()) {
                    found.add(predicates);
                }
            }
        }
    }

    private static boolean isOfInnerJoins(JsonNode from, List<JsonNode> tables) {
        if (!from.path("type").asText().equals("JOIN")) {
            tables.add(from);
            return true;
        }
        String kind = from.path("ref_type").asText();
        boolean inner =
                from.path("join_type").asText().equals("INNER")
                        && (kind.equals("REGULAR") || kind.equals("CROSS"));
        return inner
                && isOfInnerJoins(from.path("left"), tables)
                && isOfInnerJoins(from.path("right"), tables);
    }

    private void add(JsonNode condition, String called, boolean isAlone) {
        String type = condition.path("type").asText();
        switch (type) {
            case "CONJUNCTION_AND" ->
                    condition.path("children").forEach(child -> add(child, called, isAlone));
            case "COMPARE_IN" -> {
                List<JsonNode> children = new ArrayList<>();
                condition.path("children").forEach(children::add);
                add(children.removeFirst(), Operator.ONE_OF, children, called, isAlone);
            }
            case "COMPARE_BETWEEN" ->
                    add(
                            condition.path("input"),
                            Operator.BETWEEN,
                            List.of(condition.path("lower"), condition.path("upper")),
                            called,
                            isAlone);
            case "COLUMN_REF" -> keep(condition, Operator.ONE_OF, List.of(TRUE), called, isAlone);
            default -> {
                Operator operator = OPERATORS.get(type);
                if (operator == null) {
                    return;
                }
                JsonNode left = condition.path("left");
                JsonNode right = condition.path("right");
                if (constant(left) != null) {
                    add(right, operator.turned(), List.of(left), called, isAlone);
                } else {
                    add(left, operator, List.of(right), called, isAlone);
                }
            }
        }
    }

    /** What a column that stands alone as a condition equals. */
    private static final Constant TRUE = new Constant(Kind.BOOLEAN, "true");

    private void add(
            JsonNode column,
            Operator operator,
            List<JsonNode> values,
            String called,
            boolean isAlone) {
        List<Constant> constants = new ArrayList<>();
        for (JsonNode value : values) {
            Constant constant = constant(value);
            if (constant == null) {
                return;
            }
            constants.add(constant);
        }
        keep(column, operator, constants, called, isAlone);
    }

    private void keep(
            JsonNode column,
            Operator operator,
            List<Constant> constants,
            String called,
            boolean isAlone) {
        JsonNode names = column.path("column_names");
        boolean unqualified = names.size() == 1 && isAlone;
        boolean qualified = names.size() == 2 && names.path(0).asText().equalsIgnoreCase(called);
        if (column.path("class").asText().equals("COLUMN_REF") && (unqualified || qualified)) {
            String name = names.path(names.size() - 1).asText().toLowerCase(Locale.ROOT);
            columns.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(new Comparison(operator, constants));
        }
    }

    /** A literal, or a text that a type stands before or behind; null for anything else. */
    private static @Nullable Constant constant(JsonNode value) {
        boolean isCast =
                value.path("class").asText().equals("CAST") && !value.path("try_cast").asBoolean();
        JsonNode literal = isCast ? value.path("child") : value;
        if (!literal.path("class").asText().equals("CONSTANT")) {
            return null;
        }
        Kind kind = LITERALS.get(literal.path("literal").path("kind").asText());
        if (isCast) {
            JsonNode type = value.path("type_expr");
            boolean isPlain =
                    type.path("children").isEmpty()
                            && type.path("schema").asText().isEmpty()
                            && type.path("catalog").asText().isEmpty();
            String name = type.path("type_name").asText().toUpperCase(Locale.ROOT);
            kind = kind == Kind.TEXT && isPlain ? TYPED.get(name) : null;
        }
        return kind == null
                ? null
                : new Constant(kind, literal.path("literal").path("text").asText());
    }
}
