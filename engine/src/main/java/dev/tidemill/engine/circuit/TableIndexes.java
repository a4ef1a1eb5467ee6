package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PartitionedIndex;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The secondary indexes of one table. They are changed at tick boundaries by the engine's thread,
 * and read through snapshots from any.
 */
final class TableIndexes {
    private static final String PREFIX = "index:";

    private StateSpace space;
    private final String tableRegion;
    private final Schema schema;
    private final PartitionedTable rows;

    /** Replaced as a whole, since snapshots of other threads look for theirs in it. */
    private volatile List<Kept> kept = List.of();

    /** An index and where it is. */
    private record Kept(TableIndex definition, List<Integer> columns, PartitionedIndex index) {}

    TableIndexes(StateSpace space, String tableRegion, Schema schema, PartitionedTable rows) {
        this.space = space;
        this.tableRegion = tableRegion;
        this.schema = schema;
        this.rows = rows;
    }

    static boolean isIndex(String region) {
        return region.startsWith(PREFIX);
    }

    /** Drops whatever indexes there are of a table whose contents go. */
    static void drop(StateSpace space, String tableRegion) {
        for (Region region : List.copyOf(space.regions())) {
            if (region.name().node().startsWith(PREFIX + tableRegion + ":")) {
                space.drop(region);
            }
        }
    }

    /**
     * The table's contents belong to another space from now on; there are no indexes of them yet.
     * Those of former contents of the same name in that space go: they would be taken for theirs.
     */
    void moveTo(StateSpace other) {
        drop(other, tableRegion);
        space = other;
    }

    /** Another order of columns under the same name is another index. */
    private String region(TableIndex definition, List<Integer> columns) {
        return PREFIX
                + tableRegion
                + ":"
                + definition.name()
                + ":"
                + columns.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /**
     * Keeps these indexes from now on: those that are there stay, or are found in the recovered
     * state, the others are built. One whose columns the table does not have is left out.
     */
    void keep(List<TableIndex> wanted, Partitions partitions) {
        Map<String, Kept> former = new HashMap<>();
        kept.forEach(index -> former.put(region(index.definition, index.columns), index));
        List<Kept> next = new ArrayList<>();
        for (TableIndex definition : wanted) {
            if (!definition.fits(schema)) {
                continue;
            }
            List<Integer> columns = definition.positions(schema);
            String region = region(definition, columns);
            Kept known = former.remove(region);
            next.add(
                    known != null
                            ? known
                            : new Kept(definition, columns, opened(region, columns, partitions)));
        }
        next.sort(Comparator.comparing(index -> index.definition.name()));
        rows.index(next.stream().map(Kept::index).toList());
        kept = List.copyOf(next);
        former.keySet().forEach(space::drop);
    }

    private PartitionedIndex opened(String region, List<Integer> columns, Partitions partitions) {
        boolean isRecovered = true;
        for (int part = 0; part < StateSpace.PARTITIONS; part++) {
            isRecovered &= space.find(region, part) != null;
        }
        int[] fields = columns.stream().mapToInt(Integer::intValue).toArray();
        PartitionedIndex index = new PartitionedIndex(space, region, fields);
        if (!isRecovered) {
            int size = (int) Math.min(Integer.MAX_VALUE, rows.totalWeight());
            partitions.run(size, index.builder(rows));
        }
        return index;
    }

    /** The regions to pin for reading the indexes. */
    List<Region> regions() {
        List<Region> regions = new ArrayList<>();
        kept.forEach(index -> regions.addAll(index.index.regions()));
        return regions;
    }

    /** The indexes that a snapshot has; one that is newer than it has none of its rows. */
    List<IndexSnapshot> at(Snapshot snapshot, ZSetSnapshot table) {
        List<IndexSnapshot> there = new ArrayList<>();
        for (Kept index : kept) {
            if (index.index.isIn(snapshot)) {
                there.add(
                        new IndexSnapshot(
                                index.definition,
                                index.columns,
                                index.index.at(snapshot),
                                index.index::bytes,
                                table));
            }
        }
        return there;
    }

    /** Bytes of each index's pages, by its name. */
    Map<String, Long> bytes() {
        Map<String, Long> bytes = new HashMap<>();
        kept.forEach(index -> bytes.put(index.definition.name(), index.index.bytes()));
        return bytes;
    }
}
