package dev.tidemill.node.feature;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.sql.RowFormula;
import java.util.List;

/** An expression over one row's values, compiled as live tables compile theirs. Thread-safe. */
final class RowKernel {
    private final Kernel[][] layers;
    private final Schema[] schemas;
    private final Type type;

    RowKernel(RowFormula expression) {
        int count = expression.layers().size();
        this.layers = new Kernel[count][];
        this.schemas = new Schema[count];
        for (int layer = 0; layer < count; layer++) {
            List<Expr> expressions = expression.layers().get(layer);
            layers[layer] =
                    expressions.stream().map(ExpressionCompiler::compile).toArray(Kernel[]::new);
            schemas[layer] =
                    new Schema(expressions.stream().map(e -> Field.of("v", e.type())).toList());
        }
        this.type = expression.type();
    }

    /** The values for all rows; those that fail are NULL and among the errors. */
    Column evaluate(Batch rows, RowErrors errors) {
        Batch at = rows;
        for (int layer = 0; layer < layers.length; layer++) {
            Frame frame = new Frame(at, errors);
            Column[] columns = new Column[layers[layer].length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] =
                        layers[layer][i]
                                .evaluate(frame, Selection.all(at.size()))
                                .as(schemas[layer].type(i));
            }
            at = new Batch(schemas[layer], columns, at.size(), null);
        }
        return at.column(0).as(type);
    }
}
