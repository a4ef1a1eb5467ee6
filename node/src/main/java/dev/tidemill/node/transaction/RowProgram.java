package dev.tidemill.node.transaction;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions over rows with the kernels that keep live tables. A row that fails refuses
 * the whole.
 */
final class RowProgram {
    private static final Batch NOTHING = new Batch(new Schema(List.of()), new Column[0], 1, null);

    private RowProgram() {}

    /**
     * What expressions make of rows.
     *
     * @param schema of the result, in whose types the values are
     * @throws TidemillException the code of the first row that fails
     */
    static Batch projected(List<Expr> expressions, Batch rows, Schema schema) {
        Frame frame = Frame.over(rows);
        Column[] columns = new Column[expressions.size()];
        for (int i = 0; i < columns.length; i++) {
            Kernel kernel = ExpressionCompiler.compile(expressions.get(i));
            columns[i] = kernel.evaluate(frame, Selection.all(rows.size())).as(schema.type(i));
        }
        refuse(frame);
        return new Batch(schema, columns, rows.size(), null);
    }

    /** The rows for which a condition is true; all without one. */
    static Batch filtered(@Nullable Kernel condition, Batch rows) {
        if (condition == null || rows.isEmpty()) {
            return rows;
        }
        Frame frame = Frame.over(rows);
        BoolColumn truth = (BoolColumn) condition.evaluate(frame, Selection.all(rows.size()));
        refuse(frame);
        int[] kept = new int[rows.size()];
        int count = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (!truth.isNull(row) && truth.values()[row]) {
                kept[count++] = row;
            }
        }
        return count == rows.size() ? rows : rows.gather(kept, count);
    }

    /** The first row for which a condition is false, -1 when it is for none; NULL passes. */
    static int firstFalse(Kernel condition, Batch rows) {
        Frame frame = Frame.over(rows);
        BoolColumn truth = (BoolColumn) condition.evaluate(frame, Selection.all(rows.size()));
        refuse(frame);
        for (int row = 0; row < rows.size(); row++) {
            if (!truth.isNull(row) && !truth.values()[row]) {
                return row;
            }
        }
        return -1;
    }

    /** The value of an expression that reads no columns. */
    static @Nullable Object constant(Expr expression) {
        if (expression instanceof Literal literal) {
            return literal.value();
        }
        Frame frame = Frame.over(NOTHING);
        Column value = ExpressionCompiler.compile(expression).evaluate(frame, Selection.all(1));
        refuse(frame);
        return value.value(0);
    }

    private static void refuse(Frame frame) {
        if (!frame.errors().isEmpty()) {
            RowError error = frame.errors().list().getFirst();
            throw new TidemillException(error.code(), error.message())
                    .withDetail(
                            "in %s of the row %s"
                                    .formatted(error.expression(), frame.batch().row(error.row())));
        }
    }
}
