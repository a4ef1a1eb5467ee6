package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.OutputColumn;
import dev.tidemill.node.pgcatalog.evaluate.Relation;
import dev.tidemill.node.pgcatalog.evaluate.Run;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A relation of the catalog with PostgreSQL's columns.
 *
 * @param view whether clients see it as a view
 * @param notNull the columns that are never NULL
 */
record CatalogRelation(
        String schema,
        String name,
        long oid,
        boolean view,
        List<OutputColumn> columns,
        Set<String> notNull)
        implements Relation {

    CatalogRelation {
        columns = List.copyOf(columns);
        notNull = Set.copyOf(notNull);
    }

    @Override
    public List<@Nullable Object[]> rows(Run run) {
        return ((Listing.Seen) run.surroundings()).listing().rows(this, run);
    }

    int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " has no column " + column);
    }

    /** Two of the same name are the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
