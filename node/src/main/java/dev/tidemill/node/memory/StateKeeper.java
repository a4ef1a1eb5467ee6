package dev.tidemill.node.memory;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.StateShare;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.Comparator;
import java.util.HashMap;
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
 *   <li>previews are suspended, the largest first;
 *   <li>the live table that grew most is suspended, by an entry of the journal, unless an input
 *       table grew more than twice as much: then suspending would not help for long. That judgement
 *       holds until rows are taken again, or there is more state than at that time.
 * </ol>
 *
 * <p>Previews have a bound of their own, which is looked at now and then: above it the largest is
 * suspended, whatever room there is.
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

    /** What the program takes of the heap before there is a row. */
    private static final long HEAP_OWN = 64L << 20;

    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So long rows that can leave memory are waited for. */
    private static final long MOVE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Circuit circuit;
    private final PageAllocator allocator;
    private final DefinitionsInForce definitions;
    private final StateRoom room;
    private final Around around;
    private final long previewBytesMax;

    /**
     * What each table owned when there was room last; null while there was none since the start.
     */
    private @Nullable Map<String, Long> noted;

    private volatile Report report;
    private long notedNanos = System.nanoTime();
    private long overSinceNanos;

    /** So much may be counted with old pages that readers see. */
    private final long pinnedMax;

    /** With fewer old pages, they are not what fills the heap. */
    private final long oldMax;

    /** Whether rows are refused. */
    private boolean over;

    /** Whether they are for what is in use, and not for old pages. */
    private boolean stateIsOver;

    private boolean told;

    /** What state was when input tables were found to be to blame; 0 while they are not. */
    private long blamedAtBytes;

    private @Nullable CompletableFuture<Long> written;

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
     * @param previewBytesMax of the state of all previews together
     */
    public StateKeeper(
            Circuit circuit,
            PageAllocator allocator,
            DefinitionsInForce definitions,
            StateRoom room,
            long previewBytesMax,
            Around around) {
        this.previewBytesMax = previewBytesMax;
        this.circuit = circuit;
        this.allocator = allocator;
        this.definitions = definitions;
        this.room = room;
        this.around = around;
        long heap = Runtime.getRuntime().maxMemory() - HEAP_OWN;
        long budget = allocator.budgetBytes();
        this.oldMax = budget / 4;
        this.pinnedMax =
                Math.max(budget > Long.MAX_VALUE / 2 ? budget : budget + oldMax, heap / 8 * 5);
        this.report = note();
        this.noted = report.liveBytes() > allocator.budgetBytes() ? null : report.ownedBytes();
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
        long counted = allocator.bytes();
        long budget = allocator.budgetBytes();
        long most = stateIsOver ? (long) (budget * OPEN) : budget;
        // What is counted is never less than what is in use, and costs nothing to ask.
        long live = counted > most ? circuit.liveBytes() : counted;
        stateIsOver = live > most;
        if (stateIsOver) {
            keep(live, counted, budget);
        } else if (counted > pinnedMax) {
            waitForReaders(live, counted);
        } else if (over) {
            reopen(live, budget);
        }
        noteNowAndThen(tickWaits || over);
    }

    private void reopen(long live, long budget) {
        over = false;
        told = false;
        blamedAtBytes = 0;
        around.hurryHistory(false);
        room.open();
        LOG.info("state is {} of {} bytes; rows are taken again", live, budget);
        if (noted == null) {
            report = note();
            noted = report.ownedBytes();
        }
    }

    /** Old pages fill the heap, and each row that comes or goes may make more of them. */
    private void waitForReaders(long live, long counted) {
        begin("state is {} bytes, and with old pages that readers see {}", live, counted);
        room.fillWithOldPages(
                "state takes %,d bytes, and with the old pages that readers see %,d"
                        .formatted(live, counted));
        around.letGoOfTicks();
    }

    private void begin(String what, long some, long of) {
        if (!over) {
            over = true;
            overSinceNanos = System.nanoTime();
            LOG.warn(what + "; no rows are taken", some, of);
        }
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
        keepPreviews();
    }

    private void keepPreviews() {
        Set<String> previews = definitions.view().definitions().previewNames();
        if (previews.isEmpty() || isWritten()) {
            return;
        }
        Map<String, Long> owned = report.ownedBytes();
        long bytes = previews.stream().mapToLong(name -> owned.getOrDefault(name, 0L)).sum();
        if (bytes > previewBytesMax) {
            boolean ignored =
                    isPreviewSuspended(
                            "previews take %,d bytes of state, of %,d at most"
                                    .formatted(bytes, previewBytesMax));
        }
    }

    /** Suspends the preview that owns most; false when none owns anything. */
    private boolean isPreviewSuspended(String why) {
        Set<String> previews = definitions.view().definitions().previewNames();
        Optional<StateShare> largest =
                previews.isEmpty()
                        ? Optional.empty()
                        : circuit.shares().stream()
                                .filter(share -> previews.contains(share.table()))
                                .filter(share -> share.bytes() > 0)
                                .max(
                                        Comparator.comparingLong(StateShare::bytes)
                                                .thenComparing(StateShare::table));
        if (largest.isEmpty()) {
            return false;
        }
        suspend(
                largest.get().table(),
                "%s, and this preview's is the largest, of %,d bytes"
                        .formatted(why, largest.get().bytes()));
        return true;
    }

    private void suspend(String table, String why) {
        PlannedTable victim = definitions.view().liveTables().get(table);
        if (victim == null) {
            return;
        }
        SuspensionEntry entry =
                new SuspensionEntry(
                        victim.name(),
                        victim.sql(),
                        definitions.view().readersOf(victim.name()),
                        ErrorCode.STATE_OVER_BUDGET,
                        why);
        try {
            written = around.suspend(entry);
        } catch (TidemillException e) {
            LOG.debug("a table that is to be suspended goes on", e);
        }
    }

    /** Once there was too much, somebody has to go until rows can be taken again. */
    private void keep(long live, long counted, long budget) {
        begin("state is {} bytes, of {} at most", live, budget);
        if (counted > pinnedMax && counted - live > oldMax) {
            waitForReaders(live, counted);
        } else {
            room.fill("state takes %,d bytes, of %,d at most".formatted(live, budget));
        }
        around.letGoOfTicks();
        long movable = around.hurryHistory(true);
        if (isWritten()) {
            return;
        }
        long goal = (long) (budget * OPEN);
        if (circuit.building().stream().anyMatch(build -> !build.isDone())) {
            return;
        }
        if (movable > 0
                && live - movable <= goal
                && System.nanoTime() - overSinceNanos < MOVE_NANOS) {
            return;
        }
        if (!isPreviewSuspended(
                "state would take %,d bytes, of %,d at most".formatted(live, budget))) {
            suspendWhoGrew(live, budget);
        }
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
        // Whoever makes room by deleting rows must not turn the judgement against a live table.
        if (live <= blamedAtBytes) {
            return;
        }
        List<StateShare> shares = circuit.shares();
        Optional<StateShare> grown =
                shares.stream()
                        .filter(StateShare::isLive)
                        .max(
                                Comparator.comparingLong(this::growth)
                                        .thenComparingLong(StateShare::bytes)
                                        .thenComparing(StateShare::table));
        if (grown.isEmpty() || !helps(grown.get(), shares, live, budget)) {
            blamedAtBytes = live;
            tell("state is {} bytes, of {} at most, for its input tables' rows", live, budget);
            return;
        }
        suspend(
                grown.get().table(),
                ("state would take %,d bytes, of %,d at most, and this table's grew most,"
                                + " to %,d bytes")
                        .formatted(live, budget, grown.get().bytes()));
    }

    /**
     * Whether there is room for long when this live table is suspended. Input tables that grow much
     * faster would take it at once. When nothing is known of growth, as there was too much state at
     * the start already, it is enough that the rest fits.
     */
    private boolean helps(StateShare grown, List<StateShare> shares, long live, long budget) {
        if (noted == null) {
            long owned =
                    shares.stream().filter(StateShare::isLive).mapToLong(StateShare::bytes).sum();
            return grown.bytes() > 0 && live - owned <= (long) (budget * OPEN);
        }
        long inputs =
                shares.stream()
                        .filter(share -> !share.isLive())
                        .mapToLong(this::growth)
                        .max()
                        .orElse(0);
        return growth(grown) >= Math.max(1, inputs / 2);
    }

    /** All that a table owns, when it is not known what it owned before. */
    private long growth(StateShare share) {
        return share.bytes() - (noted == null ? 0 : noted.getOrDefault(share.table(), 0L));
    }

    private void tell(String what, long some, long of) {
        if (!told) {
            told = true;
            LOG.warn(what, some, of);
        }
    }
}
