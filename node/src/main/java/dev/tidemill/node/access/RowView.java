package dev.tidemill.node.access;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.sql.rewrite.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns a table's rows into those that somebody may see. It works on each row alone, so changes of
 * rows become changes of what is seen by the same way, their weights kept. Safe for all threads.
 */
final class RowView {
    private final int[] needed;
    private final @Nullable Kernel filter;
    private final Output[] outputs;
    private final Schema schema;

    /** A column: where its value stands, or what computes it. */
    private record Output(int slot, @Nullable Kernel mask) {}

    private RowView(int[] needed, @Nullable Kernel filter, Output[] outputs, Schema schema) {
        this.needed = needed;
        this.filter = filter;
        this.outputs = outputs;
        this.schema = schema;
    }

    /** What computes some columns of a view. */
    static RowView of(TableView view, int... wanted) {
        TreeSet<Integer> read = new TreeSet<>();
        List<TableView.Column> columns = new ArrayList<>();
        for (int position : wanted) {
            TableView.Column column = view.columns().get(position);
            columns.add(column);
            if (column.mask() == null) {
                read.add(column.position());
            } else {
                read.addAll(Columns.used(column.mask()));
            }
        }
        if (view.filter() != null) {
            read.addAll(Columns.used(view.filter()));
        }
        List<Integer> slots = List.copyOf(read);
        Output[] outputs = new Output[columns.size()];
        for (int i = 0; i < outputs.length; i++) {
            Expr mask = columns.get(i).mask();
            outputs[i] =
                    mask == null
                            ? new Output(slots.indexOf(columns.get(i).position()), null)
                            : new Output(-1, compiled(mask, slots));
        }
        return new RowView(
                slots.stream().mapToInt(Integer::intValue).toArray(),
                view.filter() == null ? null : compiled(view.filter(), slots),
                outputs,
                view.schema().select(wanted));
    }

    private static Kernel compiled(Expr expression, List<Integer> slots) {
        return ExpressionCompiler.compile(Columns.mapped(expression, slots::indexOf));
    }

    /** The columns of the table that {@link #of(Batch)} is to be given, in this order. */
    int[] needed() {
        return needed.clone();
    }

    /** What of rows may be seen, given the columns that are needed. */
    Batch of(Batch rows) {
        Batch kept = filter == null ? rows : filtered(rows, filter);
        if (kept.isEmpty()) {
            return Batch.empty(schema);
        }
        Column[] columns = new Column[outputs.length];
        for (int i = 0; i < columns.length; i++) {
            Kernel mask = outputs[i].mask();
            columns[i] =
                    mask == null
                            ? kept.column(outputs[i].slot())
                            : mask.evaluate(Frame.over(kept), Selection.all(kept.size()))
                                    .as(schema.type(i));
        }
        return new Batch(schema, columns, kept.size(), kept.weights());
    }

    /** A row for which the filter is not known, or fails, is kept back. */
    private static Batch filtered(Batch rows, Kernel filter) {
        if (rows.isEmpty()) {
            return rows;
        }
        Frame frame = Frame.over(rows);
        BoolColumn answers = (BoolColumn) filter.evaluate(frame, Selection.all(rows.size()));
        int[] kept = new int[rows.size()];
        int count = 0;
        for (int row = 0; row < kept.length; row++) {
            if (answers.values()[row] && !answers.isNull(row) && !frame.errors().failed(row)) {
                kept[count++] = row;
            }
        }
        return count == rows.size() ? rows : rows.gather(kept, count);
    }
}
