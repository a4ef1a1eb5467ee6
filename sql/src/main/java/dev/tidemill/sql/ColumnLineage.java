package dev.tidemill.sql;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which table columns an output column's values are computed from. Columns that only decide which
 * rows there are (filters, join keys, grouping) are not in it.
 */
public record ColumnLineage(String column, Set<Origin> origins) {
    /** A column of a table. */
    public record Origin(String table, String column) implements Comparable<Origin> {
        @Override
        public int compareTo(Origin other) {
            int byTable = table.compareTo(other.table);
            return byTable != 0 ? byTable : column.compareTo(other.column);
        }

        @Override
        public String toString() {
            return table + "." + column;
        }
    }

    public ColumnLineage {
        requireNonNull(column, "column");
        origins = java.util.Collections.unmodifiableSet(new TreeSet<>(origins));
    }
}
