package dev.tidemill.node.ingest;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.BuiltEntry;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.record.OutcomeEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.RecoveryEntry;
import dev.tidemill.node.record.RetentionEntry;
import dev.tidemill.node.record.RetryEntry;
import dev.tidemill.node.record.SuspensionEntry;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.AdmissionQueue;
import dev.tidemill.node.tick.CommitCondition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way for rows into the mill: each batch is checked against its contract, what breaks it
 * goes to the quarantine, and all of it becomes one journal entry, so it is in one tick or nowhere.
 *
 * <p>Safe for all threads; callers wait until their batch is on disk.
 */
public final class Ingest {
    private final DefinitionsInForce definitions;
    private final AdmissionQueue queue;
    private final Receipts receipts;
    private final ContractSieve sieve;
    private volatile Map<String, RowCheck> checks = Map.of();
    private volatile EventClock eventClock = EventClock.NONE;
    private volatile IntakeRoom room = IntakeRoom.ALWAYS;
    private volatile IntakeRoom stateRoom = IntakeRoom.ALWAYS;
    private volatile Conditions conditions = (_, _, _) -> null;

    /** Admissions read it, so that a table that is dropped has none behind its drop. */
    private final ReadWriteLock writing = new ReentrantReadWriteLock();

    private final Set<String> stopped = ConcurrentHashMap.newKeySet();

    public Ingest(
            DefinitionsInForce definitions,
            AdmissionQueue queue,
            Receipts receipts,
            AtomicLong quarantineSequence,
            LongSupplier systemMicros) {
        this.definitions = definitions;
        this.queue = queue;
        this.receipts = receipts;
        this.sieve = new ContractSieve(quarantineSequence, systemMicros);
    }

    /**
     * Lets the project's time follow the event times of rows: for a project on replayed time whose
     * rows are sent from outside.
     */
    public void takeTimeFrom(EventClock newClock) {
        eventClock = newClock;
    }

    /** The contracts in force, by table. */
    public void useChecks(Map<String, RowCheck> newChecks) {
        checks = Map.copyOf(newChecks);
    }

    /**
     * Takes a batch and returns once it is on disk.
     *
     * @throws TidemillException UNKNOWN_TABLE, TABLE_NOT_WRITABLE, BACKPRESSURE, DISK_FULL …;
     *     nothing was kept then
     */
    public IngestResult append(String table, ParsedRows rows, AppendOptions options)
            throws InterruptedException {
        InputTable target = writable(table);
        String key = options.idempotencyKey();
        if (key != null) {
            CompletableFuture<NodeState.KeptReceipt> known = receipts.claim(table, key);
            while (known != null) {
                IngestResult answer = duplicate(known);
                if (answer != null) {
                    return answer;
                }
                known = receipts.claim(table, key);
            }
        }
        Batched batch;
        try {
            batch = admitBatch(target, rows, options, List.of(), key);
        } catch (RuntimeException | Error | InterruptedException e) {
            if (key != null) {
                receipts.release(table, key, e);
            }
            throw e;
        }
        if (key != null) {
            // Not when the caller gives up waiting: the batch may be sealed all the same.
            CompletableFuture<Long> ignored =
                    batch.admission()
                            .sealed()
                            .whenComplete(
                                    (tick, refused) -> {
                                        if (refused != null) {
                                            receipts.release(table, key, refused);
                                        }
                                    });
        }
        return batch.await();
    }

    /**
     * Takes quarantined rows once more: those that are good now enter their table and leave the
     * quarantine, in one tick.
     *
     * @param retried ids of the quarantined rows, in the order of the rows
     */
    public IngestResult retry(String table, ParsedRows rows, List<Long> retried)
            throws InterruptedException {
        InputTable target = writable(table);
        InputChange taken = deletion(retried);
        AppendOptions options = AppendOptions.embedded();
        return admitBatch(target, rows, options, List.of(taken), null).await();
    }

