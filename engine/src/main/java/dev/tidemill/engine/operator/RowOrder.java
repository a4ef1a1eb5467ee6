package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ValueOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A total order of rows: some columns as they are sorted, then all others, ascending with NULLs
 * last. Rows that are equal in it are equal.
 */
final class RowOrder {
    private final List<SortKey> sorted;
    private final List<SortKey> others = new ArrayList<>();

    RowOrder(Schema schema, List<SortKey> sorted) {
        this.sorted = List.copyOf(sorted);
        for (int i = 0; i < schema.size(); i++) {
            int column = i;
            if (sorted.stream().noneMatch(key -> key.column() == column)) {
                others.add(new SortKey(column, false, false));
            }
        }
    }

    /** The columns that come first in the order, as they are sorted. */
    List<SortKey> sorted() {
        return sorted;
    }

    /**
     * Compares by the sorted columns only.
     *
     * @param a the sorted columns of a batch, in their order
     */
    int compareSorted(Column[] a, int i, Column[] b, int j) {
        for (int k = 0; k < a.length; k++) {
            int order = compare(sorted.get(k), a[k], i, b[k], j);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Compares two rows that are equal in the sorted columns. */
    int compareOthers(Batch a, int i, Batch b, int j) {
        for (SortKey key : others) {
            int order = compare(key, a.column(key.column()), i, b.column(key.column()), j);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(SortKey key, Column a, int i, Column b, int j) {
        boolean one = a.isNull(i);
        boolean two = b.isNull(j);
        if (one || two) {
            return one == two ? 0 : one == key.nullsFirst() ? -1 : 1;
        }
        int order = ValueOrder.compare(a, i, b, j);
        return key.descending() ? -order : order;
    }

    /** The sorted columns of a batch, in their order. */
    Column[] sortedColumns(Batch batch) {
        Column[] columns = new Column[sorted.size()];
        for (int k = 0; k < columns.length; k++) {
            columns[k] = batch.column(sorted.get(k).column());
        }
        return columns;
    }
}
