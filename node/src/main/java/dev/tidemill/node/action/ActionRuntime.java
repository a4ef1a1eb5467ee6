package dev.tidemill.node.action;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.TransitionDetector;
import dev.tidemill.actions.WebhookSender;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.IntakeRoom;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Map<String, LatchedNotices> latched = new HashMap<>();
    private final Map<String, LatchKeeper> keepers = new LinkedHashMap<>();
    private final ErasedPeople erased = new ErasedPeople();
    private final Ingest ingest;
    private final ReceiverGate receivers;
    private final Deliverer deliverer;
    private final Consumer<Throwable> fatal;
    private final Thread writer;
    private List<ActionRule> inForce;
    private boolean live;

    /** Whether an opening has to be journalled before latches are written; set before the start. */
    private boolean recovers;

    /** Whether what was under way to latches before this opening is settled. */
    private boolean settled;

    private volatile boolean closed;

    /**
     * @param inForce the actions as of the checkpoint
     * @param recovered what the checkpoint kept: notices that were not in the outbox yet, and what
     *     is known of latches
     * @param supervisor watches the actions' receivers
     * @param fatal told when the outbox cannot be written any more for a fault of ours
     */
    public ActionRuntime(
            List<ActionRule> inForce,
            Ingest ingest,
            List<byte[]> recovered,
            Supplier<Map<String, Schema>> inputSchemas,
            Supervisor supervisor,
            Consumer<Throwable> fatal) {
        this.inForce = List.copyOf(inForce);
        this.ingest = ingest;
        this.inputSchemas = inputSchemas;
        this.fatal = fatal;
        for (byte[] kept : recovered) {
            if (kept[0] == LatchedNotices.CODE) {
                LatchedNotices state = LatchedNotices.decode(kept);
                latched.put(state.action(), state);
            } else {
                backlog.add(List.of(NoticeCodec.decode(kept)));
            }
        }
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
        inForce.forEach(this::addKeeper);
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
        inForce.forEach(rule -> former.put(rule.name(), rule));
        inForce = newer.actions();
        Set<String> latches = new HashSet<>();
        for (ActionRule rule : inForce) {
            ActionRule.Latch latch = rule.latch();
            if (latch == null) {
                continue;
            }
            latches.add(rule.name());
            ActionRule before = former.get(rule.name());
            boolean same = before == null || sameRows(before, rule);
            if (!latched.containsKey(rule.name()) || !same) {
                latched.put(rule.name(), begun(rule.name(), latch, circuit));
            }
            if (!rule.equals(before)) {
                addKeeper(rule);
            }
        }
        latched.keySet().retainAll(latches);
        keepers.keySet().retainAll(latches);
    }

    /** Whether what is known of a rule's latch holds for another one of its name. */
    private static boolean sameRows(ActionRule one, ActionRule other) {
        return one.version().equals(other.version())
                && one.table().equals(other.table())
                && one.key().equals(other.key())
                && Objects.equals(one.latch(), other.latch());
    }

    /** What is known of a latch that an action begins to use: the keys in it count as told. */
    private LatchedNotices begun(String action, ActionRule.Latch latch, Circuit circuit) {
        LatchedNotices state = new LatchedNotices(action);
        TransitionDetector keys = latchKeys(latch);
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            TableSnapshot table = snapshot.table(latch.table());
            for (var chunks : table.scan(all(table.schema().size()))) {
                Batch rows;
                while ((rows = chunks.get()) != null) {
                    for (int row = 0; row < rows.size(); row++) {
                        state.begin(keys.rowKey(rows, row));
                    }
                }
            }
        }
        return state;
    }

    @Override
    public void recovered() {
        settled = live;
        for (ActionRule rule : inForce) {
            LatchedNotices state = latched.get(rule.name());
            if (state != null) {
                backlog.add(wanted(rule, state.passRecovered()));
            }
        }
    }

    private void writeOutcome(OutboxEntry entry) throws InterruptedException {
        long ignored =
                Ingest.awaitSealed(ingest.admitOwn(List.of(upsert(List.of(entry))), "action"));
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
        List<ErasureEntry> erasures = new ArrayList<>();
        for (JournalEntry entry : sealed.entries()) {
            if (entry instanceof ErasureEntry erasure) {
                erasures.add(erasure);
            }
        }
        erased.follow(sealed.tick(), erasures);
        // Nobody is told of an erased person, not even that they left.
        inForce.forEach(rule -> backlog.add(erased.others(passed(rule, sealed, output))));
        if (!erasures.isEmpty()) {
            latched.values().forEach(state -> state.silence(erased::has));
            backlog.remove(erased::has);
        }
        followOutbox(output.changes().get(SystemTables.OUTBOX.name()));
    }

    /** The notices of a plan that a tick lets out. */
    private List<OutboxEntry> passed(ActionRule rule, SealedTick sealed, TickOutput output) {
        Batch changes = output.changes().get(rule.table());
        ActionRule.Latch latch = rule.latch();
        List<OutboxEntry> notices =
                changes == null ? List.of() : notices(rule, sealed, changes, latch != null);
        if (latch != null) {
            Batch latchChanges = output.changes().get(latch.table());
            notices =
                    changes == null && latchChanges == null
                            ? List.of()
                            : latched.computeIfAbsent(rule.name(), LatchedNotices::new)
                                    .pass(notices, latchChanges, latchKeys(latch));
        }
        return wanted(rule, notices);
    }

    private static List<OutboxEntry> wanted(ActionRule rule, List<OutboxEntry> notices) {
        return notices.stream()
                .filter(n -> !LatchedNotices.isSilent(n))
                .filter(n -> rule.when().contains(Transition.Kind.of(n.transition())))
                .toList();
    }

    private TransitionDetector latchKeys(ActionRule.Latch latch) {
        Schema schema = Objects.requireNonNull(inputSchemas.get().get(latch.table()));
        return new TransitionDetector(latch.key().stream().mapToInt(schema::indexOf).toArray());
    }

    /**
     * @param both whether entered and left are wanted whatever the action tells, and nothing else
     */
    private static List<OutboxEntry> notices(
            ActionRule rule, SealedTick sealed, Batch changes, boolean both) {
        int[] key = rule.key().stream().mapToInt(changes.schema()::indexOf).toArray();
        List<OutboxEntry> notices = new ArrayList<>();
        for (Transition transition : new TransitionDetector(key).detect(sealed.tick(), changes)) {
            boolean wanted =
                    both
                            ? transition.kind() != Transition.Kind.CHANGED
                            : rule.when().contains(transition.kind());
            if (wanted) {
                notices.add(
                        OutboxEntry.pending(
                                rule.name(),
                                rule.version(),
                                transition,
                                payload(rule, transition, sealed.nowMicros()),
                                System.currentTimeMillis() * 1000));
            }
        }
        return notices;
    }

    private static String payload(ActionRule rule, Transition transition, long nowMicros) {
        ByteBuilder json = new ByteBuilder(256);
        json.append("{\"action\":\"" + rule.name() + "\",\"table\":\"" + rule.table());
        json.append("\",\"transition\":\"" + transition.kind().word());
        json.append("\",\"tick\":" + transition.tick() + ",\"now\":\"" + instant(nowMicros));
        json.append("\",\"row\":");
        new JsonRowWriter(transition.row().schema()).object(transition.row(), 0, json);
        json.append("}");
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }

    private static String instant(long micros) {
        return java.time.Instant.EPOCH
                .plus(micros, java.time.temporal.ChronoUnit.MICROS)
                .toString();
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
                if (live
                        && entry.status() == OutboxEntry.Status.PENDING
                        && entry.attempts() == 0
                        && !erased.has(entry)) {
                    deliverer.offer(entry);
                }
            }
        }
        gone.removeAll(there);
        gone.forEach(deliverer::withdraw);
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
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
        recovers = !keepers.isEmpty() || !latched.isEmpty();
        settled = !recovers;
        deliverer.start();
        if (published.snapshot().tables().contains(SystemTables.OUTBOX.name())) {
            offerPending(published.snapshot().table(SystemTables.OUTBOX.name()));
        }
        backlog.goLive();
        writer.start();
    }

    private void offerPending(TableSnapshot outbox) {
        for (var chunks : outbox.scan(all(OutboxEntry.SCHEMA.size()))) {
            Batch rows;
            while ((rows = chunks.get()) != null) {
                for (int row = 0; row < rows.size(); row++) {
                    OutboxEntry entry = OutboxEntry.fromRow(rows, row);
                    backlog.written(entry.key());
                    if (entry.status() == OutboxEntry.Status.PENDING) {
                        deliverer.offer(entry);
                    }
                }
            }
        }
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
                    isSealed(() -> ingest.admitOwn(List.of(upsert(notices.entries())), "action"));
            case NoticeBacklog.Work.Latches latches ->
                    isSealed(() -> ingest.admitOwn(latches.changes(), "latch"));
        };
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
        latched.values().forEach(state -> kept.add(state.encode()));
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
