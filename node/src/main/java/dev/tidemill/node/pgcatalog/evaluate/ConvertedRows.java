package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query with other names or types of its columns.
 *
 * @param values of the new columns, over frames of the query's rows
 */
record ConvertedRows(Rows from, List<OutputColumn> columns, List<Expression> values)
        implements Rows {
    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        List<@Nullable Object[]> converted = new ArrayList<>();
        for (@Nullable Object[] row : from.rows(run, outer)) {
            Frame frame = new Frame(run, outer, row);
            converted.add(TermBinder.listed(values, frame).toArray());
        }
        return converted;
    }
}
