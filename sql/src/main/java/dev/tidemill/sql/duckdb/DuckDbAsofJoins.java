package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Join;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** As-of joins as the first of all candidates in order: DuckDB's own form leaves ties open. */
final class DuckDbAsofJoins {
    private DuckDbAsofJoins() {}

    /** The query, of the queries of the two sides. */
    static String query(AsofJoin join, String left, String right) {
        int width = join.left().schema().size();
        String columns =
                IntStream.range(0, join.schema().size())
                        .mapToObj(i -> (i < width ? "l.c" + i : "r.c" + (i - width)) + " AS c" + i)
                        .collect(Collectors.joining(", "));
        return "SELECT "
                + columns
                + " FROM (SELECT *, row_number() OVER () AS number FROM ("
                + left
                + ") AS t) AS l "
                + (join.keepsAll() ? "LEFT" : "INNER")
                + " JOIN ("
                + right
                + ") AS r ON "
                + condition(join)
                + " QUALIFY row_number() OVER (PARTITION BY l.number ORDER BY "
                + order(join)
                + ") = 1";
    }

    private static String condition(AsofJoin join) {
        List<String> conditions = new ArrayList<>();
        for (Join.KeyPair key : join.keys()) {
            conditions.add("l.c" + key.left() + " = r.c" + key.right());
        }
        String operator =
                switch (join.direction()) {
                    case AT_OR_BEFORE -> " >= ";
                    case BEFORE -> " > ";
                    case AT_OR_AFTER -> " <= ";
                    case AFTER -> " < ";
                };
        conditions.add("l.c" + join.leftOrder() + operator + "r.c" + join.rightOrder());
        return String.join(" AND ", conditions);
    }

    private static String order(AsofJoin join) {
        String way = join.direction().looksBack() ? " DESC NULLS FIRST" : " ASC NULLS LAST";
        List<String> order = new ArrayList<>();
        order.add("r.c" + join.rightOrder() + way);
        for (int i = 0; i < join.right().schema().size(); i++) {
            order.add("r.c" + i + way);
        }
        return String.join(", ", order);
    }
}
