package dev.tidemill.node.action;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.WebhookSender;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.ActionBounds;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.forget.SubjectInActions;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.IntakeRoom;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.supervise.ReceiverGate;
import dev.tidemill.node.supervise.Supervisor;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From ticks to deliveries. Each tick's transitions become pending notices; a writer thread puts
 * them into the outbox table, as input of a later tick; once they are there they are delivered.
 *
 * <p>Invariants: a notice is in the checkpoint's pending list, or its tick is replayed from the
 * journal, or its outbox row is in the journal, so no crash loses one; its key depends only on the
 * rule, the row and the tick, so no crash makes two of it.
 *
 * <p>{@link #output} and {@link #published} run on the engine's thread and never wait; rows from
 * outside do, while too many notices are on their way ({@link NoticeBacklog#NOTICES_MAX}).
 */
public final class ActionRuntime implements Mill.TickFollower, TickListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActionRuntime.class);

    /** Between two tries to write what the disk did not take. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final Supplier<Map<String, Schema>> inputSchemas;
    private final NoticeBacklog backlog = new NoticeBacklog();
    private final Map<String, LatchKeeper> keepers = new LinkedHashMap<>();
    private final ErasedPeople erased = new ErasedPeople();
    private final AttemptLog attempts;
    private final SettledNotices settledNotices;
    private final WriteBacks writeBacks;
    private final ActionRules rules;
    private final Ingest ingest;
    private final ReceiverGate receivers;
    private final Deliverer deliverer;
    private final Consumer<Throwable> fatal;
    private final Thread writer;
    private boolean live;

    /** Actions that go on since the tick, and whose deliveries are to be offered again. */
    private Set<String> resumed = Set.of();

    /** Where each action that writes does so; the writer reads it. */
    private volatile Map<String, String> writtenTables = Map.of();

    /** Actions of which nothing is done for now. */
    private volatile Set<String> paused = Set.of();

    /** When an action has something to tell though nothing comes. */
    private volatile long dueMicros;

    private volatile Map<String, ActionCounts> counts = Map.of();

    /** Whether an opening has to be journalled before latches are written; set before the start. */
    private boolean recovers;

    /** Whether what was under way to latches before this opening is settled. */
    private boolean settled;

    private volatile boolean closed;

    /**
     * @param definitions as of the checkpoint
     * @param recovered what the checkpoint kept: notices that were not in the outbox yet, and what
     *     actions have under way
     * @param circuit with the state of the checkpoint
     * @param supervisor watches the actions' receivers
     * @param suspended the live tables that do not run
     * @param bounds of what is kept
     * @param fatal told when the outbox cannot be written any more for a fault of ours
     */
    public ActionRuntime(
            DefinitionEntry definitions,
            Ingest ingest,
            List<byte[]> recovered,
            Circuit circuit,
            Supplier<Map<String, Schema>> inputSchemas,
            Supervisor supervisor,
            Supplier<Set<String>> suspended,
            ActionBounds bounds,
            Consumer<Throwable> fatal) {
        this.attempts = new AttemptLog(bounds.attemptsKept());
        this.settledNotices = new SettledNotices(bounds.outboxKept());
        this.ingest = ingest;
        this.inputSchemas = inputSchemas;
        this.fatal = fatal;
        this.rules = new ActionRules(definitions, inputSchemas, suspended);
        this.writeBacks = new WriteBacks(ingest, attempts, settledNotices);
        for (byte[] kept : recovered) {
            if (!rules.restore(kept)) {
                backlog.add(List.of(NoticeCodec.decode(kept)));
            }
        }
        rules.readControls(circuit);
        receivers = new ReceiverGate(supervisor, this::lookAgain);
        deliverer =
                new Deliverer(
                        Map.of(),
                        new WebhookSender(),
                        this::writeOutcome,
                        System::currentTimeMillis,
                        new SplittableRandom(),
                        receivers);
        writer = Thread.ofVirtual().name("outbox").unstarted(this::write);
        definitions.actions().forEach(this::addKeeper);
        writtenTables = writtenTables(definitions.actions());
        paused = rules.controls().paused();
        note();
    }

    private static Map<String, String> writtenTables(List<ActionRule> actions) {
        Map<String, String> tables = new HashMap<>();
        for (ActionRule rule : actions) {
            ActionTerms.Write write = rule.terms().write();
            if (write != null) {
                tables.put(rule.name(), write.table());
            }
        }
        return Map.copyOf(tables);
    }

    /** What other threads may know of the rules. */
    private void note() {
        dueMicros = rules.dueMicros();
        counts = rules.counts();
    }

    /** Whether an action has something to tell at this time, though nothing comes. */
    public boolean isDue(long nowMicros) {
        return dueMicros <= nowMicros;
    }

    /** What has become of transitions, by action, as of the newest tick. */
    public Map<String, ActionCounts> counts() {
        return counts;
    }

    private void addKeeper(ActionRule rule) {
        if (rule.latch() != null) {
            keepers.put(rule.name(), new LatchKeeper(rule, rule.latch(), inputSchemas));
        }
    }

    /** Where notices go from now on, by the action's name; those of others stay in the outbox. */
    public void useRoutes(Map<String, Deliverer.Route> routes) {
        receivers.useActions(routes.keySet());
        deliverer.useRoutes(routes);
    }

    private void lookAgain() {
        deliverer.wake();
    }

    @Override
    public void defined(DefinitionEntry newer, Circuit circuit) {
        Map<String, ActionRule> former = new HashMap<>();
        rules.inForce().forEach(rule -> former.put(rule.name(), rule));
        rules.defined(newer, circuit);
        Set<String> latches = new HashSet<>();
        for (ActionRule rule : newer.actions()) {
            if (rule.latch() != null) {
                latches.add(rule.name());
                if (!rule.equals(former.get(rule.name()))) {
                    addKeeper(rule);
                }
            }
        }
        keepers.keySet().retainAll(latches);
        writtenTables = writtenTables(newer.actions());
    }

    @Override
    public void recovered() {
        settled = live;
        rules.recovered();
    }

    private void writeOutcome(OutboxEntry entry, DeliveryAttempt attempt)
            throws InterruptedException {
        List<InputChange> changes = new ArrayList<>();
        changes.add(upsert(List.of(entry)));
        changes.addAll(attempts.changes(attempt));
        if (entry.isSettled()) {
            changes.addAll(settledNotices.settled(entry));
        }
        long ignored = Ingest.awaitSealed(ingest.admitOwn(changes, "action"));
    }

    private static InputChange upsert(List<OutboxEntry> entries) {
        return new InputChange(
                SystemTables.OUTBOX.name(), InputChange.Op.UPSERT, OutboxEntry.toRows(entries));
    }

    @Override
    public List<InputChange> standing(
            SealedTick sealed, List<InputChange> changes, Circuit circuit) {
        return OutboxOutcomes.standing(changes, circuit);
    }

    @Override
    public void output(SealedTick sealed, TickOutput output) {
        Set<SubjectInActions> people = new LinkedHashSet<>();
        for (JournalEntry entry : sealed.entries()) {
            if (entry instanceof ErasureEntry erasure) {
                people.add(SubjectInActions.of(erasure, rules.inForce()));
            }
        }
        erased.follow(sealed.tick(), people);
        if (!people.isEmpty()) {
            // Nobody is told of an erased person, not even that they left.
            rules.erase(people);
            backlog.remove(erased::has);
        }
        backlog.add(
                erased.others(rules.follow(sealed.tick(), sealed.nowMicros(), output.changes())));
        if (output.changes().containsKey(SystemTables.ACTION_CONTROLS.name())) {
            usePaused(rules.controls().paused());
        }
        followOutbox(output.changes().get(SystemTables.OUTBOX.name()));
        note();
    }

    /** Nothing of these is done from now on; those that were paused go on when it is published. */
    private void usePaused(Set<String> now) {
        Set<String> goOn = new HashSet<>(paused);
        goOn.removeAll(now);
        goOn.addAll(resumed);
        goOn.removeAll(now);
        resumed = goOn;
        paused = now;
        deliverer.pause(now);
        backlog.dropWrites(now);
    }

    /** What reached the outbox is no longer pending here; once it is there it may be delivered. */
    private void followOutbox(@Nullable Batch changes) {
        if (changes == null) {
            return;
        }
        Set<String> there = new HashSet<>();
        Set<String> gone = new HashSet<>();
        for (int row = 0; row < changes.size(); row++) {
            OutboxEntry entry = OutboxEntry.fromRow(changes, row);
            if (changes.weight(row) > 0) {
                there.add(entry.key());
            } else {
                gone.add(entry.key());
            }
            if (changes.weight(row) > 0) {
                backlog.written(entry.key());
                if (entry.isSettled()) {
                    backlog.endWrite(entry.key());
                }
                if (live && !entry.isSettled() && entry.attempts() == 0 && !erased.has(entry)) {
                    settledNotices.reopened(entry.key());
                    deliver(entry);
                }
            }
        }
        gone.removeAll(there);
        gone.forEach(deliverer::withdraw);
        gone.forEach(backlog::withdrawWrite);
        settledNotices.gone(gone);
    }

    private void deliver(OutboxEntry entry) {
        if (!writtenTables.containsKey(entry.action())) {
            deliverer.offer(entry);
        } else if (!paused.contains(entry.action())) {
            backlog.addWrite(entry);
        }
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        offerResumed(published);
        if (!settled) {
            return;
        }
        for (LatchKeeper keeper : keepers.values()) {
            List<InputChange> changes = keeper.follow(output, published);
            if (!changes.isEmpty()) {
                backlog.addLatches(changes);
            }
        }
    }

    /**
     * Goes live after recovery: puts notices into the outbox that a crash kept out of it, and
     * delivers what is pending there. Called once, before the threads start that run ticks. Latches
     * are set right at the tick in which the opening is journalled.
     */
    public void start(PublishedTick published) {
        live = true;
        recovers = !keepers.isEmpty() || rules.knowsLatches();
        settled = !recovers;
        resumed = Set.of();
        deliverer.pause(paused);
        deliverer.start();
        Set<String> tables = published.snapshot().tables();
        if (tables.contains(SystemTables.ACTION_ATTEMPTS.name())) {
            attempts.read(published.snapshot().table(SystemTables.ACTION_ATTEMPTS.name()));
        }
        if (tables.contains(SystemTables.OUTBOX.name())) {
            List<OutboxEntry> entries =
                    entries(published.snapshot().table(SystemTables.OUTBOX.name()));
            settledNotices.read(entries);
            entries.forEach(entry -> backlog.written(entry.key()));
            entries.stream().filter(entry -> !entry.isSettled()).forEach(this::deliver);
        }
        backlog.goLive();
        writer.start();
    }

    /** What waits of actions that go on again. */
    private void offerResumed(PublishedTick published) {
        if (resumed.isEmpty()) {
            return;
        }
        entries(published.snapshot().table(SystemTables.OUTBOX.name())).stream()
                .filter(entry -> !entry.isSettled() && resumed.contains(entry.action()))
                .forEach(this::deliver);
        resumed = Set.of();
    }

    /** Those of an outbox, in the order in which they were caused. */
    static List<OutboxEntry> entries(TableSnapshot outbox) {
        List<OutboxEntry> entries = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : outbox.scan(all(OutboxEntry.SCHEMA.size()))) {
            Batch rows;
            while ((rows = part.get()) != null) {
                for (int row = 0; row < rows.size(); row++) {
                    entries.add(OutboxEntry.fromRow(rows, row));
                }
            }
        }
        entries.sort(
                Comparator.comparingLong(OutboxEntry::createdTick).thenComparing(OutboxEntry::key));
        return entries;
    }

    private static int[] all(int size) {
        int[] columns = new int[size];
        java.util.Arrays.setAll(columns, i -> i);
        return columns;
    }

    /** Writes until the end; what could not be written is tried again after a pause. */
    private void write() {
        try {
            while (recovers && !isSealed(ingest::admitRecovery) && !closed) {
                Thread.sleep(RETRY_PAUSE);
            }
            for (NoticeBacklog.Work work = backlog.take(); work != null; work = backlog.take()) {
                while (!written(work) && !closed) {
                    Thread.sleep(RETRY_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fatal.accept(e);
        }
    }

    private boolean written(NoticeBacklog.Work work) throws InterruptedException {
        return switch (work) {
            case NoticeBacklog.Work.Notices notices ->
                    isSealed(() -> ingest.admitOwn(written(notices.entries()), "action"));
            case NoticeBacklog.Work.Latches latches ->
                    isSealed(() -> ingest.admitOwn(latches.changes(), "latch"));
            case NoticeBacklog.Work.Writes writes -> {
                writeRows(writes.entries());
                yield true;
            }
        };
    }

    /** Some of them have an outcome from the beginning. */
    private List<InputChange> written(List<OutboxEntry> entries) {
        List<InputChange> changes = new ArrayList<>();
        changes.add(upsert(entries));
        entries.stream()
                .filter(OutboxEntry::isSettled)
                .forEach(entry -> changes.addAll(settledNotices.settled(entry)));
        return changes;
    }

    /**
     * Of an action that was paused meanwhile nothing is written. What is not taken now is tried
     * again after a pause, and notices do not wait for that.
     */
    private void writeRows(List<OutboxEntry> entries) throws InterruptedException {
        List<OutboxEntry> wanted = new ArrayList<>();
        for (OutboxEntry entry : entries) {
            if (paused.contains(entry.action())) {
                backlog.endWrite(entry.key());
            } else {
                wanted.add(entry);
            }
        }
        if (!wanted.isEmpty() && !isSealed(() -> writeBacks.admit(wanted, writtenTables))) {
            backlog.putBack(wanted);
            Thread.sleep(RETRY_PAUSE);
        }
    }

    @FunctionalInterface
    private interface Admitting {
        Admission admit() throws InterruptedException;
    }

    private boolean isSealed(Admitting admitting) throws InterruptedException {
        try {
            long ignored = Ingest.awaitSealed(admitting.admit());
            return true;
        } catch (TidemillException e) {
            if (!closed) {
                LOG.warn("what actions write waits: {}", e.message());
            }
            return false;
        }
    }

    /** What a checkpoint must keep of actions. Engine thread only. */
    public List<byte[]> pendingNotices() {
        List<byte[]> kept = new ArrayList<>();
        backlog.pending().forEach(notice -> kept.add(NoticeCodec.encode(notice)));
        kept.addAll(rules.kept());
        return kept;
    }

    /** Whether there is room for what more rows would cause. */
    public IntakeRoom room() {
        return backlog;
    }

    public int undelivered() {
        return deliverer.pending();
    }

    /** Writes nothing more, and lets go whoever waits for room: the mill has failed. */
    public void stop() {
        closed = true;
        backlog.close();
    }

    @Override
    public void close() {
        stop();
        deliverer.close();
    }
}
