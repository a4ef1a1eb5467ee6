package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.sql.statement.PointSelect;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.store.PinnedTables;
import dev.tidemill.store.QueryMode;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that a desk has begun.
 *
 * <p>Invariants: its tick stays pinned while it is not ended; what it writes is in its overlay and
 * nowhere else until its commit is admitted; it is admitted once at most.
 */
final class OpenTransaction implements Transaction {
    private final TransactionDesk desk;
    private final Principal principal;
    private final TransactionOptions options;
    private final ReentrantLock using = new ReentrantLock();
    private final Overlay overlay;
    private final List<Savepoint> savepoints = new ArrayList<>();

    /** What was written to, as it was when it first was. */
    private final Map<String, WritableTable> written = new HashMap<>();

    private PublishedTick at;
    private volatile State state = State.OPEN;
    private volatile long usedNanos = System.nanoTime();
    private boolean isIdle;

    /** From when on somebody restricted may be shown ticks, as of the beginning. */
    private long seenSince;

    private record Savepoint(String name, int mark) {}

    /**
     * @param at pinned for it
     */
    OpenTransaction(
            TransactionDesk desk,
            Principal principal,
            TransactionOptions options,
            PublishedTick at) {
        this.desk = requireNonNull(desk, "desk");
        this.principal = requireNonNull(principal, "principal");
        this.options = requireNonNull(options, "options");
        this.at = requireNonNull(at, "at");
        this.overlay = new Overlay(desk.memory());
        this.seenSince = desk.tables().seenSince();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public TransactionOptions options() {
        return options;
    }

    @Override
    public long tick() {
        return at.tick();
    }

    @Override
    public long nowMicros() {
        return at.nowMicros();
    }

    @Override
    public boolean hasWritten() {
        return !overlay.isEmpty();
    }

    /** Work of one call. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws InterruptedException;
    }

    /** One call at a time; one that throws leaves the transaction failed. */
    private <T> T used(Work<T> work) throws InterruptedException {
        using.lock();
        try {
            requireOpen();
            return work.run();
        } catch (RuntimeException | Error | InterruptedException e) {
            state = state == State.OPEN ? State.FAILED : state;
            throw e;
        } finally {
            usedNanos = System.nanoTime();
            using.unlock();
        }
    }

    private void requireOpen() {
        if (state == State.FAILED) {
            throw new TidemillException(
                            ErrorCode.TRANSACTION_FAILED,
                            "current transaction is aborted, commands ignored until end of"
                                    + " transaction block")
                    .withHint("roll it back, or to a savepoint");
        }
        requireNotEnded();
    }

    private void requireNotEnded() {
        if (isIdle) {
            throw new TidemillException(
                            ErrorCode.TRANSACTION_IDLE,
                            "the transaction was rolled back: nothing was asked of it for "
                                    + Transactions.IDLE_MAX.toSeconds()
                                    + " s")
                    .withHint("begin another one");
        }
        if (state == State.ENDED) {
            throw new TidemillException(ErrorCode.TRANSACTION_ENDED, "the transaction has ended")
                    .withHint("begin another one");
        }
    }

    private Sight sight() {
        Sight sight = desk.sight(at, principal);
        if (sight.isRestricted() && desk.tables().seenSince() > seenSince) {
            throw new TidemillException(
                            ErrorCode.SERIALIZATION_FAILURE,
                            "definitions or policies have changed since the transaction began")
                    .withHint("begin the transaction again");
        }
        return sight;
    }

    @Override
    public StatementResult execute(
            String sql, List<? extends @Nullable Object> parameters, Cancellation cancellation)
            throws InterruptedException {
        Asker asker = new Asker(principal.caller(), cancellation);
        return used(() -> executed(sql, parameters, asker));
    }

    private StatementResult executed(
            String sql, List<? extends @Nullable Object> given, Asker asker)
            throws InterruptedException {
        Sight sight = sight();
        Prepared.Known known =
                desk.prepared()
                        .prepare(
                                sql,
                                TypedValue.types(given),
                                at.definitions(),
                                sight,
                                at.nowMicros());
        Prepared prepared = known.prepared();
        List<@Nullable Object> values = ParameterValues.of(given, prepared.parameters());
        return switch (prepared) {
            case Prepared.Point point -> looked(point.select(), values);
            case Prepared.Query _ -> queried(bound(known, values), QueryMode.ANSWER, sight, asker);
            case Prepared.Write write -> written(write.statement(), values);
            case Prepared.Unbound _ -> {
                Prepared.Known again =
                        desk.prepared()
                                .prepare(
                                        bound(known, values),
                                        List.of(),
                                        at.definitions(),
                                        sight,
                                        at.nowMicros());
                yield written(((Prepared.Write) again.prepared()).statement(), List.of());
            }
            case Prepared.Other other -> other(other, sight, asker);
        };
    }

    /** The statement's text with values in the parameters' places. */
    static String bound(Prepared.Known known, List<? extends @Nullable Object> values) {
        List<Type> types = known.prepared().parameters();
        return known.text()
                .with(number -> SqlLiteralText.of(values.get(number), types.get(number)));
    }

    private StatementResult looked(PointSelect select, List<? extends @Nullable Object> values) {
        long started = System.nanoTime();
        KeyedWrites writes = overlay.written(select.table());
        Batch rows = desk.looked(select, values, at, writes);
        return new StatementResult(
                StatementKind.SELECT, rows.size(), answer(rows, started), at.tick());
    }

    private QueryResult answer(Batch rows, long started) {
        return new QueryResult(
                at.tick(),
                at.nowMicros(),
                rows.schema(),
                List.of(rows),
                rows.size(),
                false,
                System.nanoTime() - started);
    }

    /** The tables as the transaction has them and the principal may see them. */
    private PinnedTables seen(Sight sight) {
        return sight.of(new OverlaidTick(desk.tables().readable(at, sight), overlay));
    }

    private StatementResult queried(String sql, QueryMode mode, Sight sight, Asker asker) {
        TransactionDesk.refuseAsOf(sql);
        QueryResult rows = desk.tables().query(seen(sight), sql, mode, asker);
        boolean isExplained = mode != QueryMode.ANSWER;
        return new StatementResult(
                isExplained ? StatementKind.EXPLAIN : StatementKind.SELECT,
                rows.rowCount(),
                rows,
                at.tick());
    }

    private StatementResult written(
            Statement.Write write, List<? extends @Nullable Object> values) {
        long started = System.nanoTime();
        if (options.readOnly()) {
            throw readOnly(new Prepared.Write(write).kind());
        }
        WritableTable table = desk.prepared().writable(write.table(), at.definitions());
        WritableTable _ = written.putIfAbsent(write.table(), table);
        WriteRunner.Written done = new WriteRunner(at, overlay, table, values).run(write);
        Batch returned = done.returned();
        return new StatementResult(
                new Prepared.Write(write).kind(),
                done.count(),
                returned == null ? null : answer(returned, started),
                at.tick());
    }

    private static TidemillException readOnly(StatementKind kind) {
        return new TidemillException(
                        ErrorCode.READ_ONLY_TRANSACTION,
                        "cannot execute " + kind.word() + " in a read-only transaction")
                .withHint("begin one that writes");
    }

    private StatementResult other(Prepared.Other other, Sight sight, Asker asker)
            throws InterruptedException {
        StatementKind kind = other.kind();
        if (other.statement() instanceof Statement.ExplainQuery query) {
            return queried(
                    query.sql(), QueryMode.explaining(query.analyze(), query.json()), sight, asker);
        }
        if (kind.defines()) {
            requireDefining(kind);
        }
        QueryResult done = desk.tables().carryOut(other.statement(), asker, principal);
        if (!kind.defines()) {
            return new StatementResult(kind, done.rowCount(), done, at.tick());
        }
        // What was written and taken back was of the former definitions.
        overlay.forget();
        written.clear();
        PublishedTick former = at;
        at = desk.pin();
        seenSince = desk.tables().seenSince();
        former.close();
        return StatementResult.defined(kind, done, at.tick());
    }

    private void requireDefining(StatementKind kind) {
        if (options.readOnly()) {
            throw readOnly(kind);
        }
        if (!overlay.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.IN_TRANSACTION,
                            kind.word() + " cannot run in a transaction that has written")
                    .withHint("commit first: definitions are done at once and not rolled back");
        }
    }

