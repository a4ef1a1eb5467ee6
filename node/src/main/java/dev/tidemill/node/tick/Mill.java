package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.StateShare;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.BuiltEntry;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.OutcomeEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.RecoveryEntry;
import dev.tidemill.node.record.RetentionEntry;
import dev.tidemill.node.record.RetryEntry;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs one sealed tick: applies new definitions, steps the circuit, publishes the result in one
 * swap and tells the listeners. The same code runs live ticks and replayed ones, so that replay
 * cannot differ; replayed ticks are not published one by one.
 *
 * <p>Engine thread only.
 */
public final class Mill {
    private final Circuit circuit;
    private final DefinitionsInForce definitions;
    private final NodeTracker tracker;
    private final TickPublisher publisher;
    private final List<TickFollower> followers = new ArrayList<>();
    private final List<TickListener> tickListeners = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private DefinitionsInForce.View known;

    /** The definitions of the newest published tick, and the tick that they came with. */
    private DefinitionsInForce.@Nullable View publishedView;

    private long definedSince;
    private OutcomeDesk desk = _ -> {};
    private RowMover mover = () -> {};
    private Eraser eraser =
            (erasures, _, _, _) -> {
                throw new IllegalStateException("nobody erases " + erasures.size() + " people");
            };
    private TickRecorder recorder = (_, _, _, _, _) -> Set.of();

    /**
     * Follows every tick, replayed ones included, before it is published. What it makes of them
     * must depend on nothing else, so that a replay makes the same.
     */
    public interface TickFollower {
        /** These definitions are in force from this tick on; its rows are not stepped yet. */
        void defined(DefinitionEntry newer, Circuit circuit);

        /** The mill was opened again before this tick; its rows are not stepped yet. */
        void recovered();

        /**
         * The changes of a tick that are made.
         *
         * @param changes the tick's, as they were admitted; its rows are not stepped yet
         * @return these, or those of them that still hold, with what else the tick has to change
         */
        default List<InputChange> standing(
                SealedTick sealed, List<InputChange> changes, Circuit circuit) {
            return changes;
        }

        void output(SealedTick sealed, TickOutput output);
    }

    /** Where it is written down what came of ticks for want of memory. */
    public interface OutcomeDesk {
        /** Returns when it is on disk, or cannot be for now. Engine thread only. */
        void write(List<Outcome> outcomes) throws InterruptedException;
    }

    /** Takes people out of the tables. */
    public interface Eraser {
        /**
         * Behind the definitions of a tick, before its rows are stepped.
         *
         * @param changes the tick's
         */
        Erasing erase(
                List<ErasureEntry> erasures,
                List<InputChange> changes,
                Circuit circuit,
                DefinitionsInForce.SealedAt at);
    }

    /**
     * What is left to do of erasures.
     *
     * @param changes the tick's, without what is erased and with rows of keyed tables deleted
     * @param tables those that have other rows now, whatever the tick changes
     */
    public record Erasing(List<InputChange> changes, Set<String> tables) {
        public Erasing {
            changes = List.copyOf(changes);
            tables = Set.copyOf(tables);
        }
    }

    /** Moves rows that need not be in memory to the disk, while ticks are run again. */
    public interface RowMover {
        /** Returns when what is due is on disk and no longer in memory. Engine thread only. */
        void moveWhatIsDue();
    }

    /** Writes down, in tables of the mill's own, what a tick changed of others. */
    public interface TickRecorder {
        /**
         * Adds rows to the tick that was stepped, replayed ones included, before it is published.
         * What is added must depend on nothing but ticks. Engine thread only.
         *
         * @param renewed tables with other rows than before, of which the output does not tell all:
         *     rows that they are made of were erased
         * @param view the definitions that are in force behind the tick
         * @return the tables that rows were added to
         */
        Set<String> record(
                SealedTick sealed,
                TickOutput output,
                Set<String> renewed,
                Circuit circuit,
                DefinitionsInForce.View view);
    }

    public Mill(
            Circuit circuit,
            DefinitionsInForce definitions,
            NodeTracker tracker,
            TickPublisher publisher) {
        this.circuit = circuit;
        this.definitions = definitions;
        this.tracker = tracker;
        this.publisher = publisher;
        this.known = definitions.view();
    }

    /** Before the first tick runs only. */
    public void followWith(TickFollower follower) {
        followers.add(follower);
    }

    /** Before the first tick runs only. */
    public void recordWith(TickRecorder newRecorder) {
        recorder = newRecorder;
    }

    /** Before the first tick runs only. */
    public void writeOutcomesAt(OutcomeDesk newDesk) {
        desk = newDesk;
    }

