package dev.tidemill.sql.lineage;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something of a table that a plan depends on: a column's values, or how many rows there are
 * whatever is in them, as {@code count(*)} does.
 *
 * @param column null for the table's rows
 */
public record Origin(String table, @Nullable String column) implements Comparable<Origin> {
    private static final Comparator<Origin> ORDER =
            Comparator.comparing(Origin::table).thenComparing(Origin::columnOrEmpty);

    public Origin {
        requireNonNull(table, "table");
    }

    /** That a table has the rows that it has. */
    public static Origin rows(String table) {
        return new Origin(table, null);
    }

    public boolean isRows() {
        return column == null;
    }

    private String columnOrEmpty() {
        return column == null ? "" : column;
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }

    /** {@code table.column}, or {@code table.*} for the rows. */
    @Override
    public String toString() {
        return table + "." + (column == null ? "*" : column);
    }
}
