package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;

/** An input column; not copied when all rows are selected. */
record ColumnKernel(int index) implements Kernel {
    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column column = frame.batch().column(index);
        int[] selected = rows.rows();
        if (selected == null && rows.count() == column.size()) {
            return column;
        }
        return selected == null
                ? column.slice(rows.from(), rows.from() + rows.count())
                : column.gather(selected, rows.count());
    }
}