    @Override
    public <T> T read(
            String sql,
            List<? extends @Nullable Object> parameters,
            Cancellation cancellation,
            RowsReader<T> reader)
            throws InterruptedException {
        Asker asker = new Asker(principal.caller(), cancellation);
        return used(
                () -> {
                    Sight sight = sight();
                    Prepared.Known known =
                            desk.prepared()
                                    .prepare(
                                            sql,
                                            TypedValue.types(parameters),
                                            at.definitions(),
                                            sight,
                                            at.nowMicros());
                    if (known.prepared().kind() != StatementKind.SELECT) {
                        throw new TidemillException(
                                        ErrorCode.STATEMENT_NOT_ALLOWED,
                                        known.prepared().kind().word() + " gives no stream of rows")
                                .withHint("execute it");
                    }
                    List<@Nullable Object> values =
                            ParameterValues.of(parameters, known.prepared().parameters());
                    String text = bound(known, values);
                    TransactionDesk.refuseAsOf(text);
                    return desk.tables().export(seen(sight), text, asker, reader);
                });
    }

    @Override
    public void savepoint(String name) {
        done(
                () -> {
                    if (savepoints.size() >= Transactions.SAVEPOINTS_MAX) {
                        throw new TidemillException(
                                        ErrorCode.TRANSACTION_TOO_LARGE,
                                        "a transaction has %,d savepoints at most"
                                                .formatted(Transactions.SAVEPOINTS_MAX))
                                .withHint("release those that are not needed any more");
                    }
                    return savepoints.add(new Savepoint(name, overlay.mark()));
                });
    }

