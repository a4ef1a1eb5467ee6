package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The order of rows on a screen: by one column if there is one, then by all columns from the left,
 * so that a row keeps its place while its numbers move. NULL comes last, either way round.
 *
 * @param column the index of the column that leads; -1 for none
 */
record RowOrder(int column, boolean descending) implements Comparator<JsonNode> {
    private static final String DESCENDING = ".desc";
    private static final String ASCENDING = ".asc";

    static final RowOrder FROM_THE_LEFT = new RowOrder(-1, false);

    /**
     * Reads {@code late_rate}, {@code late_rate.asc} or {@code late_rate.desc}; null is no wish.
     */
    static RowOrder parse(@Nullable String wish, JsonNode columns) {
        if (wish == null) {
            return FROM_THE_LEFT;
        }
        boolean descending = wish.endsWith(DESCENDING);
        String suffix = descending ? DESCENDING : wish.endsWith(ASCENDING) ? ASCENDING : "";
        String name = wish.substring(0, wish.length() - suffix.length());
        for (int i = 0; i < columns.size(); i++) {
            if (columns.path(i).path("name").asText().equals(name)) {
                return new RowOrder(i, descending);
            }
        }
        throw new TidemillException(
                ErrorCode.UNKNOWN_COLUMN, "the table has no column \"%s\"".formatted(name));
    }

    @Override
    public int compare(JsonNode left, JsonNode right) {
        if (column >= 0) {
            int order = compareValues(left.path(column), right.path(column), descending);
            if (order != 0) {
                return order;
            }
        }
        for (int i = 0; i < left.size(); i++) {
            int order = compareValues(left.path(i), right.path(i), false);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareValues(JsonNode left, JsonNode right, boolean descending) {
        if (left.isNull() || right.isNull()) {
            return Boolean.compare(left.isNull(), right.isNull());
        }
        int order =
                left.isNumber() && right.isNumber()
                        ? Double.compare(left.asDouble(), right.asDouble())
                        : left.asText().compareTo(right.asText());
        return descending ? -order : order;
    }
}
