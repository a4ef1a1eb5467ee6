package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.ZSetShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One side's changes, hashed once for all partitions.
 *
 * @param hashes of the keys of all rows
 * @param identities the hashes by which the rows are kept; of no use with a band
 * @param strict columns whose NULL finds no partner
 * @param band the band's column; null without a band
 */
record JoinChanges(
        Batch batch,
        Column[] keys,
        long[] hashes,
        long[] identities,
        Column[] strict,
        @Nullable Column band,
        PartitionedRows partitioned) {
    static JoinChanges of(Batch batch, JoinKeyColumns columns, PartitionRunner runner) {
        ZSetShape shape = columns.shape();
        long[] hashes = shape.keyHashes(batch, runner);
        boolean unique = shape.keys() == ZSetShape.Keys.UNIQUE;
        boolean banded = columns.band() >= 0;
        return new JoinChanges(
                batch,
                shape.keyColumns(batch),
                hashes,
                unique || banded ? hashes : shape.identityHashes(batch),
                columns.strict().stream().map(batch::column).toArray(Column[]::new),
                banded ? batch.column(columns.band()) : null,
                PartitionedRows.of(hashes, batch.size()));
    }

    int count(int partition) {
        return partitioned.count(partition);
    }

    Part part(int partition) {
        return new Part(
                this, Arrays.copyOf(partitioned.rows(partition), partitioned.count(partition)));
    }

    /**
     * The changes of one partition.
     *
     * @param rows the positions of its rows in the batch
     */
    record Part(JoinChanges all, int[] rows) {
        /** The rows that may find a partner, in order. */
        int[] matchable() {
            if (all.strict.length == 0) {
                return rows;
            }
            int[] found = new int[rows.length];
            int count = 0;
            for (int row : rows) {
                if (!hasNull(row)) {
                    found[count++] = row;
                }
            }
            return Arrays.copyOf(found, count);
        }

        private boolean hasNull(int row) {
            for (Column column : all.strict) {
                if (column.isNull(row)) {
                    return true;
                }
            }
            return false;
        }
    }
}