    /** Behind each tick that is run again; before the first runs only. */
    public void moveRowsWith(RowMover newMover) {
        mover = newMover;
    }

    /** Before the first tick runs only. */
    public void eraseWith(Eraser newEraser) {
        eraser = newEraser;
    }

    /** Before the first tick runs only. */
    public void onPublished(TickListener listener) {
        tickListeners.add(listener);
    }

    public NodeTracker tracker() {
        return tracker;
    }

    public Circuit circuit() {
        return circuit;
    }

    /**
     * What is known of the recovered state itself, before the first tick is run again.
     *
     * @param outcomes of the state's tick
     */
    public void replayBehind(List<Outcome> outcomes) {
        definitions.foretell(outcomes);
        suspendBehind(
                new DefinitionsInForce.SealedAt(Math.max(1, circuit.tick()), circuit.nowMicros()));
    }

    /**
     * Runs a tick that was sealed before a restart. When it needs far more state than this process
     * may have, which the one that sealed it had, live tables are suspended behind it. Rows that
     * can leave memory do so before that is judged.
     *
     * @param outcomes what the tick came to when it ran first, for want of memory
     * @throws TidemillException STATE_OVER_BUDGET when that is not enough and the heap is full
     */
    public void replay(SealedTick sealed, List<Outcome> outcomes) {
        definitions.foretell(outcomes);
        TickOutput ignored = compute(sealed);
        suspendBehind(new DefinitionsInForce.SealedAt(sealed.tick(), sealed.nowMicros()));
    }

    private void suspendBehind(DefinitionsInForce.SealedAt at) {
        definitions.suspendForetold(true, circuit, at);
        definitions.foretell(List.of());
        mover.moveWhatIsDue();
        boolean goes = true;
        while (goes && circuit.isFarOverBudget()) {
            int before = circuit.shares().size();
            goes = suspendLargest(at) && circuit.shares().size() < before;
        }
        requireHeap(at);
        tracker.suspended(definitions.failures(), definitions.standing());
    }

    /** Rows of input tables cannot be left out; an end that says so is better than one without. */
    private void requireHeap(DefinitionsInForce.SealedAt at) {
        if (circuit.isFarOverBudget() && circuit.isOverHeap()) {
            throw new TidemillException(
                            ErrorCode.STATE_OVER_BUDGET,
                            "behind tick %d the rows of the input tables take %,d bytes of memory"
                                    .formatted(at.tick(), circuit.liveBytes()))
                    .withHint("start with more memory: --memory");
        }
    }

    /** False when no live table owns anything. */
    private boolean suspendLargest(DefinitionsInForce.SealedAt at) {
        Optional<StateShare> largest =
                circuit.shares().stream()
                        .filter(share -> share.isLive() && share.bytes() > 0)
                        .max(Comparator.comparingLong(StateShare::bytes));
        largest.ifPresent(
                share ->
                        definitions.suspendBehind(
                                share.table(),
                                new TidemillException(
                                        ErrorCode.STATE_OVER_BUDGET,
                                        "the state of tick %d does not fit into the memory of this"
                                                        .formatted(at.tick())
                                                + " start"),
                                circuit,
                                at));
        return largest.isPresent();
    }

    /** Publishes what was loaded and replayed, as the first thing readers see. */
    public void publishRecovered() {
        for (String table : definitions.tableNames()) {
            versions.putIfAbsent(table, tracker.tick());
        }
        publish();
    }

    /** Publishes the newest tick once more, after rows have moved. */
    public void publishAgain() {
        publish();
    }

    /** Runs a tick and publishes it, when it is on disk what came of it for want of memory. */
    void run(SealedTick sealed) throws InterruptedException {
        long started = System.nanoTime();
        TickOutput output = compute(sealed);
        desk.write(definitions.takeOutcomes());
        long computed = System.nanoTime();
        PublishedTick published = publish();
        TickListener.Timings timings =
                new TickListener.Timings(computed - started, System.nanoTime() - computed);
        for (TickListener listener : tickListeners) {
            listener.published(sealed, output, published, timings);
        }
    }

    /** A tick that cannot be computed names itself, so that nobody has to look for it. */
    private TickOutput compute(SealedTick sealed) {
        try {
            return advance(sealed);
        } catch (RuntimeException e) {
            throw new TidemillException(
                            ErrorCode.ENGINE_FAILED,
                            "tick %d, with changes of %s, cannot be computed: %s"
                                    .formatted(sealed.tick(), tables(sealed), e),
                            e)
                    .withHint("the journal has it; a release that mends the fault can go on");
        }
    }

