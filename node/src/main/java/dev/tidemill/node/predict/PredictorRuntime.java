package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.IntakeRoom;
import dev.tidemill.node.predict.watch.ServingTimes;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From ticks to predictions, and from labels to what is learnt. A row that enters is due; behind
 * its tick it is foretold of, and what was foretold comes in as an input of a later tick. Only then
 * it waits for its label.
 *
 * <p>Invariants: a due row is in the checkpoint, or its tick is replayed from the journal, so no
 * crash loses one; it is due until its prediction is in the journal's ticks, so no crash makes two
 * of it; learning looks at ticks alone, so a replay learns the same, to the bit.
 *
 * <p>What follows ticks runs on the engine's thread and hardly waits; rows from outside do, while
 * too many are due ({@link PredictionBacklog#DUE_MAX}).
 */
public final class PredictorRuntime implements Mill.TickFollower, TickListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PredictorRuntime.class);

    /** Predictions in one entry of the journal. */
    private static final int ENTRY_ROWS_MAX = 1_000;

    /** Between two tries to write what the disk did not take. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    /** Whoever reads or changes what predictors know. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Map<String, PredictorState> states = new TreeMap<>();
    private final Set<String> gone = new TreeSet<>();

    /** Those of the tick under way. */
    private final List<DefinitionEntry> newerDefinitions = new ArrayList<>();

    /** Of each predictor the wanted training that was begun in this process. */
    private final Map<String, Long> training = new HashMap<>();

    /** What those that are gone have left in the tables of how predictors do. */
    private final List<InputChange> left = new ArrayList<>();

    /** By predictor: of rows that were due, and of those that somebody asked about. */
    private final Map<String, ServingTimes> rowTimes = new ConcurrentHashMap<>();

    private final Map<String, ServingTimes> askedTimes = new ConcurrentHashMap<>();
    private final PredictionBacklog backlog = new PredictionBacklog();
    private final Ingest ingest;
    private final Runnable leaveNothingOfBefore;
    private final Consumer<Throwable> fatal;
    private final Thread writer;
    private volatile @Nullable Trainer trainer;
    private final KnownRows knownRows = new KnownRows();
    private final Supplier<DefinitionsInForce.View> definitions;
    private @Nullable Circuit circuit;
    private boolean live;
    private long newestTick;
    private volatile boolean closed;

    /**
     * @param inForce the predictors as of the checkpoint
     * @param recovered what the checkpoint kept of them
     * @param definitions those that are in force behind the tick that was stepped last
     * @param leaveNothingOfBefore called in each tick that takes predictions of an erased person
     *     out: the next checkpoint must leave nothing of those before it
     * @param fatal told when predictions cannot be written any more for a fault of ours
     */
    public PredictorRuntime(
            List<PredictorRule> inForce,
            List<byte[]> recovered,
            Supplier<DefinitionsInForce.View> definitions,
            Ingest ingest,
            Runnable leaveNothingOfBefore,
            Consumer<Throwable> fatal) {
        this.definitions = requireNonNull(definitions, "definitions");
        this.ingest = requireNonNull(ingest, "ingest");
        this.leaveNothingOfBefore = requireNonNull(leaveNothingOfBefore, "leaveNothingOfBefore");
        this.fatal = requireNonNull(fatal, "fatal");
        Map<String, byte[]> kept = new HashMap<>();
        recovered.forEach(bytes -> kept.put(PredictorState.nameOf(bytes), bytes));
        for (PredictorRule rule : inForce) {
            byte[] bytes = kept.get(rule.name());
            states.put(
                    rule.name(),
                    bytes == null ? new PredictorState(rule) : PredictorState.decode(rule, bytes));
        }
        this.writer = Thread.ofVirtual().name("predictions").unstarted(this::write);
    }

    /** Whether there is room for what more rows would make due. */
    public IntakeRoom room() {
        return backlog;
    }

    /** What a checkpoint must keep of predictors. Engine thread only. */
    public List<byte[]> state() {
        turn.lock();
        try {
            return states.values().stream().map(PredictorState::encode).toList();
        } finally {
            turn.unlock();
        }
    }

    /** The names of the predictors that are in force. Safe for all threads. */
    public List<String> names() {
        turn.lock();
        try {
            return List.copyOf(states.keySet());
        } finally {
            turn.unlock();
        }
    }

    /**
     * One of them. Safe for all threads.
     *
     * @throws TidemillException UNKNOWN_PREDICTOR
     */
    public Predictor predictor(String name, Predictor.Ticks ticks) {
        turn.lock();
        try {
            PredictorState ignored = known(name);
            return new Predictor(this, name, ticks);
        } finally {
            turn.unlock();
        }
    }

    PredictorStatus status(String predictor) {
        turn.lock();
        try {
            return MetricsTable.status(known(predictor));
        } finally {
            turn.unlock();
        }
    }

    /** How it does in parts, and how fast it answers. */
    PredictorMonitor monitor(String predictor) {
        turn.lock();
        try {
            PredictorState state = known(predictor);
            return new PredictorMonitor(
                    MetricsTable.status(state),
                    newestTick,
                    state.watch().watched(newestTick),
                    times(rowTimes, predictor).times(),
                    times(askedTimes, predictor).times());
        } finally {
            turn.unlock();
        }
    }

    private static ServingTimes times(Map<String, ServingTimes> times, String predictor) {
        return times.computeIfAbsent(predictor, _ -> new ServingTimes());
    }

    /**
     * Foretells of rows that somebody asks about, and has it journalled.
     *
     * @param entry of {@link #asked}
     * @param sinceNanos when somebody asked, as {@link System#nanoTime} told
     * @return the tick that has the predictions
     */
    long write(PredictionEntry entry, long sinceNanos) throws InterruptedException {
        long tick = Ingest.awaitSealed(ingest.admitPrediction(entry));
        times(askedTimes, entry.predictor())
                .add(System.nanoTime() - sinceNanos, entry.made().size());
        return tick;
    }

    /**
     * Foretells of rows that somebody asks about.
     *
     * @param published the newest tick
     * @param rows with the columns of the key and of what the features need
     * @throws TidemillException UNKNOWN_PREDICTOR; INVALID_REQUEST when a key is not whole
     */
    PredictionEntry asked(String predictor, PublishedTick published, Batch rows) {
        turn.lock();
        try {
            PredictorState state = known(predictor);
            PredictorRule rule = state.rule();
            int[] key =
                    PredictorState.columns(rows, rule.key().stream().map(f -> f.name()).toList());
            List<RowFeatures> known =
                    knownRows.of(
                            rule,
                            rows,
                            IntStream.range(0, rows.size()).boxed().toList(),
                            () ->
                                    new Moment(
                                            published.snapshot(),
                                            published.definitions(),
                                            published.nowMicros()));
            List<PredictionEntry.Made> made = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                RowKey found = RowKey.of(key, rows, row);
                if (found == null) {
                    throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "a row has no value of its key " + rows.schema().select(key).names());
                }
                made.add(state.foretell(found, published.tick(), known.get(row)));
            }
            return state.entry(published.tick(), true, made);
        } finally {
            turn.unlock();
        }
    }

    PredictorRule rule(String predictor) {
        turn.lock();
        try {
            return known(predictor).rule();
        } finally {
            turn.unlock();
        }
    }

    byte[] model(String predictor) {
        turn.lock();
        try {
            return known(predictor).model().bytes();
        } finally {
            turn.unlock();
        }
    }

    private PredictorState known(String predictor) {
        PredictorState state = states.get(predictor);
        if (state == null) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_PREDICTOR, "there is no predictor " + predictor)
                    .withHint(ClosestWord.hint(predictor, states.keySet()));
        }
        return state;
    }

    @Override
    public void defined(DefinitionEntry newer, Circuit circuit) {
        newerDefinitions.add(newer);
    }

    /** In the tick's time, which is not told before. */
    private void use(DefinitionEntry newer, long tick, long nowMicros) {
        Set<String> before = new TreeSet<>(states.keySet());
        for (PredictorRule rule : newer.predictors()) {
            before.remove(rule.name());
            gone.remove(rule.name());
            PredictorState known = states.get(rule.name());
            if (known == null) {
                states.put(rule.name(), new PredictorState(rule, tick, nowMicros));
            } else if (!known.rule().equals(rule)) {
                known.use(rule, tick, nowMicros);
            }
        }
        for (String name : before) {
            PredictorState state = states.remove(name);
            if (state != null) {
                state.watch().leave(left);
                ModelTables.delete(state, left);
            }
            rowTimes.remove(name);
            askedTimes.remove(name);
            training.remove(name);
        }
        gone.addAll(before);
        if (newer.predictors().isEmpty()) {
            gone.clear(); // The tables of how predictors do went too.
            left.clear();
        }
    }

    @Override
    public void recovered() {
        // What was on its way to the journal is due, and asked about anew.
    }

    @Override
    public List<InputChange> standing(
            SealedTick sealed, List<InputChange> changes, Circuit circuit) {
        turn.lock();
        try {
            return withOwn(sealed, changes, circuit);
        } finally {
            turn.unlock();
        }
    }

    private List<InputChange> withOwn(
            SealedTick sealed, List<InputChange> changes, Circuit circuit) {
        newerDefinitions.forEach(newer -> use(newer, sealed.tick(), sealed.nowMicros()));
        newerDefinitions.clear();
        List<InputChange> all = new ArrayList<>(changes);
        this.circuit = circuit;
        List<ErasureEntry> erasures = erasures(sealed);
        if (!erasures.isEmpty()) {
            states.values().forEach(s -> s.forget(ErasedKeys.of(s, erasures, circuit)));
            Set<String> people = new TreeSet<>();
            erasures.forEach(erasure -> people.add(erasure.subject()));
            states.values().forEach(s -> s.forgetValues(people, sealed.tick()));
        }
        writeWhatBecame(sealed, all, circuit);
        for (JournalEntry entry : sealed.entries()) {
            if (entry instanceof ModelEntry wish) {
                PredictorState state = states.get(wish.predictor());
                if (state != null) {
                    state.heed(wish, sealed.tick(), sealed.nowMicros());
                }
            }
            if (entry instanceof PredictionEntry made) {
                PredictorState state = states.get(made.predictor());
                if (state == null) {
                    continue;
                }
                BatchBuilder rows = state.accept(made, sealed.tick(), sealed.nowMicros());
                if (rows.size() > 0) {
                    all.add(state.table().upsert(rows));
                }
            }
        }
        return all;
    }

    private static List<ErasureEntry> erasures(SealedTick sealed) {
        List<ErasureEntry> erasures = new ArrayList<>();
        for (JournalEntry entry : sealed.entries()) {
            if (entry instanceof ErasureEntry erasure) {
                erasures.add(erasure);
            }
        }
        return erasures;
    }

    private void writeWhatBecame(SealedTick sealed, List<InputChange> changes, Circuit circuit) {
        if (!gone.isEmpty()) {
            changes.add(MetricsTable.deletion(gone));
            gone.clear();
        }
        changes.addAll(left);
        left.clear();
        boolean quiet = sealed.entries().stream().allMatch(PredictorRuntime::isEmpty);
        BatchBuilder metrics = MetricsTable.rows();
        for (PredictorState state : states.values()) {
            boolean writesFigures = state.writesFigures(quiet, sealed.nowMicros());
            if (state.forgets()) {
                leaveNothingOfBefore.run();
            }
            if (state.hasSettled()) {
                try (CircuitSnapshot before = circuit.snapshot()) {
                    state.flush(before, changes);
                }
            }
            if (writesFigures) {
                state.writeFigures(sealed.tick(), sealed.nowMicros(), metrics, changes);
            }
        }
        if (metrics.size() > 0) {
            changes.add(MetricsTable.upsert(metrics));
        }
    }

    private static boolean isEmpty(JournalEntry entry) {
        return entry instanceof InputEntry input && input.changes().isEmpty();
    }

    @Override
    public void output(SealedTick sealed, TickOutput output) {
        turn.lock();
        try {
            follow(sealed, output);
        } finally {
            turn.unlock();
        }
    }

    private void follow(SealedTick sealed, TickOutput output) {
        boolean erases = !erasures(sealed).isEmpty();
        newestTick = sealed.tick();
        int due = 0;
        for (PredictorState state : states.values()) {
            PredictorRule rule = state.rule();
            Batch labels = output.changes().get(rule.label().table());
            if (labels != null) {
                state.labelled(labels, sealed.tick(), sealed.nowMicros());
            }
            Batch rows = output.changes().get(rule.on());
            if (rows != null && erases) {
                // A live table over rows of theirs lost some; nothing is kept of those.
                state.forget(state.gone(rows));
            }
            if (rows != null) {
                enter(state, rows, sealed);
            }
            state.expire(sealed.tick(), sealed.nowMicros());
            state.judge(sealed.tick(), sealed.nowMicros());
            due += state.dueCount();
        }
        if (live) {
            backlog.due(due);
        }
    }

    private void enter(PredictorState state, Batch rows, SealedTick sealed) {
        if (!KnownRows.asksViews(state.rule())) {
            state.entered(
                    rows, sealed.tick(), sealed.nowMicros(), knownRows, PredictorRuntime::never);
            return;
        }
        try (CircuitSnapshot tables = requireNonNull(circuit, "circuit").snapshot()) {
            Moment moment = new Moment(tables, definitions.get(), sealed.nowMicros());
            state.entered(rows, sealed.tick(), sealed.nowMicros(), knownRows, () -> moment);
        }
    }

    private static Moment never() {
        throw new IllegalStateException("no view is asked");
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        foretell(published.tick(), sealed.sealedNanos());
    }

    private void foretell(long tick, long sinceNanos) {
        turn.lock();
        try {
            foretellDue(tick, sinceNanos);
        } finally {
            turn.unlock();
        }
    }

    private void foretellDue(long tick, long sinceNanos) {
        boolean hasSettled = false;
        boolean hasFigures = false;
        for (PredictorState state : states.values()) {
            List<PredictionEntry.Made> made = state.foretell(ENTRY_ROWS_MAX);
            while (!made.isEmpty()) {
                PredictionEntry entry = state.entry(tick, false, made);
                backlog.add(new PredictionBacklog.Work.Made(entry, sinceNanos));
                made = state.foretell(ENTRY_ROWS_MAX);
            }
            hasSettled |= state.hasSettled();
            hasFigures |= state.hasFigures();
            train(state);
        }
        backlog.wantTick(hasSettled, hasFigures);
    }

    /** Has a model trained that is wanted, once in a process. */
    private void train(PredictorState state) {
        Retraining retraining = state.retraining();
        Trainer at = trainer;
        String name = state.rule().name();
        if (at != null
                && retraining.isWanted()
                && training.getOrDefault(name, 0L) != retraining.wantedTick()) {
            training.put(name, retraining.wantedTick());
            at.offer(
                    new Trainer.Job(
                            state.rule(),
                            state.lineup().firstVersion(),
                            state.lineup().since(),
                            retraining.why()));
        }
    }

    /** Journals what came of a training, and waits until it can be. */
    private void trained(ModelEntry came) {
        try {
            while (!closed) {
                try {
                    long ignored = Ingest.awaitSealed(ingest.admitModel(came));
                    return;
                } catch (TidemillException e) {
                    Thread.sleep(RETRY_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has something journalled that is to become of a predictor's models.
     *
     * @return its tick
     */
    long wish(ModelEntry wish) throws InterruptedException {
        return Ingest.awaitSealed(ingest.admitModel(wish));
    }

    /** Looks at what a predictor knows, which nobody changes meanwhile. */
    <T> T look(String predictor, Function<PredictorState, T> look) {
        turn.lock();
        try {
            return look.apply(known(predictor));
        } finally {
            turn.unlock();
        }
    }

    /**
     * Goes live after recovery: foretells of the rows whose prediction did not reach the journal.
     * Called once, before the threads start that run ticks.
     *
     * @param newest the newest published tick, to be closed
     * @throws TidemillException MODEL_RUNTIME when nothing here runs one of the models
     */
    public void start(PublishedTick published, Supplier<PublishedTick> newest) {
        states.values().forEach(state -> state.lineup().requireRuntimes());
        live = true;
        states.values().forEach(PredictorState::askAnew);
        Trainer made = new Trainer(newest, this::trained, fatal);
        trainer = made;
        newestTick = published.tick();
        foretell(published.tick(), System.nanoTime());
        writer.start();
        made.start();
    }

    /**
     * Writes until the end. Entries are given to the journal while others of them are still on
     * their way to the disk, so that one commit takes several; their order is that of ticks, which
     * is all that a replay sees.
     */
    private void write() {
        try {
            for (PredictionBacklog.Work work = backlog.take();
                    work != null;
                    work = backlog.take()) {
                PredictionBacklog.Work taken = work;
                Thread ignored =
                        Thread.ofVirtual().name("prediction").start(() -> writeUntilDone(taken));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What could not be written is tried again after a pause. */
    private void writeUntilDone(PredictionBacklog.Work work) {
        try {
            while (!isWritten(work) && !closed) {
                Thread.sleep(RETRY_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fatal.accept(e);
        } finally {
            backlog.done();
        }
    }

    private boolean isWritten(PredictionBacklog.Work work) throws InterruptedException {
        try {
            long ignored =
                    Ingest.awaitSealed(
                            switch (work) {
                                case PredictionBacklog.Work.Made made ->
                                        ingest.admitPrediction(made.entry());
                                case PredictionBacklog.Work.Tick _ ->
                                        ingest.admitOwn(List.of(), "predictor");
                            });
            if (work instanceof PredictionBacklog.Work.Made made) {
                times(rowTimes, made.entry().predictor())
                        .add(System.nanoTime() - made.sinceNanos(), made.entry().made().size());
            }
            return true;
        } catch (TidemillException e) {
            if (e.errorCode() == ErrorCode.BODY_TOO_LARGE
                    && work instanceof PredictionBacklog.Work.Made made
                    && made.entry().made().size() > 1) {
                return areHalvesWritten(made);
            }
            if (!closed) {
                LOG.warn("what predictors write waits: {}", e.message());
            }
            return false;
        }
    }

    /** What is written of it before the other half fails is not taken a second time. */
    private boolean areHalvesWritten(PredictionBacklog.Work.Made work) throws InterruptedException {
        PredictionEntry entry = work.entry();
        int half = entry.made().size() / 2;
        return isWritten(half(work, entry.made().subList(0, half)))
                && isWritten(half(work, entry.made().subList(half, entry.made().size())));
    }

    private static PredictionBacklog.Work.Made half(
            PredictionBacklog.Work.Made work, List<PredictionEntry.Made> made) {
        PredictionEntry entry = work.entry();
        return new PredictionBacklog.Work.Made(
                new PredictionEntry(
                        entry.predictor(), entry.models(), entry.readTick(), entry.isAsked(), made),
                work.sinceNanos());
    }

    /** Writes nothing more, and lets go whoever waits for room: the mill has failed. */
    public void stop() {
        closed = true;
        backlog.close();
        Trainer made = trainer;
        if (made != null) {
            made.close();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
