package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;

/**
 * The changes of one side of a join in one step: only rows that can have partners, hashed by their
 * keys and divided into partitions once. The keys of a partition are told apart when its turn
 * comes, once for what asks and what is stored; each partition has one thread.
 */
final class PairChanges {
    private final Batch batch;
    private final Column[] keys;
    private final long[] hashes;
    private final PartitionedRows partitioned;
    private final LocalGroups[] groups = new LocalGroups[StateSpace.PARTITIONS];
    private final int[][] firsts = new int[StateSpace.PARTITIONS][];

    private PairChanges(Batch batch, Column[] keys, PartitionRunner runner) {
        this.batch = batch;
        this.keys = keys;
        this.hashes = RowHash.hash(keys, batch.size(), runner);
        this.partitioned = PartitionedRows.of(hashes, batch.size());
    }

    /**
     * @param strict columns whose NULL finds no partner
     */
    static PairChanges of(Batch batch, int[] keys, int[] strict, PartitionRunner runner) {
        Batch matchable = matchable(batch, strict);
        Column[] columns = new Column[keys.length];
        for (int i = 0; i < keys.length; i++) {
            columns[i] = matchable.column(keys[i]);
        }
        return new PairChanges(matchable, columns, runner);
    }

    /** The rows that may have partners; the batch itself when these are all. */
    static Batch matchable(Batch batch, int[] strict) {
        boolean all = true;
        for (int column : strict) {
            all &= !batch.column(column).hasNulls();
        }
        if (all) {
            return batch;
        }
        int[] kept = new int[batch.size()];
        int count = 0;
        for (int row = 0; row < kept.length; row++) {
            if (!hasNull(batch, strict, row)) {
                kept[count++] = row;
            }
        }
        return batch.gather(kept, count);
    }

    private static boolean hasNull(Batch batch, int[] columns, int row) {
        for (int column : columns) {
            if (batch.column(column).isNull(row)) {
                return true;
            }
        }
        return false;
    }

    Batch batch() {
        return batch;
    }

    int size() {
        return batch.size();
    }

    Column[] keys() {
        return keys;
    }

    long[] hashes() {
        return hashes;
    }

    int count(int partition) {
        return partitioned.count(partition);
    }

    /** The rows of a partition, in order. */
    int[] rows(int partition) {
        return partitioned.rows(partition);
    }

    /** The keys among the rows of a partition. */
    LocalGroups groups(int partition) {
        LocalGroups found = groups[partition];
        if (found == null) {
            found = LocalGroups.of(keys, hashes, rows(partition), count(partition));
            groups[partition] = found;
        }
        return found;
    }

    /** The first row of each key of a partition. */
    int[] firsts(int partition) {
        int[] found = firsts[partition];
        if (found == null) {
            found = groups(partition).firsts(rows(partition));
            firsts[partition] = found;
        }
        return found;
    }
}
