package dev.tidemill.engine.expression;

import dev.tidemill.algebra.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one batch that failed. Of several failures of a row the first counts; the order of
 * evaluation does not depend on the other rows, so that taking a row back finds the same error. Not
 * thread-safe.
 */
public final class RowErrors {
    private final int rowCount;
    private final List<RowError> errors = new ArrayList<>();
    private boolean @Nullable [] failed;

    public RowErrors(int rowCount) {
        this.rowCount = rowCount;
    }

    public void add(int row, ErrorCode code, String message, String expression) {
        if (failed == null) {
            failed = new boolean[rowCount];
        }
        if (!failed[row]) {
            failed[row] = true;
            errors.add(new RowError(row, code, message, expression));
        }
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public boolean failed(int row) {
        return failed != null && failed[row];
    }

    /** The errors in the order in which they were met; at most one a row. */
    public List<RowError> list() {
        return errors;
    }

    /** The selected rows that did not fail. */
    public Selection survivors(Selection rows) {
        if (failed == null) {
            return rows;
        }
        int[] kept = new int[rows.count()];
        int count = 0;
        for (int i = 0; i < rows.count(); i++) {
            int row = rows.row(i);
            if (!failed[row]) {
                kept[count++] = row;
            }
        }
        return new Selection(kept, count);
    }
}
