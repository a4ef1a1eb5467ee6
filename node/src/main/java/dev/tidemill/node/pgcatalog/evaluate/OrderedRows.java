package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query in order, and of these some.
 *
 * @param orderBy over frames of the query's rows
 * @param limit null for all
 * @param offset null for none
 */
record OrderedRows(
        Rows from, List<SortRule> orderBy, @Nullable Expression limit, @Nullable Expression offset)
        implements Rows {
    @Override
    public List<OutputColumn> columns() {
        return from.columns();
    }

    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        List<@Nullable Object[]> rows = new ArrayList<>(from.rows(run, outer));
        if (!orderBy.isEmpty()) {
            List<Frame> frames = new ArrayList<>();
            rows.forEach(row -> frames.add(new Frame(run, outer, row)));
            frames.sort(SortRule.comparator(orderBy));
            rows.clear();
            frames.forEach(frame -> rows.add(frame.values));
        }
        Frame frame = new Frame(run, outer, new Object[0]);
        int start = Math.clamp(count(offset, frame, 0), 0, rows.size());
        long most = count(limit, frame, rows.size());
        return rows.subList(start, Math.clamp(start + Math.max(most, 0), start, rows.size()));
    }

    private static long count(@Nullable Expression count, Frame frame, long otherwise) {
        return count != null && count.value(frame) instanceof Long number
                ? Math.min(number, Integer.MAX_VALUE)
                : otherwise;
    }
}
