package dev.tidemill.node.action;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.TransitionDetector;
import dev.tidemill.actions.WebhookSender;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
 * <p>{@link #output} and {@link #published} run on the engine's thread and never wait.
 */
public final class ActionRuntime implements Mill.OutputListener, TickListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActionRuntime.class);

    private final Map<String, List<ActionPlan>> byTable = new HashMap<>();
    private final Map<String, Schema> schemas = new HashMap<>();
    private final Map<String, OutboxEntry> pending = new LinkedHashMap<>();
    private final BlockingQueue<Work> work = new LinkedBlockingQueue<>();
    private final Ingest ingest;
    private final Deliverer deliverer;
    private final List<LatchKeeper> latches = new ArrayList<>();
    private final Thread writer;
    private boolean live;
    private volatile boolean closed;

    /** Something the writer thread does. */
    private sealed interface Work {
        /** Puts notices into the outbox. */
        record Notices(List<OutboxEntry> entries) implements Work {}

        /** Writes changed latches. */
        record Latches(List<InputChange> changes, LatchKeeper keeper) implements Work {}

        /** Ends the thread. */
        record End() implements Work {}
    }

    /**
     * @param recovered notices of the checkpoint that were not in the outbox yet
     */
    public ActionRuntime(
            Collection<ActionPlan> plans,
            Ingest ingest,
            List<byte[]> recovered,
            Supplier<Map<String, Schema>> inputSchemas) {
        this.ingest = ingest;
        Map<String, Deliverer.Route> routes = new HashMap<>();
        for (ActionPlan plan : plans) {
            byTable.computeIfAbsent(plan.table(), t -> new ArrayList<>()).add(plan);
            routes.put(plan.name(), plan.route());
            if (plan.latch() != null) {
                latches.add(new LatchKeeper(plan, plan.latch(), inputSchemas));
            }
        }
        for (byte[] notice : recovered) {
            OutboxEntry entry = NoticeCodec.decode(notice);
            pending.put(entry.key(), entry);
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
        List<OutboxEntry> notices = new ArrayList<>();
        byTable.forEach(
                (table, plans) -> {
                    Batch changes = output.changes().get(table);
                    if (changes != null) {
                        plans.forEach(plan -> notices.addAll(notices(plan, sealed, changes)));
                    }
                });
        for (OutboxEntry notice : notices) {
            pending.put(notice.key(), notice);
        }
        followOutbox(output.changes().get(SystemTables.OUTBOX.name()));
        if (live && !notices.isEmpty()) {
            work.add(new Work.Notices(notices));
        }
    }

    private List<OutboxEntry> notices(ActionPlan plan, SealedTick sealed, Batch changes) {
        schemas.put(plan.table(), changes.schema());
        int[] key = plan.key().stream().mapToInt(changes.schema()::indexOf).toArray();
        List<OutboxEntry> notices = new ArrayList<>();
        for (Transition transition : new TransitionDetector(key).detect(sealed.tick(), changes)) {
            if (plan.when().contains(transition.kind())) {
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
                pending.remove(entry.key());
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
                work.add(new Work.Latches(changes, latch));
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
                    pending.remove(entry.key());
                    if (entry.status() == OutboxEntry.Status.PENDING) {
                        deliverer.offer(entry);
                    }
                }
            }
        }
        if (!pending.isEmpty()) {
            work.add(new Work.Notices(List.copyOf(pending.values())));
        }
        for (LatchKeeper latch : latches) {
            List<InputChange> changes = latch.reconcileAll(published);
            if (!changes.isEmpty()) {
                work.add(new Work.Latches(changes, latch));
            }
        }
        writer.start();
    }

    private static int[] all() {
        int[] columns = new int[OutboxEntry.SCHEMA.size()];
        java.util.Arrays.setAll(columns, i -> i);
        return columns;
    }

    private void write() {
        try {
            while (true) {
                switch (work.take()) {
                    case Work.Notices notices ->
                            ingest.admitOwn(List.of(upsert(notices.entries())), "action");
                    case Work.Latches latch -> ingest.admitOwn(latch.changes(), "latch");
                    case Work.End end -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("actions stopped", e);
            }
        }
    }

    /** The notices that no outbox row holds yet, for a checkpoint. Engine thread only. */
    public List<byte[]> pendingNotices() {
        return pending.values().stream().map(NoticeCodec::encode).toList();
    }

    public int undelivered() {
        return deliverer.pending();
    }

    @Override
    public void close() {
        closed = true;
        work.add(new Work.End());
        deliverer.close();
    }
}
