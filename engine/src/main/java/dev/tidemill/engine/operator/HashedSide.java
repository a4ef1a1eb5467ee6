package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import org.jspecify.annotations.Nullable;

/** A side whose rows are found by equal keys. */
final class HashedSide implements JoinSide {
    private final ZSetTable table;
    private final @Nullable RetainedRows times;
    private final boolean oneOfKey;
    private final int[] positions = new int[CHUNK_PAIRS];
    private final long[] partners = new long[CHUNK_PAIRS];

    /**
     * @param times of the rows, where they are ever collected
     */
    HashedSide(ZSetTable table, @Nullable RetainedRows times) {
        this.table = table;
        this.times = times;
        this.oneOfKey = table.shape().keys() == ZSetShape.Keys.UNIQUE;
    }

    @Override
    public void partners(JoinChanges asking, int[] rows, PairTaker taker) {
        int count = 0;
        for (int k = 0; k < rows.length; k++) {
            long partner = table.find(asking.keys(), rows[k], asking.hashes()[rows[k]]);
            while (partner >= 0) {
                if (count == CHUNK_PAIRS) {
                    taker.take(positions, count, table.read(partners, count));
                    count = 0;
                }
                positions[count] = k;
                partners[count++] = partner;
                partner = oneOfKey ? -1 : table.nextOfKey(partner);
            }
        }
        if (count > 0) {
            taker.take(positions, count, table.read(partners, count));
        }
    }

    @Override
    public long addToCount(int pair, long change) {
        long before = table.count(partners[pair]);
        table.setCount(partners[pair], before + change);
        return before;
    }

    @Override
    public boolean hasKey(JoinChanges asking, int row) {
        return table.find(asking.keys(), row, asking.hashes()[row]) >= 0;
    }

    @Override
    public void apply(JoinChanges changes, int[] rows, long @Nullable [] counts) {
        table.apply(changes.batch(), changes.hashes(), changes.identities(), rows, rows.length);
        if (times != null) {
            times.apply(changes.batch(), changes.hashes(), rows, rows.length);
        }
        if (table.shape().counted()) {
            keepCounts(changes, rows, requireNonNull(counts, "counts"));
        }
    }

    @Override
    public void collect(long bound) {
        if (times != null) {
            times.collect(bound);
        }
    }

    private void keepCounts(JoinChanges changes, int[] rows, long[] counts) {
        for (int k = 0; k < rows.length; k++) {
            long row = table.row(changes.batch().columns(), rows[k], changes.identities()[rows[k]]);
            if (row >= 0) {
                table.setCount(row, counts[k]);
            }
        }
    }
}
