package dev.tidemill.catalog.lineage;

import static java.util.Objects.requireNonNull;

import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * That something depends on something in another entry, or on the rows of its own.
 *
 * @param from what it depends on
 * @param ways in which it does
 */
public record LineageEdge(Origin from, Origin to, SortedSet<Transformation> ways) {
    public LineageEdge {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        ways = Collections.unmodifiableSortedSet(new TreeSet<>(ways));
    }

    /** Whether values are made of it. */
    public boolean isDirect() {
        return ways.stream().anyMatch(way -> way.influence().isDirect());
    }
}
