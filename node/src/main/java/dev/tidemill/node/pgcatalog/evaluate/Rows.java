package dev.tidemill.node.pgcatalog.evaluate;

import org.jspecify.annotations.Nullable;

import java.util.List;

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
