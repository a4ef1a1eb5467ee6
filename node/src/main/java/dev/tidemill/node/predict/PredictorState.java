package dev.tidemill.node.predict;

import static dev.tidemill.node.predict.PredictionTable.Status.UNLABELLED;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.predict.AliasMove.Change;
import dev.tidemill.node.predict.Waiting.Due;
import dev.tidemill.node.predict.Waiting.EarlyLabel;
import dev.tidemill.node.predict.Waiting.Pending;
import dev.tidemill.node.predict.Waiting.Settled;
import dev.tidemill.node.predict.watch.Decided;
import dev.tidemill.node.predict.watch.Measured;
import dev.tidemill.node.predict.watch.Watch;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one predictor knows: its models, and what waits.
 *
 * <p>Invariants: a key is due or pending, never both; a pending key has no label that waits; all of
 * it but {@link #unasked} is a function of the ticks, so that a replay makes the same, to the bit.
 *
 * <p>For one thread at a time.
 */
final class PredictorState {
    /** The form of {@link #encode}; others are refused. */
    private static final int FORM = 3;

    /** Between two writings of figures, in the ticks' time. */
    private static final long FIGURES_PAUSE_MICROS = 100_000;

    private PredictorRule rule;
    private PredictionTable table;
    private Lineup lineup;
    private Retraining retraining;
    private final Waiting waiting;
    private final Watch watch;
    private final Map<Tally, Long> counts = new EnumMap<>(Tally.class);

    /** Whether the row of its measures is another one now. */
    private boolean changed = true;

    /** The time of the tick that wrote figures last. */
    private long figuresMicros = Long.MIN_VALUE / 2;

    /**
     * By whose classes the labels are told that came before a newer definition; null when that is
     * the present one. Never between two ticks: the tick that has the definition writes them.
     */
    private @Nullable PredictionTable settledUnder;

    /** Whether rows of erased people are among those that leave. */
    private boolean forgets;

    /** Rows that are due and were not foretold of in this process yet. */
    private final Deque<RowKey> unasked = new ArrayDeque<>();

    /** One that knows nothing, from a tick on. */
    PredictorState(PredictorRule rule, long tick, long nowMicros) {
        this(
                rule,
                Lineup.begin(rule, new Change(Change.DEFINITION, "", tick, nowMicros)),
                new Retraining(nowMicros),
                new Waiting(),
                new Watch(rule));
    }

    /** From the first tick on. */
    PredictorState(PredictorRule rule) {
        this(rule, 1, 0);
    }

    private PredictorState(
            PredictorRule rule,
            Lineup lineup,
            Retraining retraining,
            Waiting waiting,
            Watch watch) {
        this.rule = requireNonNull(rule, "rule");
        this.table = new PredictionTable(rule);
        this.lineup = requireNonNull(lineup, "lineup");
        this.retraining = requireNonNull(retraining, "retraining");
        this.waiting = requireNonNull(waiting, "waiting");
        this.watch = requireNonNull(watch, "watch");
    }

    PredictorRule rule() {
        return rule;
    }

    PredictionTable table() {
        return table;
    }

    /** The champion. */
    TaughtModel model() {
        return lineup.champion().model();
    }

    Lineup lineup() {
        return lineup;
    }

    Retraining retraining() {
        return retraining;
    }

    Watch watch() {
        return watch;
    }

    int dueCount() {
        return waiting.due.size();
    }

    int pendingCount() {
        return waiting.pending.size();
    }

    int earlyCount() {
        return waiting.early.size();
    }

    long count(Tally what) {
        return counts.getOrDefault(what, 0L);
    }

    private void add(Tally what) {
        counts.merge(what, 1L, Long::sum);
        changed = true;
    }

    /**
     * Goes on by another rule of the same name. A model that learns something else begins anew, and
     * nothing that waits for the former one is learnt.
     */
    void use(PredictorRule newer, long tick, long nowMicros) {
        boolean goesOn = rule.learnsLike(newer);
        lineup =
                lineup.use(
                        newer,
                        new Change(Change.DEFINITION, "the definition changed", tick, nowMicros));
        rule = newer;
        settledUnder = settledUnder == null ? table : settledUnder;
        table = new PredictionTable(newer);
        changed = true;
        if (goesOn) {
            watch.use(newer, true);
            return;
        }
        retraining = new Retraining(nowMicros);
        counts.merge(Tally.GIVEN_UP, (long) waiting.due.size(), Long::sum);
        waiting.due.clear();
        unasked.clear();
        waiting.early.clear();
        for (RowKey key : List.copyOf(waiting.pending.keySet())) {
            giveUp(key, PredictionTable.Status.GIVEN_UP, tick);
        }
        watch.use(newer, false);
    }

    // What the tick before has left to write.

    /** Whether rows of predictions are to be written: they say what became of each. */
    boolean hasSettled() {
        return forgets || !waiting.settled.isEmpty() || !waiting.leaving.isEmpty();
    }

    /** Whether its figures are no longer those that were written last. */
    boolean hasFigures() {
        return changed || watch.hasToWrite();
    }

    /**
     * Whether the figures are to be written in a tick. They change in nearly every one, and nobody
     * reads them so often.
     *
     * @param isQuiet the tick brings nothing
     */
    boolean writesFigures(boolean isQuiet, long nowMicros) {
        return forgets
                || (hasFigures() && (isQuiet || nowMicros - figuresMicros >= FIGURES_PAUSE_MICROS));
    }

    /** Writes what became of predictions before the tick, and takes out the oldest of them. */
    void flush(CircuitSnapshot before, List<InputChange> changes) {
        String name = table.input().name();
        if (!waiting.settled.isEmpty() && before.tables().contains(name)) {
            PredictionTable then = settledUnder == null ? table : settledUnder;
            BatchBuilder rows = then.rows();
            TableSnapshot written = before.table(name);
            for (Settled each : waiting.settled) {
                then.addSettled(rows, written, each);
            }
            if (rows.size() > 0) {
                changes.add(table.upsert(rows));
            }
        }
        waiting.settled.clear();
        settledUnder = null;
        waiting.leaving.removeIf(
                key -> waiting.kept.containsKey(key) || waiting.pending.containsKey(key));
        if (!waiting.leaving.isEmpty()) {
            changes.add(table.deletion(waiting.leaving));
            waiting.leaving.clear();
        }
        forgets = false;
    }

    /**
     * Writes the figures as of the tick before.
     *
     * @param metrics gets the row of all predictors' table
     */
    void writeFigures(long tick, long nowMicros, BatchBuilder metrics, List<InputChange> changes) {
        watch.write(tick - 1, changes);
        MetricsTable.add(this, tick - 1, metrics);
        ModelTables.flush(this, changes);
        figuresMicros = nowMicros;
        changed = false;
    }

    // Erased people.

    /** The keys that something waits of and that have one of these values, or features that do. */
    Set<RowKey> keysWith(Set<String> values) {
        return waiting.keysWith(values);
    }

    /** Forgets of rows that there were, and takes their predictions out of the table. */
    void forget(Collection<RowKey> keys) {
        for (RowKey key : keys) {
            forgets |= waiting.forget(key);
            changed = true;
        }
    }

    /** Names none of these values of erased people any more. */
    void forgetValues(Set<String> values, long tick) {
        forgets |= watch.forget(values, tick);
    }

    /** The keys of which all rows went in a tick. */
    Set<RowKey> gone(Batch changes) {
        Set<RowKey> gone = new LinkedHashSet<>();
        KeyedChanges.of(changes, keyIn(changes))
                .forEach(
                        (row, change) -> {
                            if (change.rows() == 0) {
                                gone.add(row);
                            }
                        });
        return gone;
    }

    /** Whether rows of erased people are taken out of the table by the next {@link #flush}. */
    boolean forgets() {
        return forgets;
    }

    // Predictions.

    /**
     * Takes predictions that were made. Those of models that learnt something else are none, also
     * when another predictor has the name since, and so are those of rows that are not due, unless
     * somebody asked for them and none of the key waits.
     *
     * @return their rows
     */
    BatchBuilder accept(PredictionEntry entry, long tick, long nowMicros) {
        BatchBuilder rows = table.rows();
        if (entry.readTick() < lineup.since()) {
            return rows;
        }
        int[] versions = entry.models().stream().mapToInt(PredictionEntry.Model::version).toArray();
        for (PredictionEntry.Made made : entry.made()) {
            RowKey key = new RowKey(made.key());
            Due row = waiting.due.remove(key);
            if (row == null && entry.isAsked() && !waiting.pending.containsKey(key)) {
                row = new Due(entry.readTick(), nowMicros, RowFeatures.NONE);
            }
            if (row != null) {
                String alias = entry.models().get(made.answeredBy()).alias();
                accept(key, pending(entry, versions, made, row), alias, rows, tick);
                EarlyLabel label = waiting.early.remove(key);
                if (label != null && isChoice()) {
                    add(Tally.EARLY); // What was there before a choice did not come of it.
                } else if (label != null) {
                    learn(key, label, tick);
                }
            }
        }
        while (waiting.pending.size() > rule.bounds().pendingMax()) {
            giveUp(first(waiting.pending), PredictionTable.Status.GIVEN_UP, tick);
        }
        return rows;
    }

    private Pending pending(
            PredictionEntry entry, int[] versions, PredictionEntry.Made made, Due row) {
        RowFeatures features = RowFeatures.decode(rule.features(), made.features());
        return new Pending(
                new Due(row.tick(), row.micros(), features),
                entry.readTick(),
                versions,
                made.answeredBy(),
                entry.models().get(made.answeredBy()).labelsLearnt(),
                made.scores());
    }

    private void accept(RowKey key, Pending made, String answeredBy, BatchBuilder rows, long tick) {
        waiting.kept.remove(key);
        table.addPending(rows, key, made, answeredBy);
        waiting.pending.put(key, made);
        watch.predicted(decided(made), tick);
        add(Tally.PREDICTED);
    }

    private static Decided decided(Pending made) {
        return new Decided(
                made.due().micros(), made.modelVersion(), made.due().features().values());
    }

    private static RowKey first(Map<RowKey, ?> oldestFirst) {
        return oldestFirst.keySet().iterator().next();
    }

    private boolean isChoice() {
        return rule.target() == TargetKind.CHOICE;
    }

    private void giveUp(RowKey key, PredictionTable.Status status, long tick) {
        Pending made = waiting.pending.remove(key);
        Double missing = rule.label().missing();
        double brought = Double.NaN;
        if (made != null && missing != null && status == UNLABELLED) {
            lineup.learn(made, missing);
            brought = missing;
        }
        settle(new Settled(key, status, brought, tick));
        boolean gaveUp = status == PredictionTable.Status.GIVEN_UP;
        add(gaveUp ? Tally.GIVEN_UP : Tally.UNLABELLED);
        if (made != null && gaveUp) {
            watch.givenUp(decided(made), tick);
        } else if (made != null) {
            watch.unlabelled(decided(made), tick);
        }
    }

    private void settle(Settled what) {
        waiting.settled.add(what);
        waiting.kept.put(what.key(), what.status() == PredictionTable.Status.LABELLED);
        while (waiting.kept.size() > rule.bounds().keptMax()) {
            RowKey oldest = first(waiting.kept);
            waiting.kept.remove(oldest);
            waiting.leaving.add(oldest);
        }
    }

    /** Measures what was foretold, and then has all models learn. */
    private void learn(RowKey key, EarlyLabel label, long tick) {
        Pending made = waiting.pending.remove(key);
        if (made == null) {
            return;
        }
        if (label.tick() >= made.due().tick()) {
            long lag = Math.max(0, label.micros() - made.due().micros());
            lineup.measure(made, label.value(), lag, label.micros());
            watch(made, label.value());
            watch.measured(decided(made), new Measured(told(made), label.value(), lag, tick));
            add(Tally.MEASURED);
        } else {
            watch.early(decided(made), tick);
            add(Tally.EARLY);
        }
        lineup.learn(made, label.value());
        settle(new Settled(key, PredictionTable.Status.LABELLED, label.value(), tick));
    }

    /** What counts as foretold: of a choice, what it was expected to bring. */
    private double[] told(Pending made) {
        return isChoice() ? new double[] {Chosen.of(made.answer()).expected()} : made.answer();
    }

    /** Looks at the champion's errors for a change. */
    private void watch(Pending made, double label) {
        double[] scores = made.scores(lineup.champion().version());
        if (scores != null) {
            retraining.measured(
                    rule.classCount() > 0
                            ? Target.likeliest(scores) == label ? 0 : 1
                            : retraining.errorOf(Loss.of(rule, scores, label)));
        }
    }

    /** Follows the rules of promotion, rollback and training behind a tick. */
    void judge(long tick, long nowMicros) {
        changed |= lineup.judge(tick, nowMicros);
        changed |= retraining.judge(rule.contest().retraining(), tick, nowMicros);
    }

    /** Does what somebody wants of the models, as far as that is still possible. */
    void heed(ModelEntry wish, long tick, long nowMicros) {
        new ModelWish(this, wish, tick, nowMicros).heed();
        changed = true;
    }

    // What a tick did to the tables.

    /**
     * The rows that came into the table in a tick are due.
     *
     * @param moment the tick
     */
    void entered(
            Batch changes, long tick, long nowMicros, KnownRows known, Supplier<Moment> moment) {
        List<RowKey> keys = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        KeyedChanges.of(changes, keyIn(changes))
                .forEach(
                        (key, change) -> {
                            if (change.rows() == 0 || change.left()) {
                                return;
                            }
                            for (int i = 1; i < change.rows(); i++) {
                                add(Tally.AGAIN);
                            }
                            if (waiting.due.containsKey(key) || waiting.pending.containsKey(key)) {
                                add(Tally.AGAIN);
                                return;
                            }
                            keys.add(key);
                            rows.add(change.firstRow());
                        });
        List<RowFeatures> features = known.of(rule, changes, rows, moment);
        for (int i = 0; i < keys.size(); i++) {
            waiting.due.put(keys.get(i), new Due(tick, nowMicros, features.get(i)));
            unasked.addLast(keys.get(i));
            changed = true;
        }
    }

    private int[] keyIn(Batch rows) {
        return columns(rows, rule.key().stream().map(field -> field.name()).toList());
    }

    /** Where columns stand; −1 for those that are not there. */
    static int[] columns(Batch rows, List<String> names) {
        return names.stream().mapToInt(rows.schema()::indexOf).toArray();
    }

    /** The labels that came, changed or went in a tick. */
    void labelled(Batch changes, long tick, long nowMicros) {
        int value = changes.schema().indexOf(rule.label().value());
        KeyedChanges.of(changes, columns(changes, rule.label().key()))
                .forEach(
                        (key, change) -> {
                            if (change.rows() == 0) {
                                withdraw(key);
                                return;
                            }
                            for (int i = 1; i < change.rows(); i++) {
                                add(Tally.REPEATED);
                            }
                            int at = change.left() ? change.lastRow() : change.firstRow();
                            Object found = value < 0 ? null : changes.column(value).value(at);
                            double label = Target.of(rule, found);
                            labelled(key, change.left(), new EarlyLabel(label, tick, nowMicros));
                        });
    }

    private void labelled(RowKey key, boolean changes, EarlyLabel label) {
        if (Double.isNaN(label.value())) {
            add(Tally.UNUSABLE);
            if (changes) {
                withdraw(key);
            }
        } else if (changes && !waiting.pending.containsKey(key)) {
            correct(key, label);
        } else {
            arrive(key, label);
        }
    }

    private void arrive(RowKey key, EarlyLabel label) {
        Pending made = waiting.pending.get(key);
        if (made != null && label.micros() - made.due().micros() > rule.withinMicros()) {
            giveUp(key, PredictionTable.Status.UNLABELLED, label.tick());
        }
        if (waiting.pending.containsKey(key)) {
            learn(key, label, label.tick());
        } else if (waiting.kept.containsKey(key) && !waiting.due.containsKey(key)) {
            add(waiting.kept.getOrDefault(key, false) ? Tally.REPEATED : Tally.LATE);
        } else {
            hold(key, label);
        }
    }

    private void hold(RowKey key, EarlyLabel label) {
        changed = true;
        if (waiting.early.putIfAbsent(key, label) != null) {
            add(Tally.REPEATED);
        }
        while (waiting.early.size() > rule.bounds().earlyLabelsMax()) {
            waiting.early.remove(first(waiting.early));
            add(Tally.UNMATCHED);
        }
    }

    /** A label changed whose prediction does not wait for one. */
    private void correct(RowKey key, EarlyLabel label) {
        EarlyLabel held = waiting.early.get(key);
        if (held != null) {
            waiting.early.put(key, new EarlyLabel(label.value(), held.tick(), held.micros()));
            add(Tally.CORRECTED);
        } else if (waiting.kept.getOrDefault(key, false) && !waiting.due.containsKey(key)) {
            add(Tally.CORRECTED);
        } else {
            arrive(key, label);
        }
    }

    private void withdraw(RowKey key) {
        if (waiting.early.remove(key) != null || waiting.kept.getOrDefault(key, false)) {
            add(Tally.WITHDRAWN);
        }
    }

    /** Whatever has waited too long by a tick's time waits no more. */
    void expire(long tick, long nowMicros) {
        long before = nowMicros - rule.withinMicros();
        List<RowKey> overdue = new ArrayList<>();
        for (Map.Entry<RowKey, Pending> each : waiting.pending.entrySet()) {
            if (each.getValue().due().micros() >= before) {
                break;
            }
            overdue.add(each.getKey());
        }
        overdue.forEach(key -> giveUp(key, PredictionTable.Status.UNLABELLED, tick));
        Iterator<EarlyLabel> labels = waiting.early.values().iterator();
        while (labels.hasNext() && labels.next().micros() < before) {
            labels.remove();
            add(Tally.UNMATCHED);
        }
    }

    // Foretelling, which is no part of a tick.

    /** All rows that are due are to be foretold of, as nobody has been asked in this process. */
    void askAnew() {
        unasked.clear();
        unasked.addAll(waiting.due.keySet());
    }

    /** What the models foretell now of rows that are due and were not asked about. */
    List<PredictionEntry.Made> foretell(int rowsMax) {
        List<PredictionEntry.Made> made = new ArrayList<>();
        while (made.size() < rowsMax && !unasked.isEmpty()) {
            RowKey key = unasked.removeFirst();
            Due row = waiting.due.get(key);
            if (row != null) {
                made.add(foretell(key, row.tick(), row.features()));
            }
        }
        return made;
    }

    /**
     * What the model foretells now of a row.
     *
     * @param tick in which it was due, or is asked about
     */
    PredictionEntry.Made foretell(RowKey key, long tick, RowFeatures row) {
        return new PredictionEntry.Made(
                key.values(), row.encode(), lineup.answering(key), lineup.scores(key, tick, row));
    }

    /** What was foretold just now, to be journalled. */
    PredictionEntry entry(long readTick, boolean isAsked, List<PredictionEntry.Made> made) {
        return new PredictionEntry(rule.name(), lineup.asked(), readTick, isAsked, made);
    }

    // As bytes and back.

    byte[] encode() {
        ModelWriter out = new ModelWriter();
        out.number(FORM).text(rule.name());
        lineup.write(out);
        retraining.write(out);
        waiting.write(out);
        watch.write(out);
        out.numbers(Arrays.stream(Tally.values()).mapToLong(this::count).toArray());
        return out.flag(changed).flag(forgets).number(figuresMicros).bytes();
    }

    /** The name of the predictor whose state these bytes are. */
    static String nameOf(byte[] encoded) {
        return header(new ModelReader(encoded));
    }

    private static String header(ModelReader in) {
        int form = in.integer();
        if (form != FORM) {
            throw new IllegalArgumentException("a predictor's state of form " + form);
        }
        return in.text();
    }

    /** Reads what {@link #encode} wrote under the same rule. */
    static PredictorState decode(PredictorRule rule, byte[] encoded) {
        ModelReader in = new ModelReader(encoded);
        String ignored = header(in);
        PredictorState state =
                new PredictorState(
                        rule,
                        Lineup.read(rule, in),
                        Retraining.read(in),
                        Waiting.read(rule.key().size(), rule.features(), in),
                        Watch.read(rule, in));
        long[] counts = in.wholes();
        int at = 0;
        for (Tally each : Tally.values()) {
            if (at < counts.length) {
                state.counts.put(each, counts[at++]);
            }
        }
        state.changed = in.flag();
        state.forgets = in.flag();
        state.figuresMicros = in.whole();
        state.askAnew();
        return state;
    }
}
