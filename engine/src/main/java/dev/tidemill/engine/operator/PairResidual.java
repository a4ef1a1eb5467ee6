package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Kernel;
import dev.tidemill.engine.expression.Selection;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The residual of a join of pairs. It is asked of candidates of which only the columns that it
 * reads are made; the others are made when a candidate fails, for the error row.
 */
final class PairResidual {
    private final Kernel kernel;
    private final Schema schema;
    private final int leftWidth;

    /** What stands for a column that is not read; null where it is. */
    private final @Nullable Column[] blanks;

    PairResidual(Join plan, Expr residual) {
        this.kernel = ExpressionCompiler.compile(residual);
        this.schema = plan.pairSchema();
        this.leftWidth = plan.left().schema().size();
        BitSet read = new BitSet();
        collect(residual, read);
        this.blanks = new Column[schema.size()];
        for (int i = 0; i < blanks.length; i++) {
            blanks[i] = read.get(i) ? null : Column.nulls(schema.type(i), PairList.CHUNK_PAIRS);
        }
    }

    private static void collect(Expr expression, BitSet read) {
        if (expression instanceof ColumnRef ref) {
            read.set(ref.index());
        }
        expression.children().forEach(child -> collect(child, read));
    }

    /** Candidates: some rows of one side's changes beside named rows of the other side. */
    record Candidates(
            PairChanges changes,
            boolean isLeft,
            PairSide other,
            int[] asking,
            long[] partners,
            int from,
            int to) {
        private Column column(int index, int leftWidth) {
            int field = index < leftWidth ? index : index - leftWidth;
            if ((index < leftWidth) == isLeft) {
                int[] rows = Arrays.copyOfRange(asking, from, to);
                return changes.batch().column(field).gather(rows, rows.length);
            }
            return other.read(field, partners, from, to - from);
        }

        private int count() {
            return to - from;
        }

        private long weight(int i) {
            return changes.batch().weight(asking[from + i]) * other.weight(partners[from + i]);
        }
    }

    /** Moves the pairs for which the residual is true together; gives where they end. */
    int keep(Candidates candidates, ErrorRows errors) {
        int count = candidates.count();
        Frame frame = Frame.over(sparse(candidates));
        BoolColumn answers = (BoolColumn) kernel.evaluate(frame, Selection.all(count));
        if (!frame.errors().isEmpty()) {
            errors.add(whole(candidates), frame.errors());
        }
        int end = candidates.from();
        for (int i = 0; i < count; i++) {
            if (answers.values()[i] && !answers.isNull(i) && !frame.errors().failed(i)) {
                candidates.asking()[end] = candidates.asking()[candidates.from() + i];
                candidates.partners()[end++] = candidates.partners()[candidates.from() + i];
            }
        }
        return end;
    }

    /** The candidates with the columns that the residual reads. */
    private Batch sparse(Candidates candidates) {
        int count = candidates.count();
        Column[] columns = new Column[blanks.length];
        for (int i = 0; i < columns.length; i++) {
            Column blank = blanks[i];
            columns[i] = blank == null ? candidates.column(i, leftWidth) : first(blank, count);
        }
        return new Batch(schema, columns, count, null);
    }

    private Batch whole(Candidates candidates) {
        Column[] columns = new Column[blanks.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = candidates.column(i, leftWidth);
        }
        long[] weights = new long[candidates.count()];
        Arrays.setAll(weights, candidates::weight);
        return new Batch(schema, columns, weights.length, weights);
    }

    /** The first rows of a column; nothing is copied. */
    private static Column first(Column column, int count) {
        return switch (column) {
            case BoolColumn c -> new BoolColumn(c.type(), count, c.values(), c.nulls());
            case IntColumn c -> new IntColumn(c.type(), count, c.values(), c.nulls());
            case LongColumn c -> new LongColumn(c.type(), count, c.values(), c.nulls());
            case DoubleColumn c -> new DoubleColumn(c.type(), count, c.values(), c.nulls());
            case Int128Column c -> new Int128Column(c.type(), count, c.high(), c.low(), c.nulls());
            case BytesColumn c ->
                    new BytesColumn(c.type(), count, c.offsets(), c.bytes(), c.nulls());
            case IntervalColumn c ->
                    new IntervalColumn(
                            c.type(), count, c.months(), c.days(), c.micros(), c.nulls());
        };
    }
}
