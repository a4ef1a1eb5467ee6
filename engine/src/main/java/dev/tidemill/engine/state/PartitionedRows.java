package dev.tidemill.engine.state;

/** The rows of a batch by key partition, in batch order within each. */
public final class PartitionedRows {
    private final int[][] rows;
    private final int[] counts;

    private PartitionedRows(int[][] rows, int[] counts) {
        this.rows = rows;
        this.counts = counts;
    }

    /** Divides rows by the top three bits of their hashes. */
    public static PartitionedRows of(long[] hashes, int size) {
        int[] counts = new int[StateSpace.PARTITIONS];
        for (int i = 0; i < size; i++) {
            counts[StateSpace.partition(hashes[i])]++;
        }
        int[][] rows = new int[StateSpace.PARTITIONS][];
        for (int partition = 0; partition < rows.length; partition++) {
            rows[partition] = new int[counts[partition]];
            counts[partition] = 0;
        }
        for (int i = 0; i < size; i++) {
            int partition = StateSpace.partition(hashes[i]);
            rows[partition][counts[partition]++] = i;
        }
        return new PartitionedRows(rows, counts);
    }

    public int count(int partition) {
        return counts[partition];
    }

    /** Row numbers; {@link #count} of them. Shared, not to be changed. */
    public int[] rows(int partition) {
        return rows[partition];
    }
}
