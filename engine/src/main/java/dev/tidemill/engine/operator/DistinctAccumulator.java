package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/**
 * Lets an aggregate see each distinct argument of a group once. Aggregates of one argument, of
 * which each may have a filter of its own, share what they have seen: see {@link DistinctSet}.
 */
final class DistinctAccumulator implements Accumulator {
    private final DistinctSet set;
    private final int member;
    private final Accumulator inner;

    /** Made by {@link DistinctSet#join}. */
    DistinctAccumulator(DistinctSet set, int member, Accumulator inner) {
        this.set = set;
        this.member = member;
        this.inner = inner;
    }

    @Override
    public int width() {
        return inner.width() + (member == 0 ? DistinctSet.HEAD_BYTES : 0);
    }

    /** A row counts when its value comes to the group or leaves it. */
    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        set.add(member, rows, requireNonNull(argument), weights, cells);
    }

    @Override
    public void forget(long groupRow) {
        inner.forget(groupRow);
    }

    @Override
    public void release(GroupCells cells, int group) {
        if (member == 0) {
            set.release(cells, group);
        }
        inner.release(cells, group);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        return inner.read(cells, failures);
    }
}
