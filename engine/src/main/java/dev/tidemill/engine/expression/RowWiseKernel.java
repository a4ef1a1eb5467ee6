package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;

/**
 * Applies a row function to each row. A strict function is not asked where an argument is NULL: the
 * answer is NULL.
 */
final class RowWiseKernel implements Kernel {
    private final RowFunction function;
    private final Kernel[] arguments;
    private final Type type;
    private final String expression;
    private final boolean strict;

    RowWiseKernel(
            RowFunction function,
            Kernel[] arguments,
            Type type,
            String expression,
            boolean strict) {
        this.function = function;
        this.arguments = arguments;
        this.type = type;
        this.expression = expression;
        this.strict = strict;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        Column[] columns = new Column[arguments.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = arguments[i].evaluate(frame, rows);
        }
        boolean[] nulls = strict ? ResultMask.any(columns, count) : null;
        RowOutput out = new RowOutput(type, count);
        for (int i = 0; i < count; i++) {
            if (nulls != null && nulls[i]) {
                out.column().appendNull();
            } else {
                apply(columns, i, out, frame, rows);
            }
        }
        return out.column().build();
    }

    private void apply(Column[] columns, int position, RowOutput out, Frame frame, Selection rows) {
        try {
            function.apply(columns, position, out);
        } catch (RowFailure failure) {
            frame.errors().add(rows.row(position), failure.code(), failure.message(), expression);
            out.column().appendNull();
        }
    }
}
