package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of VALUES. */
record ValueRows(List<OutputColumn> columns, List<List<Expression>> values) implements Rows {
    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        Frame frame = new Frame(run, outer, new Object[0]);
        List<@Nullable Object[]> rows = new ArrayList<>();
        values.forEach(row -> rows.add(TermBinder.listed(row, frame).toArray()));
        return rows;
    }
}