    private static InputChange deletion(List<Long> ids) {
        var builder =
                new dev.tidemill.algebra.column.BatchBuilder(
                        SystemTables.QUARANTINE.schema(), ids.size());
        for (Long id : ids) {
            builder.add(1, id, "", "", null, "", "", "", 0L);
        }
        return new InputChange(
                SystemTables.QUARANTINE.name(), InputChange.Op.DELETE, builder.build());
    }

    /**
     * Admits what the program itself has to say, as it stands: no contract is asked. Does not wait
     * for the disk; the admission tells when it is there.
     */
    public Admission admitOwn(List<InputChange> changes, String source)
            throws InterruptedException {
        InputEntry entry = new InputEntry(changes, null, null);
        Admission admission =
                Admission.of(entry, entry.rows(), Long.MIN_VALUE, Admission.Timing.of(source));
        queue.put(admission);
        return admission;
    }

    /**
     * Throws STATE_FULL while no memory is left for rows that actions write: they are held to it as
     * rows from outside are.
     */
    public void requireStateRoom() {
        if (!stateRoom.isThere()) {
            throw stateRoom.refusal();
        }
    }

    /**
     * Admits what an action writes to tables, together with what the program has to say of it. Does
     * not wait for the disk, nor for the room that notices leave: that waits for actions.
     *
     * @throws TidemillException STATE_FULL, UNKNOWN_TABLE, DEFINITION_CHANGED; nothing was admitted
     *     then
     */
    public Admission admitWritten(List<InputChange> changes, Collection<String> tables)
            throws InterruptedException {
        requireStateRoom();
        InputEntry entry = new InputEntry(changes, null, null);
        Admission admission =
                Admission.of(entry, entry.rows(), Long.MIN_VALUE, Admission.Timing.of("action"));
        writing.readLock().lock();
        try {
            queue.put(held(admission, tables));
        } finally {
            writing.readLock().unlock();
        }
        return admission;
    }

    /** What the first of some rows breaks of its table's contract; empty when none does. */
    public Optional<String> violation(String table, Batch rows) {
        RowCheck check = checks.get(table);
        return check == null
                ? Optional.empty()
                : check.check(rows).stream().findFirst().map(RowCheck.Violation::reason);
    }

    /** Admits that the mill was opened again. Does not wait for the disk. */
    public Admission admitRecovery() throws InterruptedException {
        Admission admission =
                Admission.of(
                        new RecoveryEntry(), 1, Long.MIN_VALUE, Admission.Timing.of("recovery"));
        queue.put(admission);
        return admission;
    }

