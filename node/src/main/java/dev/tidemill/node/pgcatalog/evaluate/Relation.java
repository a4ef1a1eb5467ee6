package dev.tidemill.node.pgcatalog.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that queries of the catalog read. Rows have a value for each column, of the class that
 * its type says. Safe for all threads.
 */
public interface Relation {
    String schema();

    String name();

    List<OutputColumn> columns();

    /** The rows, the same ones as long as a run goes on. */
    List<@Nullable Object[]> rows(Run run);
}
