package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.operator.Consolidation;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetScan;
import dev.tidemill.engine.state.ZSetShape;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The contents of a live table. */
final class PublishedTable implements StoredTable {
    private final LiveTable table;
    private final Schema schema;
    private final List<Integer> key;
    private final PartitionedTable rows;
    private Batch delta;
    private Batch pending;

    PublishedTable(LiveTable table, StateSpace space) {
        this.table = table;
        this.schema = table.plan().schema();
        this.key = key(table.plan());
        this.rows =
                new PartitionedTable(
                        space,
                        regionName(table),
                        key.isEmpty()
                                ? ZSetShape.wholeRows(schema)
                                : new ZSetShape(schema, key, ZSetShape.Keys.UNIQUE));
        this.delta = Batch.empty(schema);
        this.pending = delta;
    }

    /** The contents belong to the plan: another plan of the same table has other regions. */
    static String regionName(LiveTable table) {
        return "live:" + table.name() + ":" + PlanHash.of(table.plan()).hex();
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

    /** Publishes the plan's changes of this tick. */
    void publish(Batch changes) {
        delta = Consolidation.of(changes.withSchema(schema));
        rows.apply(delta);
        if (!pending.isEmpty()) {
            delta = Consolidation.of(Batch.concat(schema, List.of(pending, delta)));
            pending = Batch.empty(schema);
        }
    }

    /** Adds changes to the contents without announcing them. */
    void fill(Batch changes) {
        rows.apply(Consolidation.of(changes.withSchema(schema)));
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

    @Override
    public List<Region> regions() {
        return rows.regions();
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return new ZSetSnapshot(rows.at(snapshot), schema, key, rows.regions());
    }
}
