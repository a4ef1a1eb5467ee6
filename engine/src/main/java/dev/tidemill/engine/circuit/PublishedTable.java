package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.operator.Consolidation;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The contents of a live table. */
final class PublishedTable implements StoredTable {
    private final LiveTable table;
    private final Origin origin;
    private final List<Region> originRegions;
    private final Schema schema;
    private final PublishedRows rows;
    private Batch delta;
    private Batch pending;

    /**
     * The contents, recovered or empty.
     *
     * @param origin what it began with, {@link #origin(LiveTable, StateSpace)} when it is recovered
     * @param tick the tick from which on the table is there, when it is new
     */
    PublishedTable(LiveTable table, Origin origin, StateSpace space, History history, long tick) {
        this.table = table;
        this.origin = origin;
        this.originRegions = origin.keep(table.plan(), space, originName(table));
        this.schema = table.plan().schema();
        this.rows =
                isLog(table)
                        ? new PublishedLog(table, space, regionName(table), history, tick)
                        : new PublishedZSet(space, regionName(table), schema, key(table.plan()));
        this.delta = Batch.empty(schema);
        this.pending = delta;
    }

    /** Whether rows are only ever added, and none is looked up by a key. */
    static boolean isLog(LiveTable table) {
        return Traits.of(table.plan()).appendOnly() && key(table.plan()).isEmpty();
    }

    List<Type> types() {
        return types(this);
    }

    /** The types of a table's columns. */
    static List<Type> types(StoredTable table) {
        return table.schema().fields().stream().map(field -> field.type()).toList();
    }

    /** Counts as made at this tick, since it was built before; only while all is in memory. */
    void createdAt(long tick) {
        if (rows instanceof PublishedLog log) {
            log.createdAt(tick);
        }
    }

    /** The rows as a table whose older rows can leave memory; null when they cannot. */
    @Nullable HotTable hot() {
        return rows instanceof HotTable hot ? hot : null;
    }

    /** What a recovered state says of the table's history; null when it has none. */
    static @Nullable HistoryMark recovered(LiveTable table, StateSpace space) {
        return isLog(table) ? PublishedLog.recovered(table, space, regionName(table)) : null;
    }

    /** Drops whatever state there is of a table's contents. */
    static void drop(LiveTable table, StateSpace space) {
        space.drop(regionName(table));
        space.drop(PublishedLog.rowsRegion(regionName(table)));
        space.drop(PublishedZSet.finderRegion(regionName(table)));
        space.drop(originName(table));
        TableIndexes.drop(space, regionName(table));
    }

    /** The contents belong to the plan: another plan of the same table has other regions. */
    static String regionName(LiveTable table) {
        return "live:" + table.name() + ":" + PlanHash.of(table.plan()).hex();
    }

    private static String originName(LiveTable table) {
        return regionName(table) + ":origin";
    }

    /** What a table began with whose contents are recovered. */
    static Origin origin(LiveTable table, StateSpace space) {
        return Origin.recovered(table.plan(), space, originName(table));
    }

    Origin origin() {
        return origin;
    }

    /** The smallest known key; empty when none is known or there is at most one row. */
    private static List<Integer> key(Plan plan) {
        return Traits.of(plan).keys().stream()
                .min(Comparator.comparingInt(Set::size))
                .map(columns -> columns.stream().sorted().toList())
                .orElse(List.of());
    }

    LiveTable table() {
        return table;
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    /**
     * Publishes the plan's changes of this tick.
     *
     * @param consolidated whether they have each row once, with a weight other than 0
     */
    void publish(Batch changes, boolean consolidated, PartitionRunner partitions) {
        delta = consolidated(changes.withSchema(schema), consolidated, partitions);
        rows.apply(delta, partitions);
        if (!pending.isEmpty()) {
            delta = Consolidation.of(Batch.concat(schema, List.of(pending, delta)));
            pending = Batch.empty(schema);
        }
    }

    /** The contents belong to another space from now on; what is made for them is made there. */
    void moveTo(StateSpace other) {
        if (rows instanceof PublishedZSet set) {
            set.indexes().moveTo(other);
        }
    }

    /** Adds changes to the contents without announcing them. */
    void fill(Batch changes, PartitionRunner partitions) {
        rows.apply(consolidated(changes.withSchema(schema), false, partitions), partitions);
    }

    /** Of rows that only ever come equal ones need not be told apart. */
    private Batch consolidated(Batch changes, boolean already, PartitionRunner partitions) {
        boolean plain = rows instanceof PublishedLog && changes.weights() == null;
        return already || plain ? changes : Consolidation.of(changes, partitions);
    }

    /** Changes that the contents have already and the next tick announces. */
    void announceLater(Batch changes) {
        pending = Batch.concat(schema, List.of(pending, changes.withSchema(schema)));
    }

    /** Changes not announced yet. */
    Batch pending() {
        return pending;
    }

    @Override
    public Batch delta() {
        return delta;
    }

    @Override
    public void endTick() {
        delta = Batch.empty(schema);
    }

    @Override
    public void scan(Consumer<Batch> chunks) {
        rows.scan(chunks);
    }

    @Override
    public boolean isIndexable() {
        return rows instanceof PublishedZSet;
    }

    @Override
    public void index(List<TableIndex> wanted, Partitions partitions) {
        if (rows instanceof PublishedZSet set) {
            set.indexes().keep(wanted, partitions);
        } else {
            StoredTable.super.index(wanted, partitions);
        }
    }

    @Override
    public Map<String, Long> indexBytes() {
        return rows instanceof PublishedZSet set ? set.indexes().bytes() : Map.of();
    }

    @Override
    public long firstRow() {
        HotTable hot = hot();
        return hot == null ? 0 : hot.history().firstRow();
    }

    @Override
    public long rowCount() {
        return rows.rowCount();
    }

    @Override
    public List<Region> regions() {
        List<Region> regions = new ArrayList<>(rows.regions());
        regions.addAll(originRegions);
        return regions;
    }

    @Override
    public List<Region> allRegions() {
        List<Region> regions = new ArrayList<>(rows.allRegions());
        regions.addAll(originRegions);
        return regions;
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return rows.at(snapshot);
    }
}
