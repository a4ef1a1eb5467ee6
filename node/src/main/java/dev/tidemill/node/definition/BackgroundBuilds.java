package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.engine.circuit.BuildProgress;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.node.record.BuiltEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the tables that are being built their time between the ticks, and has it written down when
 * one is complete: the tick that holds this entry swaps it in.
 *
 * <p>When no tick waits, a slice is short enough for the next one to hardly notice; when one does,
 * a slice is also no more than a part of what the last tick took.
 *
 * <p>Engine thread only.
 */
public final class BackgroundBuilds {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundBuilds.class);
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** While a tick waits, a slice is at most such a part of the last tick's time. */
    private static final int PART_OF_TICK = 4;

    /** How long a tick may be waited for when there is nothing to build. */
    private static final long IDLE_MILLIS = 50;

    private final Circuit circuit;
    private final Desk desk;
    private final long sliceNanos;
    private final Map<Long, Future<?>> written = new HashMap<>();
    private long loggedNanos = System.nanoTime();

    /** Where it is written down that tables are built. Never waits. */
    public interface Desk {
        /**
         * The answer ends when the entry is on disk, or cannot be.
         *
         * @throws TidemillException BACKPRESSURE, or that nothing is taken any more
         */
        Future<?> offer(BuiltEntry entry);
    }

    /**
     * @param sliceMillis how long is built between two ticks
     */
    public BackgroundBuilds(Circuit circuit, Desk desk, long sliceMillis) {
        this.circuit = circuit;
        this.desk = desk;
        this.sliceNanos = TimeUnit.MILLISECONDS.toNanos(sliceMillis);
    }

    /**
     * Works for a slice.
     *
     * @param tickWaits whether a sealed tick is there
     * @param tickNanos how long the last one took
     * @return how many milliseconds the engine may wait for a tick before it comes back
     */
    public long work(boolean tickWaits, long tickNanos) {
        List<Circuit.Building> building = circuit.building();
        if (building.isEmpty()) {
            written.clear();
            return IDLE_MILLIS;
        }
        long slice = tickWaits ? Math.min(sliceNanos, tickNanos / PART_OF_TICK) : sliceNanos;
        boolean more = circuit.work(Math.max(1, slice));
        building = circuit.building();
        written.keySet().retainAll(building.stream().map(Circuit.Building::id).toList());
        building.stream().filter(Circuit.Building::isDone).forEach(this::writeDown);
        log(building);
        boolean allDone = building.stream().allMatch(Circuit.Building::isDone);
        return more ? 0 : allDone ? IDLE_MILLIS : 1;
    }

    private void writeDown(Circuit.Building done) {
        Future<?> before = written.get(done.id());
        if (before != null && before.state() != Future.State.FAILED) {
            return;
        }
        try {
            written.put(done.id(), desk.offer(entry(done.tables())));
        } catch (TidemillException e) {
            LOG.debug("a table that is built waits to be written down", e);
        }
    }

    private BuiltEntry entry(List<LiveTable> tables) {
        Circuit.@Nullable BuildFailure failure = circuit.buildFailure(tables);
        if (failure != null) {
            LOG.error("the live table {} cannot be built", failure.table(), failure.cause());
        }
        return new BuiltEntry(
                built(tables),
                failure == null ? null : BuiltEntry.Failure.of(failure.table(), failure.cause()));
    }

    /** Tables by their names and plans, as an entry has them. */
    static List<BuiltEntry.Built> built(List<LiveTable> tables) {
        return tables.stream()
                .map(t -> new BuiltEntry.Built(t.name(), PlanHash.of(t.plan()).hex()))
                .toList();
    }

    private void log(List<Circuit.Building> building) {
        if (System.nanoTime() - loggedNanos < LOG_NANOS) {
            return;
        }
        loggedNanos = System.nanoTime();
        for (Circuit.Building each : building) {
            BuildProgress progress = each.progress();
            LOG.info(
                    "building {}: {} of {} rows are read",
                    each.tables().stream().map(LiveTable::name).toList(),
                    progress.rowsDone(),
                    progress.rowsTotal());
        }
    }
}
