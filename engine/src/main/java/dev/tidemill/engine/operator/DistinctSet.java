package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The DISTINCT aggregates of one argument in one key partition. A step hands each of them its rows
 * in turn; with the last one the values are looked up, once for all, and each aggregate is told
 * which of its rows brought a value to their group or took it away. One thread at a time.
 */
final class DistinctSet {
    /** Bytes of a group behind those of the first aggregate, for the values' chain. */
    static final int HEAD_BYTES = 8;

    private final DistinctValues values;
    private final List<Accumulator> members = new ArrayList<>();
    private final long[][] transitions;

    /**
     * @param size how many aggregates will join
     */
    DistinctSet(DistinctValues values, int size) {
        this.values = values;
        this.transitions = new long[size][];
    }

    /** The accumulator of the next aggregate, which sees each value once. */
    DistinctAccumulator join(Accumulator inner) {
        members.add(inner);
        return new DistinctAccumulator(this, members.size() - 1, inner);
    }

    void add(
            int member,
            GroupedRows rows,
            Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        long[] own = new long[rows.count()];
        if (weights == null) {
            Arrays.fill(own, 1);
        } else {
            System.arraycopy(weights, 0, own, 0, own.length);
        }
        transitions[member] = own;
        if (member + 1 == transitions.length) {
            values.add(rows, argument, transitions, cells);
            for (int m = 0; m < transitions.length; m++) {
                members.get(m).add(rows, argument, transitions[m], cells);
            }
            Arrays.fill(transitions, null);
        }
    }

    /** Removes all values of a group. */
    void release(GroupCells cells, int group) {
        values.release(cells, group);
    }
}
