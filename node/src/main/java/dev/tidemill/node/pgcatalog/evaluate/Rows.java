package dev.tidemill.node.pgcatalog.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bound query. Columns of unknown type hold texts in quotes whose type nothing around has said.
 */
interface Rows {
    List<OutputColumn> columns();

    /**
     * The rows, made anew.
     *
     * @param outer the row of the query around, or null
     */
    List<@Nullable Object[]> rows(Run run, @Nullable Frame outer);
}
