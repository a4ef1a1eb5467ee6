package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table looks to somebody: which rows and columns there are, and what stands in the columns.
 * Everything is said over the table's own rows, so that a mask lies under whatever is asked.
 *
 * @param base the table's own columns
 * @param filter rows for which it is not true are not there; null for all rows
 * @param columns those that are there, in order
 */
record TableView(Schema base, @Nullable Expr filter, List<Column> columns) {
    /**
     * A column.
     *
     * @param position in the table
     * @param mask what stands in its place, NULL where it fails; null for the value itself
     */
    record Column(int position, @Nullable Expr mask) {}

    TableView {
        requireNonNull(base, "base");
        columns = List.copyOf(columns);
    }

    /** All rows and columns as they are. */
    static TableView whole(Schema base) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < base.size(); i++) {
            columns.add(new Column(i, null));
        }
        return new TableView(base, null, columns);
    }

    /** Whether nothing of the table is kept back. */
    boolean isWhole() {
        return filter == null
                && columns.size() == base.size()
                && columns.stream().allMatch(column -> column.mask() == null);
    }

    /** The columns that are there; a masked one may be NULL. */
    Schema schema() {
        List<Field> fields = new ArrayList<>();
        for (Column column : columns) {
            Field field = base.field(column.position());
            fields.add(column.mask() == null ? field : new Field(field.name(), field.type(), true));
        }
        return new Schema(fields);
    }

    /** Where a column of the table stands here as it is; -1 when it is masked or not there. */
    int bare(int position) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).position() == position) {
                return columns.get(i).mask() == null ? i : -1;
            }
        }
        return -1;
    }

    /** Where columns of the table stand here as they are; empty when one of them does not. */
    List<Integer> bare(List<Integer> positions) {
        List<Integer> found = positions.stream().map(this::bare).toList();
        return found.contains(-1) ? List.of() : found;
    }

    /** What computes some of the columns, by their positions here. */
    RowView rows(int... wanted) {
        return RowView.of(this, wanted);
    }

    /** What computes all columns. */
    RowView rows() {
        int[] all = new int[columns.size()];
        java.util.Arrays.setAll(all, i -> i);
        return rows(all);
    }
}
