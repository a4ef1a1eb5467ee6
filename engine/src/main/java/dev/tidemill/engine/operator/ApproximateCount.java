package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.RowHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * APPROX_COUNT_DISTINCT over rows that never leave. In a group's cells stand the reference to the
 * bytes of its {@link DistinctSketch} and what it estimates; a group without values has no bytes. A
 * sketch is decoded once a step for the groups that got rows, and written back when it changed.
 */
final class ApproximateCount implements Accumulator {
    private static final int ESTIMATE = GroupBytes.WIDTH;
    private static final int WIDTH = ESTIMATE + 8;

    private final int at;
    private final GroupBytes sketches;

    ApproximateCount(int at, GroupBytes sketches) {
        this.at = at;
        this.sketches = sketches;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        Column column = requireNonNull(argument);
        long[] hashes = RowHash.hash(new Column[] {column}, rows.batch().size());
        int[] ends = new int[cells.count()];
        int[] order = byGroup(rows, weights, ends);
        int from = 0;
        for (int g = 0; g < ends.length; g++) {
            if (from < ends[g]) {
                add(cells, g, hashes, order, from, ends[g]);
            }
            from = ends[g];
        }
    }

    /**
     * The rows that count, group after group, so that one sketch is in memory at a time.
     *
     * @param ends is filled with where each group's rows end
     */
    private static int[] byGroup(GroupedRows rows, long @Nullable [] weights, int[] ends) {
        int[] group = rows.group();
        for (int k = 0; k < rows.count(); k++) {
            if (weights == null || weights[k] != 0) {
                ends[group[k]]++;
            }
        }
        int total = 0;
        for (int g = 0; g < ends.length; g++) {
            int size = ends[g];
            ends[g] = total;
            total += size;
        }
        int[] order = new int[total];
        for (int k = 0; k < rows.count(); k++) {
            if (weights == null || weights[k] != 0) {
                order[ends[group[k]]++] = rows.rows()[k];
            }
        }
        return order;
    }

    private void add(GroupCells cells, int group, long[] hashes, int[] order, int from, int to) {
        byte[] before = sketches.read(cells, group, at);
        DistinctSketch sketch = DistinctSketch.of(before);
        for (int i = from; i < to; i++) {
            sketch.add(hashes[order[i]]);
        }
        byte[] after = sketch.bytes();
        if (!Arrays.equals(before, after)) {
            sketches.write(cells, group, at, after);
            cells.putLong(group, at + ESTIMATE, sketch.estimate());
        }
    }

    @Override
    public void release(GroupCells cells, int group) {
        sketches.free(cells, group, at);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        long[] values = new long[cells.count()];
        for (int g = 0; g < values.length; g++) {
            values[g] = cells.getLong(g, at + ESTIMATE);
        }
        return new LongColumn(Type.BIGINT, values.length, values, null);
    }
}
