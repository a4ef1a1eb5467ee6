package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link ZSetTable} in each of the eight key partitions, as one published table. A row's
 * partition is that of its key's hash.
 */
public final class PartitionedTable {
    private final ZSetShape shape;
    private final List<Region> regions = new ArrayList<>();
    private final List<ZSetTable> tables = new ArrayList<>();

    /** Opens the table's regions, or creates them empty. */
    public PartitionedTable(StateSpace space, String node, ZSetShape shape) {
        this.shape = shape;
        for (int partition = 0; partition < StateSpace.PARTITIONS; partition++) {
            Region region = space.region(node, partition);
            regions.add(region);
            tables.add(new ZSetTable(region, 0, shape));
        }
    }

    public ZSetShape shape() {
        return shape;
    }

    /** The regions to pin for reading the table. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    public ZSetTable partition(int partition) {
        return tables.get(partition);
    }

    /** The table as a snapshot of {@link #regions} sees it, one view a partition. */
    public List<ZSetTableView> at(Snapshot snapshot) {
        List<ZSetTableView> views = new ArrayList<>(StateSpace.PARTITIONS);
        for (Region region : regions) {
            views.add(ZSetTable.at(snapshot, region, 0, shape));
        }
        return views;
    }

    /** Adds all rows of a batch with their weights. */
    public void apply(Batch batch) {
        long[] hashes = shape.keyHashes(batch);
        PartitionedRows rows = PartitionedRows.of(hashes, batch.size());
        for (int partition = 0; partition < StateSpace.PARTITIONS; partition++) {
            if (rows.count(partition) > 0) {
                tables.get(partition)
                        .apply(batch, hashes, rows.rows(partition), rows.count(partition));
            }
        }
    }

    public long totalWeight() {
        return tables.stream().mapToLong(ZSetTable::totalWeight).sum();
    }

    public long bytes() {
        return regions.stream().mapToLong(Region::bytes).sum();
    }
}
