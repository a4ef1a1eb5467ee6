package dev.tidemill.node.history;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.history.HistoryCopier;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.node.data.WriterTurn;
import dev.tidemill.node.record.RetentionEntry;
import dev.tidemill.store.HistoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rows from memory to the history, one table at a time.
 *
 * <p>The engine's thread seals the rows of a table between two ticks; a thread of this class's own
 * writes them as a run; and when the run is on disk, the engine's thread lets go of the rows, again
 * between two ticks. A crash on the way costs nothing: the checkpoint says which runs there are,
 * and what is behind them is written anew.
 *
 * <p>Rows that no checkpoint can bring back any more are removed from the disk only when the
 * checkpoint that says so is there.
 */
public final class HistoryKeeper implements HistoryCopier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);
    private static final long CLOSE_SECONDS = 60;

    /** A hurried run has at least such a part of a run's bytes. */
    private static final int HURRIED_PART = 16;

    /** After a failure, the next try waits so long. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HistoryStore store;
    private final Circuit circuit;
    private final HistoryLimits limits;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(BackgroundThreads.factory("history", 0));

    /** What the writer has done and the engine's thread has not taken note of. */
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    private final AtomicReference<@Nullable List<HistoryMark>> durable = new AtomicReference<>();

    /** What the newest checkpoint says of the history, of the tables that are gone on with. */
    private volatile List<HistoryMark> checkpointed;

    /** Runs by what the history calls the table, as the writer found them last. */
    private final Map<String, List<HistoryStore.Run>> runs = new ConcurrentHashMap<>();

    private final RetentionDesk desk;
    private volatile Map<String, Retention> retentions = Map.of();

    /** The first row that was asked to be the first, by what the history calls the table. */
    private final Map<String, Long> dropped = new HashMap<>();

    /** The time of the tick before which a table was last without rows in memory. */
    private final Map<String, Long> emptyAtMicros = new HashMap<>();

    /** While it is above 0, nothing is removed from the disk. */
    private final AtomicInteger holds = new AtomicInteger();

    private boolean underWay;

    /** Whether rows are to leave memory as soon as there are some. */
    private boolean hurried;

    /** Where to begin to look for a table whose rows are due. */
    private int turn;

    private long notBeforeNanos = System.nanoTime();
    private volatile @Nullable String problem;

    /**
     * A run was written, or not.
     *
     * @param problem why not; null when it was
     */
    private record Outcome(String table, HistoryMark from, @Nullable RuntimeException problem) {}

    /** Where it is written down that rows are dropped; may wait. */
    public interface RetentionDesk {
        void admit(RetentionEntry entry) throws InterruptedException;
    }

    /**
     * @param circuit as it was recovered from the checkpoint, before any tick is run again
     */
    public HistoryKeeper(
            HistoryStore store, Circuit circuit, HistoryLimits limits, RetentionDesk desk) {
        this.store = store;
        this.circuit = circuit;
        this.limits = limits;
        this.desk = desk;
        this.checkpointed = marks();
        for (HotTable table : circuit.hotTables()) {
            if (table.history().runs() > 0) {
                HistoryMark mark = table.history();
                runs.put(mark.store(), store.runs(mark));
            }
        }
    }

    /** How long rows are kept, by table; the others keep theirs for ever. Any thread. */
    public void useRetentions(Map<String, Retention> byTable) {
        retentions = Map.copyOf(byTable);
    }

    /** Why rows do not leave memory at present; null when nothing is wrong. Any thread. */
    public @Nullable String problem() {
        return problem;
    }

    /**
     * Takes note of what was written and begins what is due. Engine thread only, between ticks.
     *
     * @return whether rows left memory, so that readers should get a new snapshot
     */
    public boolean betweenTicks() {
        if (writer.isShutdown()) {
            return false;
        }
        boolean moved = settle();
        if (!underWay && System.nanoTime() - notBeforeNanos >= 0) {
            beginWhatIsDue();
        }
        if (circuit.building().isEmpty()) {
            retentions.forEach(this::dropWhatIsOld);
        } else {
            // What was asked for meanwhile has no effect, so it is asked for again.
            dropped.clear();
        }
        removeWhatIsDropped();
        return moved;
    }

    /**
     * Moves what is due and returns when it is on disk, so that ticks that are run again keep no
     * more rows in memory than when they ran first. Engine thread only, behind a tick, and before
     * the first {@link #betweenTicks}.
     *
     * @throws TidemillException HISTORY_FAILED when rows cannot be moved and state is far over its
     *     budget; otherwise they stay in memory for now
     */
    public void moveWhatIsDue() {
        moveAllThatIsDue();
        if (circuit.isOverBudget()) {
            hurried = true;
            moveAllThatIsDue();
            hurried = false;
        }
        String why = problem;
        if (why != null && circuit.isFarOverBudget()) {
            throw new TidemillException(ErrorCode.HISTORY_FAILED, why)
                    .withHint("see that the disk of the data folder has room and works");
        }
    }

    private void moveAllThatIsDue() {
        for (HotTable table : circuit.hotTables()) {
            while (System.nanoTime() - notBeforeNanos >= 0 && isDue(table)) {
                writing(table).run();
                boolean ignored = settle();
            }
        }
    }

    /** Each table in turn, so that one whose rows cannot be written does not hold up the others. */
    private void beginWhatIsDue() {
        List<HotTable> tables = circuit.hotTables();
        for (int i = 0; i < tables.size(); i++) {
            int at = (turn + i) % tables.size();
            if (isDue(tables.get(at))) {
                turn = at + 1;
                begin(tables.get(at));
                return;
            }
        }
    }

    private boolean settle() {
        Outcome done = outcome.getAndSet(null);
        if (done == null) {
            return false;
        }
        underWay = false;
        if (done.problem() != null) {
            notBeforeNanos = System.nanoTime() + RETRY_NANOS;
            String text = "rows of " + done.table() + " stay in memory: " + done.problem();
            LOG.warn("{}", text, done.problem());
            problem = text;
            return false;
        }
        problem = null;
        for (HotTable table : circuit.hotTables()) {
            // Unless the table was dropped meanwhile, or is another one of that name.
            if (isSame(table.history(), done.from())) {
                table.moved();
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(HistoryMark now, HistoryMark from) {
        return now.store().equals(from.store()) && now.runs() == from.runs();
    }

    /**
     * Whether rows are to leave memory as soon as they are worth a run. Engine thread only.
     *
     * @return bytes of state that will leave memory then, as far as is known
     */
    public long hurry(boolean now) {
        hurried = now;
        if (problem != null || writer.isShutdown()) {
            return 0;
        }
        long bytes = 0;
        for (HotTable table : circuit.hotTables()) {
            bytes += isWorthARun(table) ? table.hotBytes() : 0;
        }
        return bytes;
    }

    private boolean isWorthARun(HotTable table) {
        return hurried && table.hotBytes() >= limits.runBytes() / HURRIED_PART;
    }

    private boolean isDue(HotTable table) {
        if (table.hotRows() == 0) {
            emptyAtMicros.put(table.history().store(), circuit.nowMicros());
            return false;
        }
        return table.sealedRows() > 0
                || table.hotRows() >= limits.runRows()
                || table.hotBytes() >= limits.runBytes()
                || isWorthARun(table)
                || isDueForRetention(table);
    }

    private boolean isDueForRetention(HotTable table) {
        Retention retention = retentions.get(table.name());
        if (retention == null) {
            return false;
        }
        long now = circuit.nowMicros();
        long since = emptyAtMicros.computeIfAbsent(table.history().store(), _ -> now);
        return table.hotRows() >= retention.sealedAfterRows()
                || now - since >= retention.sealedAfterMicros();
    }

    /** Has it written down, once, that a table's oldest rows are dropped. */
    private void dropWhatIsOld(String name, Retention retention) {
        for (HotTable table : circuit.hotTables()) {
            String known = table.history().store();
            List<HistoryStore.Run> itsRuns = runs.get(known);
            if (!table.name().equals(name) || itsRuns == null) {
                continue;
            }
            RetentionEntry entry = retention.due(table, itsRuns, circuit.nowMicros());
            if (entry != null && entry.firstRow() > dropped.getOrDefault(known, 0L)) {
                dropped.put(known, entry.firstRow());
                writer.execute(() -> admit(entry));
            }
        }
    }

    private void admit(RetentionEntry entry) {
        try {
            desk.admit(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("old rows stay until the next start", e);
        }
    }

    private void begin(HotTable table) {
        Runnable writing = writing(table);
        underWay = true;
        writer.execute(writing);
    }

    /** Writes the table's next run, which is sealed now, and says what came of it. */
    private Runnable writing(HotTable table) {
        if (table.sealedRows() == 0) {
            table.seal();
        }
        String name = table.name();
        HistoryMark mark = table.history();
        int order = table.orderColumn();
        emptyAtMicros.put(mark.store(), circuit.nowMicros());
        CircuitSnapshot snapshot = circuit.snapshot();
        return () -> outcome.set(write(name, mark, order, snapshot));
    }

    private Outcome write(String name, HistoryMark mark, int order, CircuitSnapshot snapshot) {
        long started = System.nanoTime();
        try (snapshot) {
            store.append(mark, snapshot.table(name).sealed(), order);
            runs.put(mark.store(), store.runs(mark.next()));
            LOG.debug(
                    "run {} of {} in {} ms",
                    mark.runs() + 1,
                    name,
                    (System.nanoTime() - started) / 1_000_000);
            return new Outcome(name, mark, null);
        } catch (RuntimeException e) {
            return new Outcome(name, mark, e);
        } catch (Error e) {
            return new Outcome(name, mark, new IllegalStateException(e));
        }
    }

    /**
     * Copies a table's runs without some rows, in the writer's turn, and waits for it. Engine
     * thread only, at a tick boundary.
     */
    @Override
    public HistoryMark copyWithout(
            HistoryMark from, String copy, Schema schema, int orderColumn, long[] gone) {
        AtomicReference<HistoryMark> copied = new AtomicReference<>(from);
        try {
            WriterTurn.take(
                    writer,
                    () -> copied.set(store.copyWithout(from, copy, schema, orderColumn, gone)));
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.HISTORY_FAILED, "rows cannot be erased from the history: " + e, e);
        }
        HistoryMark mark = requireNonNull(copied.get());
        runs.put(mark.store(), store.runs(mark));
        return mark;
    }

    /** What the history's file has rows of, whether a tick has them or not. Any thread. */
    public Set<String> tablesOnDisk() {
        return store.tables();
    }

    /** What a checkpoint that is being taken now says of the history. Engine thread only. */
    public Runnable noted() {
        List<HistoryMark> marks = marks();
        return () -> {
            checkpointed = marks;
            durable.set(marks);
        };
    }

    /** What the newest checkpoint says of the history, between two checkpoints. Any thread. */
    public List<HistoryMark> checkpointed() {
        return checkpointed;
    }

    private List<HistoryMark> marks() {
        return circuit.hotTables().stream().map(HotTable::history).toList();
    }

    /**
     * A table is kept on disk while the checkpoint has it or the engine does, a row also while a
     * snapshot has it.
     */
    private void removeWhatIsDropped() {
        if (durable.get() == null || holds.get() > 0) {
            return;
        }
        List<HistoryMark> checkpoint = requireNonNull(durable.getAndSet(null));
        runs.keySet().retainAll(marks().stream().map(HistoryMark::store).toList());
        Map<String, HistoryMark> kept = new HashMap<>();
        for (HistoryMark now : marks()) {
            kept.put(now.store(), new HistoryMark(now.store(), now.runs(), now.rows(), 0));
        }
        checkpoint.forEach(mark -> kept.put(mark.store(), mark));
        for (HotTable table : circuit.hotTables()) {
            kept.computeIfPresent(
                    table.history().store(), (_, mark) -> withRowsSeen(mark, table.firstRowSeen()));
        }
        writer.execute(
                () -> {
                    try {
                        store.removeDropped(kept.values());
                    } catch (RuntimeException e) {
                        LOG.warn("dropped rows stay on disk until the next checkpoint", e);
                    }
                });
    }

    /** Rows that a reader still looks at stay until a later checkpoint. */
    private static HistoryMark withRowsSeen(HistoryMark mark, long firstRowSeen) {
        return new HistoryMark(
                mark.store(), mark.runs(), mark.rows(), Math.min(mark.firstRow(), firstRowSeen));
    }

    /**
     * Rows that the newest checkpoint has stay on disk until the answer is closed, whatever later
     * checkpoints say. Any thread.
     */
    public Hold hold() {
        holds.incrementAndGet();
        return new Hold();
    }

    /** Keeps rows on disk until it is closed, once. */
    public final class Hold implements AutoCloseable {
        private boolean closed;

        private Hold() {}

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                holds.decrementAndGet();
            }
        }
    }

    /**
     * Has the history's files read in the writer's turn, so that no run is written meanwhile; rows
     * wait in memory. Any thread but the writer's; returns when they are read.
     *
     * @throws TidemillException SHUTTING_DOWN
     */
    public void readAtRest(Path file, HistoryStore.FileWork work) throws IOException {
        WriterTurn.take(writer, () -> store.readAtRest(file, work));
    }

    /** Waits for the run under way; it is part of no checkpoint yet and may be written again. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the run under way takes too long; it is written anew at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
