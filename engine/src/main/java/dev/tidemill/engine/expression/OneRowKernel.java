package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;

/** Its second argument; a row fails where the first is true. NULL counts as false. */
final class OneRowKernel implements Kernel {
    private final Kernel many;
    private final Kernel value;
    private final String expression;

    OneRowKernel(Kernel many, Kernel value, String expression) {
        this.many = many;
        this.value = value;
        this.expression = expression;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        BoolColumn failing = (BoolColumn) many.evaluate(frame, rows);
        for (int i = 0; i < rows.count(); i++) {
            if (failing.values()[i] && !failing.isNull(i)) {
                frame.errors()
                        .add(
                                rows.row(i),
                                ErrorCode.TOO_MANY_ROWS,
                                "more than one row returned by a subquery used as an expression",
                                expression);
            }
        }
        return value.evaluate(frame, rows);
    }
}