    @Override
    public void release(String name) {
        done(
                () -> {
                    int at = requireSavepoint(name);
                    savepoints.subList(at, savepoints.size()).clear();
                    return true;
                });
    }

    /** Work that waits for nothing. */
    private void done(java.util.function.Supplier<Boolean> work) {
        try {
            boolean _ = used(work::get);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing was waited for", e);
        }
    }

    @Override
    public void rollbackTo(String name) {
        using.lock();
        try {
            requireNotEnded();
            int index = requireSavepoint(name);
            overlay.backTo(savepoints.get(index).mark());
            savepoints.subList(index + 1, savepoints.size()).clear();
            state = State.OPEN;
            usedNanos = System.nanoTime();
        } finally {
            using.unlock();
        }
    }

    private int requireSavepoint(String name) {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new TidemillException(
                        ErrorCode.UNKNOWN_SAVEPOINT, "savepoint \"" + name + "\" does not exist")
                .withHint("SAVEPOINT " + name + " makes one");
    }

    @Override
    public long commit() throws InterruptedException {
        using.lock();
        try {
            if (state == State.FAILED) {
                end();
                throw new TidemillException(
                                ErrorCode.TRANSACTION_FAILED,
                                "the transaction was rolled back, as a statement of it had failed")
                        .withHint("begin it again");
            }
            requireNotEnded();
            List<InputChange> changes = overlay.changes();
            try {
                return changes.isEmpty()
                        ? at.tick()
                        : desk.commit(changes, overlay.keyed(), written, at, principal);
            } finally {
                end();
            }
        } finally {
            using.unlock();
        }
    }

    private void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            overlay.end();
            at.close();
            desk.ended(this);
        }
    }

    @Override
    public void rollback() {
        using.lock();
        try {
            end();
        } finally {
            using.unlock();
        }
    }

    @Override
    public void close() {
        rollback();
    }

    /**
     * Rolls back once what is asked of it now is done; does nothing when that takes beyond a time.
     *
     * @param deadlineNanos as {@code System.nanoTime()} has it
     */
    void endBy(long deadlineNanos) throws InterruptedException {
        if (using.tryLock(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            try {
                end();
            } finally {
                using.unlock();
            }
        }
    }

    /** Rolls back when nothing has been asked of it for the time, and nothing is now. */
    void endWhenIdle(long idleNanosMax) {
        if (System.nanoTime() - usedNanos < idleNanosMax || !using.tryLock()) {
            return;
        }
        try {
            if (state != State.ENDED && System.nanoTime() - usedNanos >= idleNanosMax) {
                isIdle = true;
                end();
            }
        } finally {
            using.unlock();
        }
    }
}
