package dev.tidemill.sql.lineage;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A node's columns followed back to the tables.
 *
 * @param columns by position
 * @param rows what decides which rows there are
 */
record Traced(List<Dependencies> columns, Dependencies rows) {
    Traced {
        columns = List.copyOf(columns);
        requireNonNull(rows, "rows");
    }

    Dependencies column(int position) {
        return columns.get(position);
    }

    /** What depends on some columns by a step. */
    Dependencies of(Collection<Integer> positions, Influence step) {
        return Dependencies.all(positions.stream().map(this::column).toList()).by(step);
    }

    /** The same columns in rows that something more decides on. */
    Traced andRows(Dependencies more) {
        return new Traced(columns, rows.and(more));
    }

    /** The same rows with columns behind these. */
    Traced andColumns(List<Dependencies> more) {
        List<Dependencies> all = new ArrayList<>(columns);
        all.addAll(more);
        return new Traced(all, rows);
    }
}
