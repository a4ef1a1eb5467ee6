package dev.tidemill.node.trace;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.tick.SealedTick;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the receipt of rows to their publication, for the tables of which that is promised. A table
 * that rows come into is measured by its own batches. A live table is as late as the oldest batch
 * of a tick that changed it: that one has waited longest for what the table says now.
 *
 * <p>What was measured of a live table is forgotten when another query takes its place, or that of
 * a table it reads: it says nothing of the new one. The engine's thread measures; any thread says
 * what is promised, and reads.
 */
final class PromisedLatencies {
    /** The newest durations of a table, in batches for one that rows come into, else in ticks. */
    private static final int KEPT = 1024;

    /**
     * What is measured of one table.
     *
     * @param plans the queries that it is measured with; empty for a table that rows come into
     */
    private record Measured(LatencyWindow window, Set<String> plans) {}

    private volatile Set<String> promised = Set.of();
    private volatile Map<String, Measured> measured = Map.of();

    /** What the windows were made for. Engine thread only. */
    private @Nullable Set<String> knownPromises;

    private @Nullable Object knownDefinitions;

    /** Measures these tables from the next tick on, and no others; those that were go on. */
    void promise(Set<String> tables) {
        promised = Set.copyOf(tables);
    }

    /** What was measured of a table; null when nothing is promised of it, or no tick came since. */
    @Nullable LatencyWindow of(String table) {
        Measured found = promised.contains(table) ? measured.get(table) : null;
        return found == null ? null : found.window();
    }

    /**
     * Measures a tick that was just published.
     *
     * @param definitions those of the tick; while they are the same object nobody is asked again
     * @param plansOf the hashes of a live table's query and of those of the live tables it reads;
     *     empty for a table that rows come into
     * @param changed the tables with changes
     */
    void published(
            SealedTick sealed,
            Object definitions,
            Function<String, Set<String>> plansOf,
            Set<String> changed,
            long nowNanos) {
        requireNonNull(definitions, "definitions");
        Set<String> replaced = renew(definitions, plansOf);
        if (measured.isEmpty() || sealed.timings().size() != sealed.entries().size()) {
            return; // A replayed tick was received long ago.
        }
        long oldestNanos = -1;
        for (int i = 0; i < sealed.entries().size(); i++) {
            if (sealed.entries().get(i) instanceof InputEntry input) {
                long nanos = nowNanos - sealed.timings().get(i).receivedNanos();
                oldestNanos = Math.max(oldestNanos, nanos);
                for (InputChange change : input.changes()) {
                    add(change.table(), false, nanos);
                }
            }
        }
        if (oldestNanos < 0) {
            return; // What time or a definition changed has waited for nobody.
        }
        for (String table : measured.keySet()) {
            // All rows of a table that comes with this tick are its changes, however old they are.
            if (changed.contains(table) && !replaced.contains(table)) {
                add(table, true, oldestNanos);
            }
        }
    }

    private void add(String table, boolean live, long nanos) {
        Measured found = measured.get(table);
        if (found != null && found.plans().isEmpty() != live) {
            found.window().add(nanos);
        }
    }

    /**
     * Makes windows for what is promised now; gives the live tables that are others than before.
     */
    private Set<String> renew(Object definitions, Function<String, Set<String>> plansOf) {
        Set<String> tables = promised;
        if (tables.equals(knownPromises) && definitions == knownDefinitions) {
            return Set.of();
        }
        Map<String, Measured> former = measured;
        Map<String, Measured> next = new HashMap<>();
        Set<String> replaced = new HashSet<>();
        for (String table : tables) {
            Set<String> plans = Set.copyOf(plansOf.apply(table));
            Measured known = former.get(table);
            if (known != null && known.plans().equals(plans)) {
                next.put(table, known);
                continue;
            }
            next.put(table, new Measured(new LatencyWindow(KEPT), plans));
            if (known != null) {
                replaced.add(table);
            }
        }
        measured = Map.copyOf(next);
        knownPromises = tables;
        knownDefinitions = definitions;
        return replaced;
    }
}
