package dev.tidemill.node.checkpoint;

import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.checkpoint.CheckpointStore;
import dev.tidemill.engine.state.checkpoint.LoadedCheckpoint;
import dev.tidemill.engine.state.checkpoint.WritePace;
import dev.tidemill.engine.state.checkpoint.WrittenCheckpoint;
import dev.tidemill.journal.Journal;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.data.WriterTurn;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.tick.NodeTracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a checkpoint every so often: the engine's thread pins the state, which takes a moment, and
 * a thread of its own writes the pages that are new. When they are on disk, the journal before them
 * is dropped. One at a time; a failed one leaves the one before it in force.
 */
public final class Checkpointer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final long CLOSE_SECONDS = 60;

    /** So much of the time is written beside ticks; the rest is left to them. */
    private static final double WRITING_SHARE = 0.33;

    private final CheckpointStore store;
    private final StateSpace space;
    private final NodeState recovered;
    private final List<Outcome> outcomes;
    private final long everyMillis;
    private final long everyJournalBytes;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(BackgroundThreads.factory("checkpoint", 0));
    private final WritePace pace = WritePace.share(WRITING_SHARE);
    private final AtomicBoolean underWay = new AtomicBoolean();
    private Supplier<Runnable> noted = () -> () -> {};
    private volatile long lastTick;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean asked;

    /** Whether the next checkpoint leaves nothing of those before it. */
    private volatile boolean wholeWanted;

    /** Changed by whoever holds {@link #underWay}, or after both threads have ended. */
    private volatile CheckpointMeter meter = CheckpointMeter.NONE;

    /** What of a recovered state can be gone on with. */
    public interface Fitting {
        /**
         * Judges a checkpoint before its pages are read.
         *
         * @param nodeBytes what the pages of each of the state's nodes will take
         */
        Fitted fit(NodeState recovered, Map<String, Long> nodeBytes);
    }

    /**
     * What is gone on with.
     *
     * @param wanted the state's nodes that are loaded
     * @param outcomes the tables that are suspended in the state and not in the checkpoint
     */
    public record Fitted(NodeState state, Predicate<String> wanted, List<Outcome> outcomes) {
        public Fitted {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Loads the newest checkpoint, or begins with nothing when there is none. */
    public Checkpointer(
            Path directory, PageAllocator allocator, TidemillOptions options, Fitting fitting) {
        this.store = CheckpointStore.open(directory);
        this.space = new StateSpace(allocator);
        this.everyMillis = options.checkpointMillis();
        this.everyJournalBytes = options.checkpointJournalBytes();
        NodeState[] fitted = {NodeState.initial()};
        List<Outcome> suspended = new ArrayList<>();
        Optional<LoadedCheckpoint> loaded =
                store.load(
                        space,
                        (extras, nodeBytes) -> {
                            NodeState found = NodeState.decode(extras);
                            Fitted fit = fitting.fit(found, nodeBytes);
                            suspended.addAll(fit.outcomes());
                            fitted[0] = fit.state();
                            return fit.wanted();
                        });
        NodeState state = fitted[0];
        this.recovered = state;
        this.outcomes = List.copyOf(suspended);
        loaded.ifPresent(
                found ->
                        LOG.debug(
                                "state of tick {} takes {} bytes",
                                found.tick(),
                                allocator.bytes()));
        this.lastTick = state.tick();
    }

    /**
     * Asks at the begin of each checkpoint, on the engine's thread, what to do when it is on disk;
     * that then happens on the writer's. Before the first tick runs only.
     */
    public void whenDurable(Supplier<Runnable> whatIsNoted) {
        noted = whatIsNoted;
    }

    /** The state as of the checkpoint, for the engine's thread to go on with. */
    public StateSpace space() {
        return space;
    }

    /** The live tables that are suspended since the checkpoint does not fit. */
    public List<Outcome> outcomes() {
        return outcomes;
    }

    /** What the node kept in the checkpoint, as far as it fits. */
    public NodeState recovered() {
        return recovered;
    }

    /** The tick of the newest checkpoint; 0 when there is none. */
    public long lastTick() {
        return lastTick;
    }

    /** Seconds since the newest checkpoint, or since the start. */
    public double ageSeconds() {
        return (System.nanoTime() - lastNanos) / 1e9;
    }

    /** How checkpoints go. Safe for all threads. */
    public CheckpointMeter meter() {
        return meter;
    }

    /** Asks for a checkpoint at the next tick, or at the one after that which is under way. */
    public void ask() {
        asked = true;
    }

    /**
     * Has the next checkpoint that is taken be a whole one: none that has the tick under way keeps
     * a page of one before it. Engine thread only, also while ticks are run again.
     */
    public void leaveNothingOfBefore() {
        wholeWanted = true;
    }

    /** Begins a checkpoint when one is due. Engine thread only, between ticks. */
    public void afterTick(
            NodeTracker tracker, Supplier<List<byte[]>> pendingNotices, Journal journal) {
        boolean due =
                asked
                        || System.nanoTime() - lastNanos
                                > TimeUnit.MILLISECONDS.toNanos(everyMillis)
                        || journal.stats().bytes() > everyJournalBytes;
        if (due && tracker.tick() > lastTick && underWay.compareAndSet(false, true)) {
            begin(tracker, pendingNotices, journal);
        }
    }

    /**
     * Does something while no checkpoint is written and no journal dropped; waits for the one under
     * way. Ticks go on meanwhile. Any thread but the writer's.
     *
     * @throws dev.tidemill.algebra.error.TidemillException SHUTTING_DOWN
     */
    public void betweenCheckpoints(WriterTurn turn) throws IOException {
        WriterTurn.take(writer, turn);
    }

    /** Takes a last checkpoint and waits for it. The engine's thread must have ended. */
    public void atEnd(NodeTracker tracker, Supplier<List<byte[]>> pendingNotices, Journal journal)
            throws InterruptedException {
        pace.hurry();
        writer.shutdown();
        if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the checkpoint under way takes too long; the journal holds what it lacks");
            return;
        }
        if (tracker.tick() > lastTick) {
            NodeState state = tracker.state(pendingNotices.get());
            try (Snapshot snapshot = space.pin()) {
                boolean ignored = write(snapshot, state, journal, takeWhole());
            }
        }
    }

    private void begin(
            NodeTracker tracker, Supplier<List<byte[]>> pendingNotices, Journal journal) {
        asked = false;
        meter = meter.beginning();
        long started = System.nanoTime();
        NodeState state = tracker.state(pendingNotices.get());
        Snapshot snapshot = space.pin();
        Runnable durable = noted.get();
        boolean whole = takeWhole();
        meter = meter.pinned(System.nanoTime() - started);
        writer.execute(
                () -> {
                    try (snapshot) {
                        if (write(snapshot, state, journal, whole)) {
                            durable.run();
                        }
                    } finally {
                        meter = meter.ended();
                        underWay.set(false);
                    }
                });
    }

    private boolean takeWhole() {
        boolean whole = wholeWanted;
        wholeWanted = false;
        return whole;
    }

    private boolean write(Snapshot snapshot, NodeState state, Journal journal, boolean whole) {
        long started = System.nanoTime();
        try {
            byte[] extras = state.encode();
            WrittenCheckpoint written =
                    whole
                            ? store.writeWhole(snapshot, state.tick(), extras, pace)
                            : store.write(snapshot, state.tick(), extras, pace);
            meter = meter.wrote(written, System.nanoTime() - started);
            lastTick = state.tick();
            lastNanos = System.nanoTime();
            journal.dropBefore(state.tick());
            LOG.debug(
                    "checkpoint of tick {} in {} ms",
                    state.tick(),
                    (System.nanoTime() - started) / 1_000_000);
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (whole) {
                wholeWanted = true;
            }
            lastNanos = System.nanoTime();
            LOG.warn("no checkpoint of tick {}: {}", state.tick(), e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
