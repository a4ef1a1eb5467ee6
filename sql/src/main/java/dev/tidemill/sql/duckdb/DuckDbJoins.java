package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Joins in DuckDB's words; those that only ask for a partner are EXISTS. */
final class DuckDbJoins {
    private DuckDbJoins() {}

    /** The query, of the queries of the two sides. */
    static String query(Join join, String left, String right) {
        String leftRows = "(" + left + ") AS l";
        String rightRows = "(" + right + ") AS r";
        String exists = "EXISTS (SELECT 1 FROM " + rightRows + " WHERE " + condition(join) + ")";
        int width = join.left().schema().size();
        return switch (join.kind()) {
            case INNER, LEFT, FULL ->
                    "SELECT "
                            + columns(join.schema().size(), width)
                            + " FROM "
                            + leftRows
                            + " "
                            + join.kind()
                            + " JOIN "
                            + rightRows
                            + " ON "
                            + condition(join);
            case SEMI -> "SELECT * FROM " + leftRows + " WHERE " + exists;
            case ANTI -> "SELECT * FROM " + leftRows + " WHERE NOT " + exists;
            case MARK -> "SELECT *, " + exists + " AS c" + width + " FROM " + leftRows;
        };
    }

    private static String columns(int size, int width) {
        return IntStream.range(0, size)
                .mapToObj(i -> joined(i, width) + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    private static String joined(int column, int width) {
        return column < width ? "l.c" + column : "r.c" + (column - width);
    }

    private static String condition(Join join) {
        int width = join.left().schema().size();
        List<String> conditions = new ArrayList<>();
        for (Join.KeyPair key : join.keys()) {
            String equals = key.nullsMatch() ? " IS NOT DISTINCT FROM " : " = ";
            conditions.add("l.c" + key.left() + equals + "r.c" + key.right());
        }
        Join.Band band = join.band();
        if (band != null) {
            Type type = join.left().schema().type(band.left());
            String distance =
                    units("l.c" + band.left(), type) + " - " + units("r.c" + band.right(), type);
            if (band.low() != null) {
                conditions.add(distance + " >= " + band.low() + "::HUGEINT");
            }
            if (band.high() != null) {
                conditions.add(distance + " <= " + band.high() + "::HUGEINT");
            }
        }
        if (join.residual() != null) {
            conditions.add(new DuckDbExpressions(i -> joined(i, width)).render(join.residual()));
        }
        return conditions.isEmpty() ? "TRUE" : String.join(" AND ", conditions);
    }

    /** A value as the whole number that a band counts in. */
    private static String units(String value, Type type) {
        String number =
                type.isTimestamp()
                        ? "epoch_us(" + value + ")"
                        : type == Type.DATE ? "(" + value + " - DATE '1970-01-01')" : value;
        return number + "::HUGEINT";
    }
}
