package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * AND, OR by selection: an operand that may fail sees only the rows which the operands before it
 * have not settled. One that cannot fail is computed for all rows, which is cheaper than choosing.
 */
final class LogicalKernel implements Kernel {
    private final boolean settling;
    private final Kernel[] operands;
    private final boolean[] fallible;

    LogicalKernel(Logical.Kind kind, Kernel[] operands, boolean[] fallible) {
        this.settling = kind == Logical.Kind.OR;
        this.operands = operands;
        this.fallible = fallible;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        BoolColumn first = (BoolColumn) operands[0].evaluate(frame, rows);
        boolean[] values = first.values();
        boolean[] nulls = first.nulls();
        for (int i = 1; i < operands.length; i++) {
            boolean[] outValues = new boolean[count];
            if (fallible[i]) {
                int[] open = new int[count];
                int openCount = unsettled(values, nulls, open, count);
                BoolColumn next =
                        (BoolColumn) operands[i].evaluate(frame, rows.at(open, openCount));
                nulls = spread(values, nulls, next, open, openCount, outValues);
            } else {
                BoolColumn next = (BoolColumn) operands[i].evaluate(frame, rows);
                nulls = combine(values, nulls, next.values(), next.nulls(), outValues);
            }
            values = outValues;
        }
        return new BoolColumn(Type.BOOLEAN, count, values, nulls);
    }

    private int unsettled(boolean[] values, boolean @Nullable [] nulls, int[] open, int count) {
        int openCount = 0;
        for (int i = 0; i < count; i++) {
            if ((nulls != null && nulls[i]) || values[i] != settling) {
                open[openCount++] = i;
            }
        }
        return openCount;
    }

    @SuppressWarnings("ShortCircuitBoolean") // without branches the loop vectorises
    private boolean @Nullable [] combine(
            boolean[] a,
            boolean @Nullable [] aNulls,
            boolean[] b,
            boolean @Nullable [] bNulls,
            boolean[] out) {
        if (aNulls == null && bNulls == null) {
            if (settling) {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] | b[i];
                }
            } else {
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] & b[i];
                }
            }
            return null;
        }
        boolean[] nulls = new boolean[out.length];
        for (int i = 0; i < out.length; i++) {
            merge(
                    a[i],
                    aNulls != null && aNulls[i],
                    b[i],
                    bNulls != null && bNulls[i],
                    i,
                    out,
                    nulls);
        }
        return nulls;
    }

    private boolean[] spread(
            boolean[] a,
            boolean @Nullable [] aNulls,
            BoolColumn next,
            int[] open,
            int openCount,
            boolean[] out) {
        boolean[] nulls = new boolean[out.length];
        Arrays.fill(out, settling);
        for (int j = 0; j < openCount; j++) {
            int i = open[j];
            boolean unknown = aNulls != null && aNulls[i];
            merge(a[i], unknown, next.values()[j], next.isNull(j), i, out, nulls);
        }
        return nulls;
    }

    private void merge(
            boolean a,
            boolean aUnknown,
            boolean b,
            boolean bUnknown,
            int i,
            boolean[] out,
            boolean[] nulls) {
        boolean settled = (!aUnknown && a == settling) || (!bUnknown && b == settling);
        out[i] = settled == settling;
        nulls[i] = !settled && (aUnknown || bUnknown);
    }
}
