package dev.tidemill.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds in a query's parse tree which constants a table's columns are compared with, so that a scan
 * can look rows up by their key instead of reading all.
 *
 * <p>Only what is certain counts: the table stands once in the whole query, in the FROM of a SELECT
 * or in its inner joins, and the comparison is one of the conjuncts of that SELECT's WHERE. Every
 * row that the scan then leaves out, the WHERE would have left out.
 */
final class KeyPredicates {
    /** A constant as the query has it. */
    record Constant(boolean isText, String text) {}

    private final String table;

    /** Constants by the column's name in lower case. */
    private final Map<String, List<Constant>> columns = new HashMap<>();

    private KeyPredicates(String table) {
        this.table = table;
    }

    /** The published table that is meant. */
    String table() {
        return table;
    }

    /** What the column is compared with; null when it is not. */
    @org.jspecify.annotations.Nullable
    List<Constant> constants(String column) {
        return columns.get(column.toLowerCase(Locale.ROOT));
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
        if (!isOfInnerJoins(select.path("from_table"), tables)) {
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
        switch (condition.path("type").asText()) {
            case "CONJUNCTION_AND" ->
                    condition.path("children").forEach(child -> add(child, called, isAlone));
            case "COMPARE_EQUAL" -> {
                JsonNode left = condition.path("left");
                JsonNode right = condition.path("right");
                if (left.path("class").asText().equals("CONSTANT")) {
                    add(right, List.of(left), called, isAlone);
                } else {
                    add(left, List.of(right), called, isAlone);
                }
            }
            case "COMPARE_IN" -> {
                List<JsonNode> children = new ArrayList<>();
                condition.path("children").forEach(children::add);
                add(children.removeFirst(), children, called, isAlone);
            }
            default -> {}
        }
    }

    private void add(JsonNode column, List<JsonNode> values, String called, boolean isAlone) {
        JsonNode names = column.path("column_names");
        boolean unqualified = names.size() == 1 && isAlone;
        boolean qualified = names.size() == 2 && names.path(0).asText().equalsIgnoreCase(called);
        boolean ours =
                column.path("class").asText().equals("COLUMN_REF") && (unqualified || qualified);
        if (!ours) {
            return;
        }
        List<Constant> constants = new ArrayList<>();
        for (JsonNode value : values) {
            String kind = value.path("literal").path("kind").asText();
            if (!value.path("class").asText().equals("CONSTANT")
                    || !(kind.equals("STRING") || kind.equals("INTEGER"))) {
                return;
            }
            constants.add(
                    new Constant(
                            kind.equals("STRING"), value.path("literal").path("text").asText()));
        }
        String name = names.path(names.size() - 1).asText().toLowerCase(Locale.ROOT);
        columns.putIfAbsent(name, constants);
    }
}
