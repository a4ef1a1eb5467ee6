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
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.IntakeRoom;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
public final class ActionRuntime implements Mill.OutputListener, TickListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActionRuntime.class);

    /** Between two tries to write what the disk did not take. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final Map<String, List<ActionPlan>> byTable = new HashMap<>();
    private final Supplier<Map<String, Schema>> inputSchemas;
    private final NoticeBacklog backlog = new NoticeBacklog();
    private final Map<String, LatchedNotices> latched = new HashMap<>();
    private final Ingest ingest;
    private final Deliverer deliverer;
    private final List<LatchKeeper> latches = new ArrayList<>();
    private final Thread writer;
    private boolean live;
    private volatile boolean closed;

    /**
     * @param recovered what the checkpoint kept: notices that were not in the outbox yet, and what
     *     is known of latches
     */
    public ActionRuntime(
            Collection<ActionPlan> plans,
            Ingest ingest,
            List<byte[]> recovered,
            Supplier<Map<String, Schema>> inputSchemas) {
        this.ingest = ingest;
        this.inputSchemas = inputSchemas;
        Map<String, Deliverer.Route> routes = new HashMap<>();
        for (ActionPlan plan : plans) {
            byTable.computeIfAbsent(plan.table(), t -> new ArrayList<>()).add(plan);
            routes.put(plan.name(), plan.route());
            if (plan.latch() != null) {
                latches.add(new LatchKeeper(plan, plan.latch(), inputSchemas));
            }
        }
        for (byte[] kept : recovered) {
            if (kept[0] == LatchedNotices.CODE) {
                LatchedNotices state = LatchedNotices.decode(kept);
                latched.put(state.action(), state);
            } else {
                backlog.add(List.of(NoticeCodec.decode(kept)));
            }
        }
        deliverer =
                new Deliverer(
                        routes,
                        new WebhookSender(),
                        this::writeOutcome,
                        System::currentTimeMillis,
                        new SplittableRandom());
        writer = Thread.ofVirtual().name("outbox").unstarted(this::write);
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
    public void output(SealedTick sealed, TickOutput output) {
        byTable.values()
                .forEach(plans -> plans.forEach(plan -> backlog.add(passed(plan, sealed, output))));
        followOutbox(output.changes().get(SystemTables.OUTBOX.name()));
    }

    /** The notices of a plan that a tick lets out. */
    private List<OutboxEntry> passed(ActionPlan plan, SealedTick sealed, TickOutput output) {
        Batch changes = output.changes().get(plan.table());
        ActionPlan.Latch latch = plan.latch();
        List<OutboxEntry> notices =
                changes == null ? List.of() : notices(plan, sealed, changes, latch != null);
        if (latch != null) {
            Batch latchChanges = output.changes().get(latch.table());
            notices =
                    changes == null && latchChanges == null
                            ? List.of()
                            : latched.computeIfAbsent(plan.name(), LatchedNotices::new)
                                    .pass(notices, latchChanges, latchKeys(latch));
        }
        return notices.stream()
                .filter(n -> plan.when().contains(Transition.Kind.of(n.transition())))
                .toList();
    }

    private TransitionDetector latchKeys(ActionPlan.Latch latch) {
        Schema schema = java.util.Objects.requireNonNull(inputSchemas.get().get(latch.table()));
        return new TransitionDetector(latch.key().stream().mapToInt(schema::indexOf).toArray());
    }

    /**
     * @param both whether entered and left are wanted whatever the action tells, and nothing else
     */
    private static List<OutboxEntry> notices(
            ActionPlan plan, SealedTick sealed, Batch changes, boolean both) {
        int[] key = plan.key().stream().mapToInt(changes.schema()::indexOf).toArray();
        List<OutboxEntry> notices = new ArrayList<>();
        for (Transition transition : new TransitionDetector(key).detect(sealed.tick(), changes)) {
            boolean wanted =
                    both
                            ? transition.kind() != Transition.Kind.CHANGED
                            : plan.when().contains(transition.kind());
            if (wanted) {
                notices.add(
                        OutboxEntry.pending(
                                plan.name(),
                                plan.version(),
                                transition,
                                payload(plan, transition, sealed.nowMicros()),
                                System.currentTimeMillis() * 1000));
            }
        }
        return notices;
    }

    private static String payload(ActionPlan plan, Transition transition, long nowMicros) {
        ByteBuilder json = new ByteBuilder(256);
        json.append("{\"action\":\"" + plan.name() + "\",\"table\":\"" + plan.table());
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
        for (int row = 0; row < changes.size(); row++) {
            if (changes.weight(row) > 0) {
                OutboxEntry entry = OutboxEntry.fromRow(changes, row);
                backlog.written(entry.key());
                if (live && entry.status() == OutboxEntry.Status.PENDING && entry.attempts() == 0) {
                    deliverer.offer(entry);
                }
            }
        }
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        for (LatchKeeper latch : latches) {
            List<InputChange> changes = latch.reconcile(output, published);
            if (!changes.isEmpty()) {
                backlog.addLatches(changes);
            }
        }
    }

    /**
     * Goes live after recovery: puts notices into the outbox that a crash kept out of it, delivers
     * what is pending there, and sets the latches right. Called before the engine's thread starts.
     */
    public void start(PublishedTick published) {
        live = true;
        deliverer.start();
        for (var chunks : published.snapshot().table(SystemTables.OUTBOX.name()).scan(all())) {
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
        latched.values().forEach(state -> backlog.add(state.passRecovered()));
        backlog.goLive();
        for (LatchKeeper latch : latches) {
            List<InputChange> changes = latch.reconcileAll(published);
            if (!changes.isEmpty()) {
                backlog.addLatches(changes);
            }
        }
        writer.start();
    }

    private static int[] all() {
        int[] columns = new int[OutboxEntry.SCHEMA.size()];
        java.util.Arrays.setAll(columns, i -> i);
        return columns;
    }

    /** Writes until the end; what could not be written is tried again after a pause. */
    private void write() {
        try {
            for (NoticeBacklog.Work work = backlog.take(); work != null; work = backlog.take()) {
                while (!written(work) && !closed) {
                    Thread.sleep(RETRY_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean written(NoticeBacklog.Work work) throws InterruptedException {
        try {
            Admission admission =
                    switch (work) {
                        case NoticeBacklog.Work.Notices notices ->
                                ingest.admitOwn(List.of(upsert(notices.entries())), "action");
                        case NoticeBacklog.Work.Latches latches ->
                                ingest.admitOwn(latches.changes(), "latch");
                    };
            long ignored = Ingest.awaitSealed(admission);
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
