package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a live table that only ever gets more of them and knows no key: the oldest can leave
 * memory.
 */
final class PublishedLog implements PublishedRows, HotTable {
    private static final int HASH_DIGITS = 16;

    private final LiveTable table;
    private final Region header;
    private final HotRows rows;

    /**
     * @param region the region of the header; those of the rows are named after it
     * @param tick the tick from which on the table is there, when it is new
     */
    PublishedLog(LiveTable table, StateSpace space, String region, History history, long tick) {
        this.table = table;
        this.header = space.region(region, 0);
        this.rows =
                new HotRows(
                        new HotRows.Names(storeName(table), rowsRegion(region)),
                        schema(),
                        space,
                        header.segment(0),
                        history,
                        tick);
    }

    /** Another query of the same table has other rows. */
    private static String storeName(LiveTable table) {
        return table.name() + ":" + PlanHash.of(table.plan()).hex().substring(0, HASH_DIGITS);
    }

    /** Counts as made at this tick; only while no row has left memory. */
    void createdAt(long tick) {
        rows.createdAt(tick);
    }

    static String rowsRegion(String region) {
        return region + ":rows";
    }

    /** What a recovered state says of the table's history; null when it has none of the table. */
    static @Nullable HistoryMark recovered(LiveTable table, StateSpace space, String region) {
        Region found = space.find(region, 0);
        return found == null ? null : HotRows.mark(storeName(table), found.segment(0));
    }

    /** Rows that are in a table twice come with weight two. */
    @Override
    public void apply(Batch changes, PartitionRunner partitions) {
        rows.append(changes.weights() == null ? changes : repeated(changes), partitions);
    }

    private Batch repeated(Batch changes) {
        int count = 0;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.weight(i) < 0) {
                throw new IllegalStateException(
                        "a row was taken back from the append-only table " + name());
            }
            count = Math.addExact(count, Math.toIntExact(changes.weight(i)));
        }
        int[] sources = new int[count];
        int at = 0;
        for (int i = 0; i < changes.size(); i++) {
            for (long copy = changes.weight(i); copy > 0; copy--) {
                sources[at++] = i;
            }
        }
        return changes.withWeights(null).gather(sources, count);
    }

    @Override
    public void scan(Consumer<Batch> chunks) {
        rows.scan(chunks);
    }

    @Override
    public long rowCount() {
        return rows.rowCount();
    }

    @Override
    public List<Region> regions() {
        List<Region> regions = new ArrayList<>(rows.regions());
        regions.add(header);
        return regions;
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return new AppendedSnapshot(rows.at(snapshot, header, 0), rows.regions(), header, snapshot);
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public Schema schema() {
        return table.plan().schema();
    }

    @Override
    public int orderColumn() {
        for (int i = 0; i < schema().size(); i++) {
            if (schema().type(i).isTimestamp()) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public HistoryMark history() {
        return rows.mark();
    }

    @Override
    public long hotRows() {
        return rows.rowsInMemory();
    }

    @Override
    public long sealedRows() {
        return rows.sealedRows();
    }

    @Override
    public long hotBytes() {
        return rows.bytes();
    }

    @Override
    public long firstRowSeen() {
        return rows.firstRowSeen(header, 0);
    }

    @Override
    public void seal() {
        rows.seal();
    }

    @Override
    public void moved() {
        rows.moved();
    }

    @Override
    public void drop(long firstRow, long completeFrom) {
        rows.drop(firstRow, completeFrom);
    }
}
