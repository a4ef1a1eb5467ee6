package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.syntax.Query.SetKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** UNION, INTERSECT and EXCEPT of two queries with the same columns. */
record SetRows(SetKind kind, boolean all, Rows left, Rows right) implements Rows {
    @Override
    public List<OutputColumn> columns() {
        return left.columns();
    }

    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        List<@Nullable Object[]> a = left.rows(run, outer);
        List<@Nullable Object[]> b = right.rows(run, outer);
        List<@Nullable Object[]> result = new ArrayList<>();
        if (kind == SetKind.UNION) {
            result.addAll(a);
            result.addAll(b);
            Run.requireFew(result.size());
        } else {
            Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
            b.forEach(row -> counts.merge(Arrays.asList(row), 1, Integer::sum));
            for (@Nullable Object[] row : a) {
                int count = counts.getOrDefault(Arrays.asList(row), 0);
                if ((count > 0) == (kind == SetKind.INTERSECT)) {
                    result.add(row);
                }
                if (all && count > 0) {
                    counts.put(Arrays.asList(row), count - 1);
                }
            }
        }
        return all ? result : distinct(result);
    }

    static List<@Nullable Object[]> distinct(List<@Nullable Object[]> rows) {
        Set<List<@Nullable Object>> seen = new LinkedHashSet<>();
        List<@Nullable Object[]> distinct = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            if (seen.add(Arrays.asList(row))) {
                distinct.add(row);
            }
        }
        return distinct;
    }
}
