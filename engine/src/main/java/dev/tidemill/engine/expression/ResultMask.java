package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The NULL flags of a result while it is computed; copies shared flags before it writes to them.
 */
final class ResultMask {
    private final Frame frame;
    private final Selection rows;
    private final String expression;
    private boolean @Nullable [] nulls;
    private boolean owned;

    ResultMask(Frame frame, Selection rows, String expression, boolean @Nullable [] nulls) {
        this.frame = frame;
        this.rows = rows;
        this.expression = expression;
        this.nulls = nulls;
    }

    boolean isNull(int position) {
        return nulls != null && nulls[position];
    }

    void setNull(int position) {
        if (nulls == null) {
            nulls = new boolean[rows.count()];
        } else if (!owned) {
            nulls = Arrays.copyOf(nulls, rows.count());
        }
        owned = true;
        nulls[position] = true;
    }

    void fail(int position, RowFailure failure) {
        fail(position, failure.code(), failure.message());
    }

    void fail(int position, ErrorCode code, String message) {
        frame.errors().add(rows.row(position), code, message, expression);
        setNull(position);
    }

    boolean @Nullable [] nulls() {
        return nulls;
    }

    /** NULL where either is; shares an argument's flags when it can. */
    @SuppressWarnings("ShortCircuitBoolean") // without branches the loop vectorises
    static boolean @Nullable [] either(Column left, Column right, int count) {
        boolean[] leftNulls = left.nulls();
        boolean[] rightNulls = right.nulls();
        if (leftNulls == null || leftNulls == rightNulls) {
            return rightNulls;
        }
        if (rightNulls == null) {
            return leftNulls;
        }
        boolean[] nulls = new boolean[count];
        for (int i = 0; i < count; i++) {
            nulls[i] = leftNulls[i] | rightNulls[i];
        }
        return nulls;
    }

    static boolean @Nullable [] any(Column[] columns, int count) {
        boolean[] nulls = null;
        boolean owned = false;
        for (Column column : columns) {
            boolean[] own = column.nulls();
            if (own == null) {
                continue;
            }
            if (nulls == null) {
                nulls = own;
                continue;
            }
            if (!owned) {
                nulls = Arrays.copyOf(nulls, count);
                owned = true;
            }
            for (int i = 0; i < count; i++) {
                nulls[i] |= own[i];
            }
        }
        return nulls;
    }
}
