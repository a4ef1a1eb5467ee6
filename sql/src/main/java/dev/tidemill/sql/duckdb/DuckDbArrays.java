package dev.tidemill.sql.duckdb;

import static dev.tidemill.sql.duckdb.DuckDbFunctions.typed;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;

/** Functions of arrays over DuckDB's lists, whose negative positions and NULLs mean otherwise. */
final class DuckDbArrays {
    private DuckDbArrays() {}

    static String render(Call call, List<String> args) {
        String first = args.getFirst();
        String second = args.size() > 1 ? args.get(1) : "";
        Type type = call.arguments().getFirst().type();
        return switch (call.function()) {
            case ARRAY -> typed(call, "[" + String.join(", ", args) + "]");
            case ELEMENT -> "(CASE WHEN %2$s > 0 THEN %1$s[%2$s] END)".formatted(first, second);
            case CARDINALITY -> typed(call, "len(" + first + ")");
            case ARRAY_LENGTH ->
                    "(CASE WHEN %2$s = 1 THEN CAST(nullif(len(%1$s), 0) AS INTEGER) END)"
                            .formatted(first, second);
            case ARRAY_APPEND -> "list_append(" + orEmpty(first, type) + ", " + second + ")";
            case ARRAY_PREPEND ->
                    "list_prepend(" + first + ", " + orEmpty(second, call.type()) + ")";
            case ARRAY_CONCAT ->
                    "(CASE WHEN %s IS NOT NULL OR %s IS NOT NULL THEN list_concat(%s, %s) END)"
                            .formatted(first, second, orEmpty(first, type), orEmpty(second, type));
            case ARRAY_REMOVE ->
                    "list_filter(%s, lambda y: y IS DISTINCT FROM %s)".formatted(first, second);
            case IN_ARRAY ->
                    """
                    (CASE WHEN %2$s IS NULL THEN NULL WHEN len(%2$s) = 0 THEN FALSE \
                    WHEN %1$s IS NULL THEN NULL WHEN list_contains(%2$s, %1$s) THEN TRUE \
                    WHEN len(list_filter(%2$s, lambda y: y IS NULL)) > 0 THEN NULL \
                    ELSE FALSE END)"""
                            .formatted(first, second);
            case ARRAY_CONTAINS ->
                    "(len(list_filter(%2$s, lambda y: y IS NULL OR NOT list_contains(%1$s, y))) = 0)"
                            .formatted(first, second);
            case ARRAY_OVERLAPS ->
                    "(len(list_filter(%2$s, lambda y: list_contains(%1$s, y))) > 0)"
                            .formatted(first, second);
            case ARRAY_TO_STRING -> {
                if (args.size() > 2) {
                    throw DuckDbMoreFunctions.absent(call);
                }
                yield "array_to_string(" + first + ", " + second + ")";
            }
            default -> throw DuckDbMoreFunctions.absent(call);
        };
    }

    /** Lists that are unnested side by side in a SELECT give one row for each position. */
    static String unnest(Unnest unnest, String input) {
        List<String> columns = new ArrayList<>();
        unnest.kept().forEach(column -> columns.add("c" + column + " AS c" + columns.size()));
        String array = "c" + unnest.array();
        String positions = "range(1, len(" + array + ") + 1)";
        if (unnest.outer()) {
            String isEmpty = "coalesce(len(" + array + "), 0) = 0";
            positions = "(CASE WHEN %s THEN [NULL] ELSE %s END)".formatted(isEmpty, positions);
            array = "(CASE WHEN %s THEN [NULL] ELSE %s END)".formatted(isEmpty, array);
        }
        columns.add("unnest(" + array + ") AS c" + columns.size());
        if (unnest.ordinality()) {
            columns.add("unnest(" + positions + ") AS c" + columns.size());
        }
        return "SELECT " + String.join(", ", columns) + " FROM " + input;
    }

    private static String orEmpty(String array, Type type) {
        return "coalesce(" + array + ", " + DuckDbTypes.cast("[]", type) + ")";
    }
}
