package dev.tidemill.node.trace;

import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.util.HashMap;
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

    /** From the receipt of rows to their publication, for tables of which that is promised. */
    private volatile Map<String, LatencyWindow> promised = Map.of();

    /** Measures these tables from now on, and no others; those that were go on. */
    public void measureLatencyOf(Set<String> tables) {
        Map<String, LatencyWindow> windows = new HashMap<>();
        Map<String, LatencyWindow> former = promised;
        for (String table : tables) {
            LatencyWindow known = former.get(table);
            windows.put(table, known == null ? new LatencyWindow(LATENCIES_KEPT) : known);
        }
        promised = Map.copyOf(windows);
    }

    /** From the receipt of a table's rows to their publication; null when it is not measured. */
    public @Nullable LatencyWindow latencyOf(String table) {
        return promised.get(table);
    }

    private void measure(SealedTick sealed) {
        Map<String, LatencyWindow> windows = promised;
        if (windows.isEmpty() || sealed.timings().size() != sealed.entries().size()) {
            return; // A replayed tick was received long ago.
        }
        long now = System.nanoTime();
        for (int i = 0; i < sealed.entries().size(); i++) {
            if (sealed.entries().get(i) instanceof InputEntry input) {
                long nanos = now - sealed.timings().get(i).receivedNanos();
                for (InputChange change : input.changes()) {
                    LatencyWindow window = windows.get(change.table());
                    if (window != null) {
                        window.add(nanos);
                    }
                }
            }
        }
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        ticks.add(1);
        rows.add(inputRows(sealed));
        output.changes().forEach((table, batch) -> changes(table).add(batch.size()));
        lag.add(System.nanoTime() - sealed.sealedNanos());
        measure(sealed);
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
