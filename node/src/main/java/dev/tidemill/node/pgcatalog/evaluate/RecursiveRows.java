package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.CommonTables.Common;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of WITH RECURSIVE: the rows of its first part, and those that the other part makes of the
 * rows before, until there are no new ones.
 *
 * @param working stands for the rows before
 * @param all whether a row may come twice
 */
record RecursiveRows(Rows first, Rows step, Common working, boolean all) implements Rows {
    @Override
    public List<OutputColumn> columns() {
        return working.columns();
    }

    @Override
    public List<@Nullable Object[]> rows(Run run, @Nullable Frame outer) {
        List<@Nullable Object[]> result = new ArrayList<>();
        Set<List<@Nullable Object>> seen = new HashSet<>();
        List<@Nullable Object[]> before = fresh(run, first.rows(run, outer), seen);
        while (!before.isEmpty()) {
            result.addAll(before);
            Run.requireFew(result.size());
            run.replace(working, before);
            before = fresh(run, step.rows(run, outer), seen);
        }
        return result;
    }

    private List<@Nullable Object[]> fresh(
            Run run, List<@Nullable Object[]> rows, Set<List<@Nullable Object>> seen) {
        List<@Nullable Object[]> fresh = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            run.step();
            if (all || seen.add(Arrays.asList(row))) {
                fresh.add(row);
            }
        }
        return fresh;
    }
}