    /** Admits that a person is erased, by each of their values. Does not wait for the disk. */
    public List<Admission> admitErasures(List<ErasureEntry> entries) throws InterruptedException {
        List<Admission> admissions = new ArrayList<>();
        for (ErasureEntry entry : entries) {
            Admission admission =
                    Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("forget"));
            queue.put(admission);
            admissions.add(admission);
        }
        return admissions;
    }

    /** Admits that a suspended table is tried again. Does not wait for the disk. */
    public Admission admitRetry(RetryEntry entry) throws InterruptedException {
        Admission admission =
                Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("restart"));
        queue.put(admission);
        return admission;
    }

    /** Admits what was foretold of rows. Does not wait for the disk. */
    public Admission admitPrediction(PredictionEntry entry) throws InterruptedException {
        Admission admission =
                Admission.of(
                        entry,
                        entry.made().size(),
                        Long.MIN_VALUE,
                        Admission.Timing.of("predictor"));
        queue.put(admission);
        return admission;
    }

    /** Admits what is to become of a predictor's models. Does not wait for the disk. */
    public Admission admitModel(ModelEntry entry) throws InterruptedException {
        Admission admission = Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("model"));
        queue.put(admission);
        return admission;
    }

    /** Admits that old rows are dropped. Does not wait for the disk. */
    public void admitRetention(RetentionEntry entry) throws InterruptedException {
        queue.put(Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("retention")));
    }

    /**
     * Has it written down that live tables are built; never waits.
     *
     * @throws TidemillException BACKPRESSURE
     */
    public Future<?> offerBuilt(BuiltEntry entry) {
        Admission admission = Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("built"));
        queue.offer(admission);
        return admission.sealed();
    }

    /**
     * Has it written down, before all that waits, that a live table is suspended; never waits.
     *
     * @throws TidemillException that nothing is taken any more
     */
    public CompletableFuture<Long> offerSuspension(SuspensionEntry entry) {
        Admission admission = Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("memory"));
        queue.offerFirst(admission);
        return admission.sealed();
    }

    /**
     * Has it written down, before all that waits, what came of ticks; never waits.
     *
     * @throws TidemillException that nothing is taken any more
     */
    public CompletableFuture<Long> offerOutcomes(OutcomeEntry entry) {
        Admission admission = Admission.of(entry, 1, Long.MIN_VALUE, Admission.Timing.of("memory"));
        queue.offerFirst(admission);
        return admission.sealed();
    }

    /** The contract in force of a table; null when it has none. */
    public @Nullable RowCheck check(String table) {
        return checks.get(table);
    }

    /**
     * Admits what a transaction has written, in one entry and whole. Does not wait for the disk.
     *
     * @param condition under which it is taken
     * @param lastLook is given the definitions in force and throws when they have changed so that
     *     it may not be; none change between this and the admission but by those that wait for it
     * @throws TidemillException that the mill takes no rows, or that a table is another one now
     */
    public Admission admitTransaction(
            List<InputChange> changes,
            CommitCondition condition,
            Consumer<DefinitionsInForce.View> lastLook)
            throws InterruptedException {
        InputEntry entry = new InputEntry(changes, null, null);
        Admission admission =
                Admission.of(entry, entry.rows(), Long.MIN_VALUE, Admission.Timing.of("sql"))
                        .asWhole()
                        .under(condition);
        requireState(admission);
        List<String> tables = changes.stream().map(InputChange::table).distinct().toList();
        admit(admission, tables, true, lastLook);
        return admission;
    }

    /** Says under which condition rows are taken that are no transaction's. */
    public interface Conditions {
        /**
         * Null for none.
         *
         * @param view the definitions in force
         * @param tables those that the changes are to hold for
         */
        @Nullable CommitCondition of(
                DefinitionsInForce.View view,
                Collection<InputTable> tables,
                List<InputChange> changes);
    }

    /** Before rows come only. */
    public void takeUnder(Conditions newConditions) {
        conditions = newConditions;
    }

    /** Something that is done while no rows are admitted. */
    @FunctionalInterface
    public interface Quiet<T> {
        T run() throws InterruptedException;
    }

    /** Does something between admissions: what was admitted before stands before it. */
    public <T> T whileNobodyWrites(Quiet<T> work) throws InterruptedException {
        writing.writeLock().lockInterruptibly();
        try {
            return work.run();
        } finally {
            writing.writeLock().unlock();
        }
    }

    /**
     * Refuses rows for a table from now on. What was admitted before stands before everything that
     * is admitted after this returns.
     */
    public void stopWriting(String table) {
        writing.writeLock().lock();
        try {
            stopped.add(table);
        } finally {
            writing.writeLock().unlock();
        }
    }

    /** Ends {@link #stopWriting}. */
    public void resumeWriting(String table) {
        stopped.remove(table);
    }

    /** Says what else than the queue decides whether rows from outside may enter. */
    public void enterOnlyWith(IntakeRoom newRoom) {
        room = newRoom;
    }

    /** Says whether there is memory for more rows; deletions are taken all the same. */
    public void enterOnlyWithState(IntakeRoom newRoom) {
        stateRoom = newRoom;
    }

    /** Sources wait while there is no memory for rows; everybody else is told so. */
    private void requireState(Admission admission) {
        boolean enters = isDeletion(admission) ? stateRoom.takesDeletions() : stateRoom.isThere();
        if (!enters) {
            throw stateRoom.refusal();
        }
    }

    private static boolean isDeletion(Admission admission) {
        return admission.entry() instanceof InputEntry entry
                && entry.changes().stream()
                        .allMatch(change -> change.op() == InputChange.Op.DELETE);
    }

    private void admit(Admission admission, Collection<String> tables, boolean waits)
            throws InterruptedException {
        admit(admission, tables, waits, _ -> {});
    }

    private void admit(
            Admission admission,
            Collection<String> tables,
            boolean waits,
            Consumer<DefinitionsInForce.View> lastLook)
            throws InterruptedException {
        if (waits) {
            room.await();
        } else if (!room.isThere()) {
            throw room.refusal();
        }
        writing.readLock().lock();
        try {
            Admission held = held(admission, tables);
            lastLook.accept(definitions.view());
            if (waits) {
                queue.put(held);
            } else {
                queue.offer(held);
            }
        } finally {
            writing.readLock().unlock();
        }
    }

    /** The admission under the condition that its tables' rows are held to, if it has no other. */
    private Admission held(Admission admission, Collection<String> tables) {
        List<InputTable> written = new ArrayList<>();
        for (String table : tables) {
            InputTable known = writable(table);
            requireFits(admission, known);
            written.add(known);
        }
        return admission.condition() == null && admission.entry() instanceof InputEntry entry
                ? admission.under(conditions.of(definitions.view(), written, entry.changes()))
                : admission;
    }

    /**
     * Refuses rows that were made for a table of this name and other columns, which was dropped
     * since: the journal says the name only, so replay would read them with the new columns.
     */
    private static void requireFits(Admission admission, InputTable table) {
        if (!(admission.entry() instanceof InputEntry entry)) {
            return;
        }
        for (InputChange change : entry.changes()) {
            if (change.table().equals(table.name())
                    && (!types(change.rows().schema()).equals(types(table.schema()))
                            || table.isKeyed() == (change.op() == InputChange.Op.INSERT))) {
                throw new TidemillException(
                                ErrorCode.DEFINITION_CHANGED,
                                "the rows do not have the columns of " + table.name())
                        .withHint("the table may be another one by now; read its columns again");
            }
        }
    }

    private static List<Type> types(Schema schema) {
        return schema.fields().stream().map(Field::type).toList();
    }

    /** One table's share of what a source delivers. */
    public record SourceRows(String table, InputChange.Op op, ParsedRows rows) {}

    /**
     * Admits what a source delivers together with its new position, waiting for room but not for
     * the disk.
     *
     * @param clockMicros the event time reached, for a project on replayed time
     */
    public Admission admitFromSource(
            List<SourceRows> rows, InputEntry.SourcePosition position, long clockMicros)
            throws InterruptedException {
        long started = System.nanoTime();
        List<InputChange> changes = new ArrayList<>();
        for (SourceRows part : rows) {
            changes.addAll(
                    sieved(writable(part.table()), part.op(), part.rows(), position.source())
                            .changes());
        }
        InputEntry entry = new InputEntry(changes, null, position);
        Admission.Timing timing =
                new Admission.Timing(position.source(), started, 0, System.nanoTime() - started);
        Admission admission = Admission.of(entry, entry.rows(), clockMicros, timing);
        stateRoom.await();
        admit(admission, rows.stream().map(SourceRows::table).toList(), true);
        return admission;
    }

    /** The table that rows may be written to; throws UNKNOWN_TABLE, TABLE_NOT_WRITABLE. */
    public InputTable writable(String table) {
        if (SystemTables.isSystem(table)) {
            throw new TidemillException(
                    ErrorCode.TABLE_NOT_WRITABLE, table + " is written by the mill itself");
        }
        if (stopped.contains(table)) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, table + " is being dropped");
        }
        if (definitions.view().isLive(table)) {
            throw new TidemillException(
                            ErrorCode.TABLE_NOT_WRITABLE,
                            table + " is a live table: its query fills it")
                    .withHint("send rows to the tables it reads");
        }
        return definitions.input(table);
    }

    private ContractSieve.Sieved sieved(
            InputTable target, InputChange.Op op, ParsedRows rows, String source) {
        return sieve.sieve(target, op, rows, checks.get(target.name()), source);
    }

    /** A batch on its way to the disk. */
    private record Batched(Admission admission, ContractSieve.Sieved rows) {
        IngestResult await() throws InterruptedException {
            long tick = awaitSealed(admission);
            return IngestResult.of(
                    tick,
                    rows.good().size(),
                    rows.problems(),
                    rows.quarantined(),
                    admission.lateRows());
        }
    }

    private Batched admitBatch(
            InputTable target,
            ParsedRows rows,
            AppendOptions options,
            List<InputChange> first,
            @Nullable String key)
            throws InterruptedException {
        long started = System.nanoTime();
        InputChange.Op op = operation(target, options.op());
        ContractSieve.Sieved sieved = sieved(target, op, rows, options.timing().source());
        List<InputChange> changes = new ArrayList<>(first);
        changes.addAll(sieved.changes());
        Batch good = sieved.good();
        InputEntry.Receipt receipt =
                key == null
                        ? null
                        : new InputEntry.Receipt(
                                key, target.name(), good.size(), sieved.quarantined());
        InputEntry entry = new InputEntry(changes, receipt, null);
        Admission.Timing timing =
                new Admission.Timing(
                        options.timing().source(),
                        options.timing().receivedNanos(),
                        options.timing().parseNanos(),
                        System.nanoTime() - started);
        Admission admission =
                Admission.of(entry, entry.rows(), eventClock.micros(target, good), timing);
        requireState(admission);
        admit(admission, List.of(target.name()), options.waitsForRoom());
        return new Batched(admission, sieved);
    }

    private static InputChange.Op operation(InputTable target, InputChange.@Nullable Op requested) {
        if (requested == null) {
            return target.isKeyed() ? InputChange.Op.UPSERT : InputChange.Op.INSERT;
        }
        if (target.isKeyed() == (requested == InputChange.Op.INSERT)) {
            throw new TidemillException(
                            ErrorCode.TABLE_NOT_WRITABLE,
                            requested
                                    + " does not go with the "
                                    + (target.isKeyed() ? "keyed" : "event")
                                    + " table "
                                    + target.name())
                    .withHint("event tables take inserts; keyed tables take upserts and deletes");
        }
        return requested;
    }

    /** The first sender's answer; null when it gave up before its batch was queued. */
    private static @Nullable IngestResult duplicate(CompletableFuture<NodeState.KeptReceipt> known)
            throws InterruptedException {
        NodeState.KeptReceipt answer;
        try {
            answer = await(known);
        } catch (TidemillException e) {
            if (known.isCompletedExceptionally()
                    && known.exceptionNow() instanceof InterruptedException) {
                return null;
            }
            throw e;
        }
        return new IngestResult(
                answer.tick(),
                answer.receipt().accepted(),
                answer.receipt().quarantined(),
                0,
                true,
                List.of());
    }

    /** Waits until an admission is on disk and gives its tick; throws what kept it out. */
    public static long awaitSealed(Admission admission) throws InterruptedException {
        return await(admission.sealed());
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TidemillException cause) {
                throw cause.withHint(cause.hint() == null ? "try it again" : cause.hint());
            }
            throw new TidemillException(
                    ErrorCode.INTERNAL, "the batch was not sealed: " + e.getCause(), e);
        }
    }
}
