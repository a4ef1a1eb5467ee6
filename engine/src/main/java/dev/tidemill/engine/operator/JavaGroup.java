package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.engine.expression.JavaAggregation;
import dev.tidemill.engine.expression.RowFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group of a project's aggregate in one step. It begins quickly: rows go into the object, which
 * is encoded once at the end. When something fails, the object may be torn, and it begins again
 * from the bytes with care: it is encoded after each row, so that one that fails can be left out.
 *
 * <p>Invariant: the state has taken exactly the group's rows but for those that wait, which count 1
 * for a row that is not in it and -1 for one that is not out of it. One thread.
 */
final class JavaGroup {
    /** How many waiting rows are tried in vain at one step. */
    private static final int VAIN_TRIES_MAX = 64;

    /** A row that was taken from those that wait. */
    private record Taken(byte[] key, int sign) {}

    private final JavaAggregation aggregation;
    private final GroupState former;
    private final Column[] arguments;
    private final ArgumentEntries waiting;
    private final long groupRow;
    private final boolean appendOnly;

    /**
     * The step's rows that the object has taken, in order: twice the row, odd for one that left.
     */
    private final IntList taken = new IntList();

    private final List<Taken> retried = new ArrayList<>();
    private @Nullable AggregateState state;
    private boolean anyWaits;
    private boolean careful;

    /** With care, the bytes after the last row that was taken. */
    private GroupState safe;

    /** Why the state cannot be used at all in this step. */
    private @Nullable RowFailure stuck;

    private @Nullable RowFailure lastFailure;

    JavaGroup(
            JavaAggregation aggregation,
            GroupState former,
            Column[] arguments,
            ArgumentEntries waiting,
            long groupRow,
            boolean appendOnly) {
        this.aggregation = aggregation;
        this.former = former;
        this.arguments = arguments;
        this.waiting = waiting;
        this.groupRow = groupRow;
        this.appendOnly = appendOnly;
        this.safe = new GroupState(former.encoded(), null);
        this.anyWaits = former.isFailing() && !appendOnly;
        if (appendOnly && former.isFailing()) {
            stuck = former.failure();
        }
    }

    /** A row of the batch comes (sign 1) or leaves (-1), so many times. */
    void take(int row, int sign, long times) {
        for (long i = 0; i < times; i++) {
            takeOnce(row, sign);
        }
    }

    private void takeOnce(int row, int sign) {
        if (anyWaits && waiting.count(groupRow, arguments, row) * sign < 0) {
            waiting.add(groupRow, arguments, row, sign);
        } else if (stuck != null) {
            await(row, sign);
        } else if (called(arguments, row, sign)) {
            taken.add(2 * row + (sign < 0 ? 1 : 0));
        } else {
            await(row, sign);
        }
    }

    private void await(int row, int sign) {
        if (!appendOnly) {
            waiting.add(groupRow, arguments, row, sign);
            anyWaits = true;
        }
    }

    private void call(AggregateState object, Column[] columns, int row, int sign) {
        if (sign > 0) {
            aggregation.accumulate(object, columns, row);
        } else {
            aggregation.retract(object, columns, row);
        }
    }

    /** Whether the object took a row; if not, it is as it was before. */
    private boolean called(Column[] columns, int row, int sign) {
        try {
            if (state == null) {
                state = safe.object(aggregation);
            }
        } catch (RowFailure failure) {
            lastFailure = failure;
            block(failure);
            return false;
        }
        try {
            call(state, columns, row, sign);
            if (careful) {
                safe = new GroupState(aggregation.encode(state), null);
            }
            return true;
        } catch (RowFailure failure) {
            lastFailure = failure;
            if (appendOnly) {
                block(failure);
            } else {
                restore();
            }
            return false;
        }
    }

    /** Makes the object anew, of the rows that it took before. */
    private void restore() {
        try {
            if (!careful) {
                beginAgain();
            }
            state = safe.object(aggregation);
        } catch (RowFailure failure) {
            block(failure);
        }
    }

    /** With care: the step's rows once more, those that fail now too are left to wait. */
    private void beginAgain() {
        careful = true;
        state = null;
        int count = taken.size();
        int[] rows = Arrays.copyOf(taken.values(), count);
        taken.clear();
        for (int i = 0; i < count; i++) {
            takeOnce(rows[i] >> 1, (rows[i] & 1) == 0 ? 1 : -1);
        }
    }

    /** The state is of no use in this step: all that it took of it waits. */
    private void block(RowFailure failure) {
        stuck = failure;
        state = null;
        safe = new GroupState(former.encoded(), null);
        for (int i = 0; i < taken.size(); i++) {
            await(taken.get(i) >> 1, (taken.get(i) & 1) == 0 ? 1 : -1);
        }
        taken.clear();
        for (Taken one : retried) {
            waiting.add(one.key, one.sign);
            anyWaits = true;
        }
        retried.clear();
    }

    /** The group as it stands after the step. */
    GroupState finish() {
        if (stuck == null && anyWaits) {
            retry();
        }
        if (stuck == null && !careful && state != null) {
            encodeOnce();
            if (stuck == null && anyWaits) {
                // What is left when rows have gone may fit now.
                retry();
            }
        }
        if (stuck != null) {
            return new GroupState(appendOnly ? null : former.encoded(), stuck);
        }
        return new GroupState(safe.encoded(), anyWaits ? requireNonNull(lastFailure) : null);
    }

    private void encodeOnce() {
        try {
            safe = new GroupState(aggregation.encode(requireNonNull(state)), null);
        } catch (RowFailure failure) {
            lastFailure = failure;
            if (appendOnly) {
                block(failure);
            } else {
                restore();
            }
        }
    }

    /** Tries the rows that wait, with care, until none of them is taken any more. */
    private void retry() {
        if (!careful) {
            restore();
        }
        int vain = 0;
        boolean progress = true;
        while (progress && stuck == null) {
            progress = false;
            anyWaits = false;
            RowFailure first = null;
            byte[] key = waiting.ceiling(waiting.start(groupRow));
            while (key.length > 0 && stuck == null && vain < VAIN_TRIES_MAX) {
                if (tried(key)) {
                    progress = true;
                }
                if (waiting.count(key) != 0) {
                    vain++;
                    first = first == null ? lastFailure : first;
                }
                key = waiting.ceiling(ArgumentEntries.behind(key));
            }
            anyWaits = first != null || key.length > 0;
            lastFailure = first == null ? lastFailure : first;
            progress &= anyWaits && vain < VAIN_TRIES_MAX;
        }
    }

    /** Whether the state took a row that waits, once at least. */
    private boolean tried(byte[] key) {
        Column[] row = waiting.arguments(key);
        long left = waiting.count(key);
        int sign = left > 0 ? 1 : -1;
        boolean any = false;
        while (left != 0 && called(row, 0, sign)) {
            waiting.add(key, -sign);
            retried.add(new Taken(key, sign));
            left -= sign;
            any = true;
        }
        return any;
    }
}
