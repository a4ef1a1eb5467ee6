package dev.tidemill.node.memory;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.StateShare;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state of all tables within its budget. It looks between two ticks; when there is more
 * than the budget,
 *
 * <ol>
 *   <li>no more rows are taken, and ticks that were kept for readers are let go of;
 *   <li>rows that can leave memory do;
 *   <li>tables that are being built are given up, which their building does by itself;
 *   <li>the live table that grew most is suspended, by an entry of the journal, unless an input
 *       table grew more than twice as much: then suspending would not help for long.
 * </ol>
 *
 * <p>What a table owns is the state of its rows, indexes and operators; what several tables share
 * counts in equal parts. How much it grew is told from the last time at which all state was at most
 * three quarters of the budget.
 *
 * <p>Engine thread only.
 */
public final class StateKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);

    /** What tables own is noted while state is at most such a part of the budget: 3 of 4. */
    private static final double CALM = 0.75;

    /** Rows are taken again below this part, so that it does not turn with every tick. */
    private static final double OPEN = 0.94;

    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So long rows that can leave memory are waited for. */
    private static final long MOVE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Circuit circuit;
    private final PageAllocator allocator;
    private final DefinitionsInForce definitions;
    private final StateRoom room;
    private final Around around;
    private Map<String, Long> noted;
    private volatile Report report;
    private long notedNanos = System.nanoTime();
    private long overSinceNanos;
    private boolean over;
    private boolean told;
    private @Nullable CompletableFuture<Long> written;

    /** Suspensions that the journal or the checkpoint has. */
    private final Set<SuspensionEntry> known = new HashSet<>();

    /** What else has to do with memory. */
    public interface Around {
        /**
         * Has it written down, before all that waits, that a table is suspended; never waits. The
         * answer is the tick.
         *
         * @throws TidemillException when nothing is taken any more
         */
        CompletableFuture<Long> suspend(SuspensionEntry entry);

        /** Lets go of ticks before the newest that are only kept in case somebody asks. */
        void letGoOfTicks();

        /**
         * Whether rows are to leave memory sooner than they would.
         *
         * @return bytes of state that they will free, as far as is known
         */
        long hurryHistory(boolean hurried);
    }

    /**
     * @param checkpointed live tables that are suspended in the checkpoint
     */
    public StateKeeper(
            Circuit circuit,
            PageAllocator allocator,
            DefinitionsInForce definitions,
            StateRoom room,
            Collection<Suspension> checkpointed,
            Around around) {
        this.circuit = circuit;
        this.allocator = allocator;
        this.definitions = definitions;
        this.room = room;
        this.around = around;
        this.report = note();
        this.noted = report.ownedBytes();
        checkpointed.forEach(suspension -> known.add(entry(suspension)));
    }

    private static SuspensionEntry entry(Suspension suspension) {
        return new SuspensionEntry(
                suspension.table(), suspension.sql(), suspension.code(), suspension.message());
    }

    /**
     * Has it written down which tables failed for want of memory within a tick, or while ticks were
     * run again: a replay with more memory must not have them either, as nobody saw them since.
     */
    private void writeDown() {
        for (Suspension failed : definitions.failures()) {
            SuspensionEntry entry = entry(failed);
            if (isForMemory(failed.code()) && !known.contains(entry)) {
                try {
                    CompletableFuture<Long> ignored = around.suspend(entry);
                    known.add(entry);
                } catch (TidemillException e) {
                    LOG.debug("a suspended table is not written down", e);
                    return;
                }
            }
        }
    }

    private static boolean isForMemory(ErrorCode code) {
        return code == ErrorCode.STATE_OVER_BUDGET
                || code == ErrorCode.BUILD_OVER_BUDGET
                || code == ErrorCode.MEMORY_LIMIT;
    }

    /**
     * How state was split a moment ago.
     *
     * @param liveBytes of pages in use, without those that only readers of older ticks see
     * @param ownedBytes each table's part of the state, by its name
     */
    public record Report(long liveBytes, Map<String, Long> ownedBytes) {
        public Report {
            ownedBytes = Map.copyOf(ownedBytes);
        }
    }

    /** How state was split at most some seconds ago. Any thread. */
    public Report report() {
        return report;
    }

    private Report note() {
        Map<String, Long> owned = new HashMap<>();
        circuit.shares().forEach(share -> owned.put(share.table(), share.bytes()));
        return new Report(circuit.liveBytes(), owned);
    }

    /**
     * Looks once; between two ticks.
     *
     * @param tickWaits whether a sealed tick is there
     */
    public void look(boolean tickWaits) {
        writeDown();
        long bytes = allocator.bytes();
        long budget = allocator.budgetBytes();
        if (bytes > budget || (over && bytes > (long) (budget * OPEN))) {
            keep(bytes, budget);
            noteNowAndThen(true);
            return;
        }
        if (over) {
            over = false;
            told = false;
            around.hurryHistory(false);
            room.open();
            LOG.info("state is {} of {} bytes; rows are taken again", bytes, budget);
        }
        noteNowAndThen(tickWaits);
    }

    private void noteNowAndThen(boolean tickWaits) {
        long since = System.nanoTime() - notedNanos;
        if (since < NOTE_NANOS || (tickWaits && since < NOTE_NANOS * 4)) {
            return;
        }
        notedNanos = System.nanoTime();
        report = note();
        if (allocator.bytes() <= (long) (allocator.budgetBytes() * CALM)) {
            noted = report.ownedBytes();
        }
    }

    /** Once there was too much, somebody has to go until rows can be taken again. */
    private void keep(long bytes, long budget) {
        if (!over) {
            over = true;
            overSinceNanos = System.nanoTime();
            LOG.warn("state is {} bytes, of {} at most; no rows are taken", bytes, budget);
        }
        room.fill("state takes %,d bytes, of %,d at most".formatted(bytes, budget));
        around.letGoOfTicks();
        long movable = around.hurryHistory(true);
        if (isWritten()) {
            return;
        }
        long live = circuit.liveBytes();
        long goal = (long) (budget * OPEN);
        if (live <= goal) {
            tell("{} of {} bytes of state are only there for open readers", bytes - live, bytes);
            return;
        }
        if (circuit.building().stream().anyMatch(build -> !build.isDone())) {
            return;
        }
        if (movable > 0
                && live - movable <= goal
                && System.nanoTime() - overSinceNanos < MOVE_NANOS) {
            return;
        }
        suspendWhoGrew(live, budget);
    }

    /** Whether a suspension is on its way, or in a tick that has not run yet. */
    private boolean isWritten() {
        CompletableFuture<Long> last = written;
        if (last == null) {
            return false;
        }
        if (!last.isDone()) {
            return true;
        }
        if (!last.isCompletedExceptionally() && last.join() > circuit.tick()) {
            return true;
        }
        written = null;
        return false;
    }

    private void suspendWhoGrew(long live, long budget) {
        List<StateShare> shares = circuit.shares();
        Optional<StateShare> grown =
                shares.stream()
                        .filter(StateShare::isLive)
                        .max(
                                Comparator.comparingLong(this::growth)
                                        .thenComparingLong(StateShare::bytes)
                                        .thenComparing(StateShare::table));
        long inputs =
                shares.stream()
                        .filter(share -> !share.isLive())
                        .mapToLong(this::growth)
                        .max()
                        .orElse(0);
        PlannedTable victim =
                grown.isEmpty() || growth(grown.get()) < Math.max(1, inputs / 2)
                        ? null
                        : definitions.view().liveTables().get(grown.get().table());
        if (victim == null) {
            tell("state is {} bytes, of {} at most, for its input tables' rows", live, budget);
            return;
        }
        SuspensionEntry entry =
                new SuspensionEntry(
                        victim.name(),
                        victim.sql(),
                        ErrorCode.STATE_OVER_BUDGET,
                        ("state would take %,d bytes, of %,d at most, and this table's grew most,"
                                        + " to %,d bytes")
                                .formatted(live, budget, grown.get().bytes()));
        known.add(entry);
        try {
            written = around.suspend(entry);
        } catch (TidemillException e) {
            LOG.debug("a table that is to be suspended goes on", e);
        }
    }

    private long growth(StateShare share) {
        return share.bytes() - noted.getOrDefault(share.table(), 0L);
    }

    private void tell(String what, long some, long of) {
        if (!told) {
            told = true;
            LOG.warn(what, some, of);
        }
    }
}
