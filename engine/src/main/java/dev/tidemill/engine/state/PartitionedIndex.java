package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * An index of some columns of a {@link PartitionedTable}: an ordered index in each of the table's
 * partitions, over the rows of that one. An entry's key is the columns' values, with NULLs behind
 * all others, and then the row's number, which is also its value; so equal values may repeat.
 *
 * <p>One writer, the table's; reads from any thread through {@link #at}.
 */
public final class PartitionedIndex {
    /** Rows that are sorted at once while an index is built. */
    private static final int BUILD_ROWS = 1 << 18;

    private final int[] fields;
    private final List<Region> regions = new ArrayList<>();
    private final List<OrderedIndex> partitions = new ArrayList<>();

    /**
     * Opens the index's regions, or creates them empty.
     *
     * @param fields positions of the columns, in the index's order
     */
    public PartitionedIndex(StateSpace space, String node, int... fields) {
        this.fields = fields.clone();
        for (int partition = 0; partition < StateSpace.PARTITIONS; partition++) {
            Region region = space.region(node, partition);
            regions.add(region);
            partitions.add(new OrderedIndex(region, 0));
        }
    }

    /** The regions to pin for reading the index. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /** Positions of the columns, in the index's order. */
    public int[] fields() {
        return fields.clone();
    }

    public long bytes() {
        return regions.stream().mapToLong(Region::bytes).sum();
    }

    /** The index as a snapshot of {@link #regions} sees it, one view a partition. */
    public List<OrderedIndexView> at(Snapshot snapshot) {
        List<OrderedIndexView> views = new ArrayList<>(StateSpace.PARTITIONS);
        for (Region region : regions) {
            views.add(OrderedIndex.at(snapshot, region, 0));
        }
        return views;
    }

    /** Whether a snapshot has the index, with all rows that it has of the table. */
    public boolean isIn(Snapshot snapshot) {
        return regions.stream().allMatch(snapshot::isPinned);
    }

    /**
     * Makes one partition of the index anew from the rows of a table's. Others may be under way.
     */
    private void build(int partition, ZSetTable table) {
        regions.get(partition).clear();
        OrderedIndex index = partitions.get(partition);
        KeyEncoder keys = new KeyEncoder();
        List<byte[]> sorted = new ArrayList<>();
        ZSetScan scan = table.scan(fields);
        for (Batch chunk = scan.next(); chunk != null; chunk = scan.next()) {
            for (int i = 0; i < chunk.size(); i++) {
                encode(keys, chunk.columns(), i, scan.row(i));
                sorted.add(keys.toBytes());
            }
            if (sorted.size() >= BUILD_ROWS) {
                putAll(index, sorted);
            }
        }
        putAll(index, sorted);
    }

    private static void putAll(OrderedIndex index, List<byte[]> keys) {
        keys.sort(Arrays::compareUnsigned);
        for (byte[] key : keys) {
            index.put(key, key.length, row(key));
        }
        keys.clear();
    }

    private static long row(byte[] key) {
        int at = key.length - 4;
        return (key[at] & 0xFFL) << 24
                | (key[at + 1] & 0xFF) << 16
                | (key[at + 2] & 0xFF) << 8
                | (key[at + 3] & 0xFF);
    }

    /** Builds the index of a table; the partitions may be built by several threads. */
    public IntConsumer builder(PartitionedTable table) {
        return partition -> build(partition, table.partition(partition));
    }

    /**
     * Follows what a batch did to a partition of the table. A row that took the place of one with
     * the same values keeps its entry. Other partitions may be under way.
     */
    void follow(int partition, RowMoves moves) {
        OrderedIndex index = partitions.get(partition);
        Column[] columns = new Column[fields.length];
        for (int i = 0; i < fields.length; i++) {
            columns[i] = moves.batch().column(fields[i]);
        }
        boolean[] stays = new boolean[moves.count()];
        KeyEncoder encoder = new KeyEncoder();
        KeyEncoder other = new KeyEncoder();
        // Entries go first: the number of a row that is gone may be that of a new one.
        for (int i = 0; i < moves.count(); i++) {
            if (moves.removed(i) >= 0 && !isKept(columns, moves, i, stays, encoder, other)) {
                encode(encoder, columns, moves.source(i), moves.removed(i));
                if (!index.remove(encoder.bytes(), encoder.length())) {
                    throw new IllegalStateException("an index lacks a row that the table had");
                }
            }
        }
        for (int i = 0; i < moves.count(); i++) {
            if (moves.added(i) >= 0 && !stays[i]) {
                encode(encoder, columns, moves.source(i), moves.added(i));
                index.put(encoder.bytes(), encoder.length(), moves.added(i));
            }
        }
    }

    /** Whether the row that took a removed one's place has its values; notes that it stays. */
    private static boolean isKept(
            Column[] columns,
            RowMoves moves,
            int move,
            boolean[] stays,
            KeyEncoder encoder,
            KeyEncoder other) {
        int successor = moves.successor(move);
        if (successor < 0) {
            return false;
        }
        encode(encoder, columns, moves.source(move), 0);
        encode(other, columns, moves.source(successor), 0);
        stays[successor] =
                Arrays.equals(
                        encoder.bytes(), 0, encoder.length(), other.bytes(), 0, other.length());
        return stays[successor];
    }

    private static void encode(KeyEncoder keys, Column[] columns, int source, long row) {
        keys.clear();
        for (Column column : columns) {
            keys.append(column, source);
        }
        keys.appendRow(row);
    }
}
