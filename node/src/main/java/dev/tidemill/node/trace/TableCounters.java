package dev.tidemill.node.trace;

import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts of rows, ticks and changes, and how long ticks take. Engine thread writes, all read. */
public final class TableCounters implements TickListener {
    private static final int LATENCIES_KEPT = 1024;

    private final RateMeter rows = new RateMeter(System::nanoTime);
    private final RateMeter ticks = new RateMeter(System::nanoTime);
    private final Map<String, RateMeter> changes = new ConcurrentHashMap<>();
    private final LatencyWindow lag = new LatencyWindow(LATENCIES_KEPT);
    private final LatencyWindow tickTime = new LatencyWindow(LATENCIES_KEPT);

    private final PromisedLatencies promised = new PromisedLatencies();
    private final TableUses uses = new TableUses();

    /** Measures these tables from the next tick on, and no others; those that were go on. */
    public void measureLatencyOf(Set<String> tables) {
        promised.promise(tables);
    }

    /**
     * From the receipt of a table's rows, or of those that changed a live table, to what came of
     * them; null when it is not measured.
     */
    public @Nullable LatencyWindow latencyOf(String table) {
        return promised.of(table);
    }

    private static Set<String> plansOf(String table, DefinitionsInForce.View definitions) {
        Set<String> read = new HashSet<>(definitions.readBy(table));
        read.add(table);
        Set<String> plans = new HashSet<>();
        for (String each : read) {
            PlannedTable live = definitions.liveTables().get(each);
            if (live != null) {
                plans.add(each + " " + live.hash().hex());
            }
        }
        return plans;
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        ticks.add(1);
        rows.add(inputRows(sealed));
        long nowMillis = System.currentTimeMillis();
        output.changes()
                .forEach(
                        (table, batch) -> {
                            changes(table).add(batch.size());
                            uses.changed(table, nowMillis);
                        });
        lag.add(System.nanoTime() - sealed.sealedNanos());
        DefinitionsInForce.View definitions = published.definitions();
        promised.published(
                sealed,
                definitions,
                table -> plansOf(table, definitions),
                output.changes().keySet(),
                System.nanoTime());
        tickTime.add(timings.engineNanos() + timings.publishNanos());
    }

    private static long inputRows(SealedTick sealed) {
        long count = 0;
        for (JournalEntry entry : sealed.entries()) {
            if (entry instanceof InputEntry input) {
                for (InputChange change : input.changes()) {
                    if (!SystemTables.isSystem(change.table())) {
                        count += change.rows().size();
                    }
                }
            }
        }
        return count;
    }

    /** How tables are used. */
    public TableUses uses() {
        return uses;
    }

    /** Input rows of user tables. */
    public RateMeter rows() {
        return rows;
    }

    public RateMeter ticks() {
        return ticks;
    }

    /** Changed rows of one table. */
    public RateMeter changes(String table) {
        return changes.computeIfAbsent(table, name -> new RateMeter(System::nanoTime));
    }

    /** From the seal on disk to the publication. */
    public LatencyWindow lag() {
        return lag;
    }

    /** The engine's work and the publication. */
    public LatencyWindow tickTime() {
        return tickTime;
    }
}
