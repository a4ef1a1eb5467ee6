package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.RowHash;

/** Adds up the weights of equal rows. */
public final class Consolidation {
    private Consolidation() {}

    /**
     * The batch with each row once and none of weight 0; rows that leave stand before rows that
     * come.
     */
    public static Batch of(Batch batch) {
        return of(batch, PartitionRunner.IN_TURN);
    }

    /** As the other; hashes many rows by several threads. */
    public static Batch of(Batch batch, PartitionRunner runner) {
        if (batch.isEmpty()) {
            return batch;
        }
        long[] hashes = RowHash.hash(batch.columns(), batch.size(), runner);
        int[] all = new int[batch.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        LocalGroups groups = LocalGroups.of(batch.columns(), hashes, all, all.length);
        if (groups.count() == batch.size() && batch.weights() == null) {
            return batch;
        }
        long[] sums = new long[groups.count()];
        int[] group = groups.group();
        for (int i = 0; i < all.length; i++) {
            sums[group[i]] += batch.weight(i);
        }
        return ordered(batch, groups, sums);
    }

    private static Batch ordered(Batch batch, LocalGroups groups, long[] sums) {
        int[] rows = new int[sums.length];
        long[] weights = new long[sums.length];
        int count = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
            for (int g = 0; g < sums.length; g++) {
                if (Long.signum(sums[g]) == sign) {
                    weights[count] = sums[g];
                    rows[count++] = groups.first(g);
                }
            }
        }
        return batch.withWeights(null).gather(rows, count).withWeights(weights);
    }
}
