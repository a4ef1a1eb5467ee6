package dev.tidemill.node.pgcatalog.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query inside another one, which is evaluated once when it names nothing of the one around.
 *
 * @param isCorrelated whether it names something of a query around it
 */
record Subquery(Rows query, boolean isCorrelated) {
    List<OutputColumn> columns() {
        return query.columns();
    }

    RowTable table(Frame frame) {
        return isCorrelated
                ? new RowTable(query.rows(frame.run, frame))
                : frame.run.table(this, () -> query.rows(frame.run, frame));
    }

    List<@Nullable Object[]> rows(Frame frame) {
        return table(frame).rows();
    }
}