    private static Set<String> tables(SealedTick sealed) {
        Set<String> tables = new TreeSet<>();
        for (JournalEntry entry : sealed.entries()) {
            switch (entry) {
                case DefinitionEntry _ -> tables.add("the definitions");
                case InputEntry input ->
                        input.changes().forEach(change -> tables.add(change.table()));
                case BuiltEntry built -> built.tables().forEach(table -> tables.add(table.table()));
                case SuspensionEntry suspended -> tables.add(suspended.table());
                case RetryEntry retry -> tables.add(retry.table());
                case ErasureEntry erasure ->
                        erasure.cells().forEach(cell -> tables.add(cell.table()));
                case PredictionEntry made -> tables.add(SystemTables.predictions(made.predictor()));
                case ModelEntry wish -> tables.add(SystemTables.predictions(wish.predictor()));
                case RecoveryEntry _, RetentionEntry _, OutcomeEntry _ -> {}
            }
        }
        return tables;
    }

    private TickOutput advance(SealedTick sealed) {
        List<InputChange> changes = new ArrayList<>();
        Set<String> built = new TreeSet<>();
        Set<String> renewed = Set.of();
        List<ErasureEntry> erasures = new ArrayList<>();
        DefinitionsInForce.SealedAt at =
                new DefinitionsInForce.SealedAt(sealed.tick(), sealed.nowMicros());
        for (JournalEntry entry : sealed.entries()) {
            switch (entry) {
                case DefinitionEntry newer -> {
                    definitions.apply(newer, circuit, at);
                    followers.forEach(follower -> follower.defined(newer, circuit));
                }
                case RecoveryEntry _ -> followers.forEach(TickFollower::recovered);
                case RetentionEntry dropped -> drop(dropped);
                case BuiltEntry done -> built.addAll(definitions.built(done, circuit, at));
                case SuspensionEntry suspended -> definitions.suspend(suspended, circuit, at);
                case RetryEntry retry -> definitions.retry(retry, circuit, at);
                case InputEntry input -> changes.addAll(input.changes());
                case ErasureEntry erasure -> erasures.add(erasure);
                case PredictionEntry _, ModelEntry _, OutcomeEntry _ -> {}
            }
        }
        for (TickFollower follower : followers) {
            changes = follower.standing(sealed, changes, circuit);
        }
        definitions.goOnChecking(circuit, at);
        if (!erasures.isEmpty()) {
            Erasing erased = eraser.erase(erasures, changes, circuit, at);
            changes = erased.changes();
            renewed = erased.tables();
            built.addAll(renewed);
            circuit.index(definitions.view().definitions().tableIndexes());
        }
        definitions.suspendForetold(false, circuit, at);
        TickOutput output =
                circuit.step(
                        new TickInput(
                                sealed.tick(),
                                sealed.nowMicros(),
                                changes,
                                sealed.watermarks().values()));
        definitions.suspend(circuit.takeFailures(), circuit, at);
        tracker.follow(sealed, definitions.failures(), definitions.standing());
        if (known != definitions.view()) {
            known = definitions.view();
            versionNewTables(sealed.tick());
        }
        built.forEach(table -> versions.put(table, sealed.tick()));
        output.changes().keySet().forEach(table -> versions.put(table, sealed.tick()));
        recorder.record(sealed, output, renewed, circuit, known)
                .forEach(table -> versions.put(table, sealed.tick()));
        followers.forEach(follower -> follower.output(sealed, output));
        return output;
    }

    /**
     * The table may be gone, or be another one of that name. While tables are built nothing is
     * dropped: a replay begins to build them at another tick, and must read the same rows.
     */
    private void drop(RetentionEntry dropped) {
        if (!circuit.building().isEmpty()) {
            return;
        }
        for (HotTable table : circuit.hotTables()) {
            if (table.history().store().equals(dropped.store())) {
                table.drop(dropped.firstRow(), dropped.completeFrom());
                versions.put(table.name(), tracker.tick() + 1);
            }
        }
    }

    /** A table that came back is another one, though none of its rows may have changed since. */
    private void versionNewTables(long tick) {
        Set<String> running = new TreeSet<>(known.inputs().keySet());
        running.addAll(known.liveTables().keySet());
        versions.keySet().retainAll(running);
        running.forEach(table -> versions.putIfAbsent(table, tick));
    }

    private PublishedTick publish() {
        CircuitSnapshot snapshot = circuit.snapshot();
        DefinitionsInForce.View view = definitions.view();
        if (view != publishedView) {
            publishedView = view;
            definedSince = tracker.tick();
        }
        PublishedTick published =
                new PublishedTick(
                        tracker.tick(),
                        tracker.nowMicros(),
                        snapshot,
                        view,
                        definedSince,
                        Map.copyOf(versions));
        publisher.publish(published);
        return published;
    }
}
