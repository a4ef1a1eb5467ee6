package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetScan;
import dev.tidemill.engine.state.ZSetShape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The rows of a live table that may lose some, found by their key or as a whole. */
final class PublishedZSet implements PublishedRows {
    private final PartitionedTable rows;
    private final List<Integer> key;
    private final TableIndexes indexes;

    /**
     * @param key empty when no key is known
     */
    PublishedZSet(StateSpace space, String region, Schema schema, List<Integer> key) {
        this.key = key;
        this.rows =
                key.isEmpty()
                        ? PartitionedTable.scanned(
                                space, region, finderRegion(region), ZSetShape.wholeRows(schema))
                        : new PartitionedTable(
                                space, region, new ZSetShape(schema, key, ZSetShape.Keys.UNIQUE));
        this.indexes = new TableIndexes(space, region, schema, rows);
    }

    /** Where the rows of a table without a key are found by. */
    static String finderRegion(String region) {
        return region + ":finder";
    }

    @Override
    public void apply(Batch changes, PartitionRunner partitions) {
        rows.apply(changes, partitions);
    }

    @Override
    public void scan(Consumer<Batch> chunks) {
        scan(rows, chunks);
    }

    static void scan(PartitionedTable table, Consumer<Batch> chunks) {
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            ZSetScan scan = table.partition(p).scan();
            for (Batch chunk = scan.next(); chunk != null; chunk = scan.next()) {
                chunks.accept(chunk);
            }
        }
    }

    /** The table's secondary indexes. */
    TableIndexes indexes() {
        return indexes;
    }

    @Override
    public long rowCount() {
        return rows.totalWeight();
    }

    @Override
    public List<Region> regions() {
        List<Region> regions = new ArrayList<>(rows.regions());
        regions.addAll(indexes.regions());
        return regions;
    }

    @Override
    public List<Region> allRegions() {
        List<Region> regions = new ArrayList<>(rows.allRegions());
        regions.addAll(indexes.regions());
        return regions;
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return ZSetSnapshot.indexed(snapshot, rows, key, regions(), indexes).keptIn(allRegions());
    }
}
