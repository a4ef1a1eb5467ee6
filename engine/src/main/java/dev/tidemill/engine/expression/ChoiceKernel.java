package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;

/**
 * Picks one of its arguments for each row: NULLIF, GREATEST, LEAST. GREATEST and LEAST pass over
 * NULL arguments.
 */
final class ChoiceKernel implements Kernel {
    private final ScalarFunction function;
    private final Kernel[] arguments;
    private final Type type;

    ChoiceKernel(ScalarFunction function, Kernel[] arguments, Type type) {
        this.function = function;
        this.arguments = arguments;
        this.type = type;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column[] columns = new Column[arguments.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = arguments[i].evaluate(frame, rows);
        }
        ColumnBuilder out = ColumnBuilder.of(type, rows.count());
        for (int row = 0; row < rows.count(); row++) {
            int chosen =
                    function == ScalarFunction.NULLIF ? nullIf(columns, row) : best(columns, row);
            if (chosen < 0) {
                out.appendNull();
            } else {
                out.appendFrom(columns[chosen], row);
            }
        }
        return out.build();
    }

    private static int nullIf(Column[] columns, int row) {
        if (columns[0].isNull(row)) {
            return -1;
        }
        return !columns[1].isNull(row) && ValueOrder.compare(columns[0], row, columns[1], row) == 0
                ? -1
                : 0;
    }

    private int best(Column[] columns, int row) {
        int sign = function == ScalarFunction.GREATEST ? 1 : -1;
        int best = -1;
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].isNull(row)) {
                continue;
            }
            if (best < 0 || sign * ValueOrder.compare(columns[i], row, columns[best], row) > 0) {
                best = i;
            }
        }
        return best;
    }
}
