package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.engine.state.StateSpace;
import java.util.Arrays;
import java.util.List;

/**
 * An expression over all rows of a batch. One that works on texts or decimals is evaluated by
 * several threads when there are many rows, each a range of them with a kernel of its own; what is
 * cheaper than copying its ranges together is not. No expression of the project's own Java is: its
 * code need not know threads. The answer does not depend on it. One thread at a time asks.
 */
final class RangedKernel {
    private static final int RANGES = StateSpace.PARTITIONS;

    /** One, or one for each range. */
    private final Kernel[] kernels;

    private final Schema schema;

    RangedKernel(Expr expression) {
        this.kernels = new Kernel[isHeavy(expression) && !callsJava(expression) ? RANGES : 1];
        this.schema = Schema.of(Field.of("value", expression.type()));
        Arrays.setAll(kernels, _ -> ExpressionCompiler.compile(expression));
    }

    private static boolean isHeavy(Expr expression) {
        List<Expr> operands = expression.children();
        return operands.stream().anyMatch(RangedKernel::isHeavy)
                || operands.stream()
                        .anyMatch(
                                operand ->
                                        !(operand instanceof Literal)
                                                && isLong(operand.type().physical()))
                || (!operands.isEmpty() && expression.type().physical() == Physical.BYTES);
    }

    private static boolean isLong(Physical physical) {
        return physical == Physical.BYTES || physical == Physical.INT128;
    }

    private static boolean callsJava(Expr expression) {
        return expression instanceof JavaCall
                || expression.children().stream().anyMatch(RangedKernel::callsJava);
    }

    /** The values for all rows of the frame's batch; rows that fail are in the frame's errors. */
    Column evaluate(Frame frame, Partitions partitions) {
        int size = frame.batch().size();
        if (kernels.length > 1 && partitions.isParallel(size)) {
            Frame[] frames = new Frame[RANGES];
            Batch[] pieces = new Batch[RANGES];
            partitions.run(
                    size,
                    range -> {
                        frames[range] = Frame.over(frame.batch());
                        Column piece = kernels[range].evaluate(frames[range], range(range, size));
                        pieces[range] = Batch.insertions(schema, piece.as(schema.type(0)));
                    });
            if (Arrays.stream(frames).allMatch(each -> each.errors().isEmpty())) {
                return Batch.concat(schema, List.of(pieces)).column(0);
            }
            // Rows that fail are told in the order in which one thread meets them.
        }
        return kernels[0].evaluate(frame, Selection.all(size));
    }

    private static Selection range(int number, int size) {
        int from = (int) ((long) size * number / RANGES);
        int to = (int) ((long) size * (number + 1) / RANGES);
        return Selection.range(from, to - from);
    }
}
