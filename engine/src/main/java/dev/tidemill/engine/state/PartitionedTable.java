package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link ZSetTable} in each of the eight key partitions, as one published table, with the indexes
 * of its columns. A row's partition is that of its key's hash.
 *
 * <p>Invariant: between writes every index has one entry for each distinct row.
 */
public final class PartitionedTable {
    private final ZSetShape shape;
    private final List<Region> regions = new ArrayList<>();
    private final List<Region> indexRegions = new ArrayList<>();
    private final List<ZSetTable> tables = new ArrayList<>();
    private List<PartitionedIndex> indexes = List.of();

    /** Opens the table's regions, or creates them empty. */
    public PartitionedTable(StateSpace space, String node, ZSetShape shape) {
        this(space, node, node, shape);
    }

    private PartitionedTable(StateSpace space, String node, String indexNode, ZSetShape shape) {
        this.shape = shape;
        for (int partition = 0; partition < StateSpace.PARTITIONS; partition++) {
            Region region = space.region(node, partition);
            Region indexRegion = space.region(indexNode, partition);
            regions.add(region);
            if (indexRegion != region) {
                indexRegions.add(indexRegion);
            }
            tables.add(new ZSetTable(region, indexRegion, 0, shape));
        }
    }

    /**
     * A table of whole rows, of which readers look none up: what the writer finds them by is in
     * regions of another name, which readers need not pin. A change of many rows touches most pages
     * of such an index, and each would be copied for a reader that never asks for it.
     */
    public static PartitionedTable scanned(
            StateSpace space, String node, String indexNode, ZSetShape shape) {
        if (shape.isChained()) {
            throw new IllegalArgumentException("rows with a key are looked up");
        }
        return new PartitionedTable(space, node, indexNode, shape);
    }

    public ZSetShape shape() {
        return shape;
    }

    /** The regions to pin for reading the table. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /** All regions that the table is in. */
    public List<Region> allRegions() {
        List<Region> all = new ArrayList<>(regions);
        all.addAll(indexRegions);
        return all;
    }

    /** Has these indexes follow the table from now on. They have its rows already. */
    public void index(List<PartitionedIndex> following) {
        indexes = List.copyOf(following);
    }

    public ZSetTable partition(int partition) {
        return tables.get(partition);
    }

    /** The table as a snapshot of {@link #regions} sees it, one view a partition. */
    public List<ZSetTableView> at(Snapshot snapshot) {
        List<ZSetTableView> views = new ArrayList<>(StateSpace.PARTITIONS);
        for (int partition = 0; partition < StateSpace.PARTITIONS; partition++) {
            views.add(tables.get(partition).at(snapshot, regions.get(partition)));
        }
        return views;
    }

    /** Adds all rows of a batch with their weights, one partition after another. */
    public void apply(Batch batch) {
        apply(batch, PartitionRunner.IN_TURN);
    }

    /** Adds all rows of a batch with their weights. */
    public void apply(Batch batch, PartitionRunner partitions) {
        long[] hashes = shape.keyHashes(batch, partitions);
        long[] identities = shape.isChained() ? shape.identityHashes(batch) : hashes;
        PartitionedRows rows = PartitionedRows.of(hashes, batch.size());
        partitions.run(
                batch.size(),
                partition -> {
                    int count = rows.count(partition);
                    if (count > 0) {
                        apply(partition, batch, hashes, identities, rows.rows(partition), count);
                    }
                });
    }

    private void apply(
            int partition,
            Batch batch,
            long[] hashes,
            long[] identities,
            int[] sources,
            int count) {
        ZSetTable table = tables.get(partition);
        if (indexes.isEmpty()) {
            table.apply(batch, hashes, identities, sources, count);
            return;
        }
        RowMoves moves = RowMoves.before(table, batch, identities, sources, count);
        table.apply(batch, hashes, identities, sources, count);
        moves.after(table);
        for (PartitionedIndex index : indexes) {
            index.follow(partition, moves);
        }
    }

    public long totalWeight() {
        return tables.stream().mapToLong(ZSetTable::totalWeight).sum();
    }

    public long bytes() {
        return allRegions().stream().mapToLong(Region::bytes).sum();
    }
}
