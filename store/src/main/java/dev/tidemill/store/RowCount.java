package dev.tidemill.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query that asks for nothing but how many rows a table has, which every tick knows without
 * reading it.
 *
 * @param label what the query calls its column
 */
record RowCount(String label) {
    /** What a name without an alias is shown as. */
    private static final String LABEL = "count_star()";

    /** Fields of a node that say where it stands, or what is read by name below. */
    private static final Set<String> READ =
            Set.of(
                    "type",
                    "class",
                    "alias",
                    "query_location",
                    "query_location_length",
                    "qualified_name",
                    "select_list",
                    "from_table",
                    "aggregate_handling",
                    "function_name",
                    "schema_name",
                    "table_name");

    /**
     * Reads the tree of a query that passed the guard. Whatever is in it beside a count and a table
     * makes it another query.
     *
     * @return null for any other query
     */
    static @Nullable RowCount of(JsonNode query) {
        JsonNode selected = query.path("select_list");
        JsonNode count = selected.path(0);
        JsonNode table = query.path("from_table");
        boolean plain =
                isPlain(query, "SELECT_NODE")
                        && selected.size() == 1
                        && query.path("aggregate_handling").asText().equals("STANDARD_HANDLING")
                        && isPlain(count, "FUNCTION")
                        && count.path("function_name").asText().equals("count_star")
                        && isPlain(table, "BASE_TABLE")
                        && isMain(table.path("schema_name").asText());
        if (!plain) {
            return null;
        }
        String alias = count.path("alias").asText();
        return new RowCount(alias.isEmpty() ? LABEL : alias);
    }

    private static boolean isMain(String schema) {
        return schema.isEmpty()
                || schema.equalsIgnoreCase("main")
                || schema.equalsIgnoreCase("public");
    }

    /** Whether the node is of this type, and nothing else is said in it. */
    private static boolean isPlain(JsonNode node, String type) {
        if (!node.path("type").asText().equals(type)) {
            return false;
        }
        return node.properties().stream()
                .allMatch(
                        field ->
                                READ.contains(field.getKey())
                                        || saysNothing(field.getKey(), field.getValue()));
    }

    private static boolean saysNothing(String name, JsonNode value) {
        return switch (name) {
            case "cte_map" -> value.path("map").isArray() && value.path("map").isEmpty();
            case "order_bys" -> value.path("orders").isArray() && value.path("orders").isEmpty();
            default ->
                    value.isNull()
                            || (value.isBoolean() && !value.booleanValue())
                            || (value.isArray() && value.isEmpty())
                            || (value.isTextual() && value.asText().isEmpty());
        };
    }
}
