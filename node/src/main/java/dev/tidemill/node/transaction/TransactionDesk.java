package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.access.AccessKeeper;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.costs.UserWorks;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.read.AsOf;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.CommitCondition;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.sql.statement.PointSelect;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.store.QueryMode;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Begins and commits transactions, and carries out statements that are each one by themselves.
 *
 * <p>At most {@link Transactions#OPEN_MAX} are open; one of which nothing is asked is rolled back
 * after {@link Transactions#IDLE_MAX}. Safe for all threads.
 */
public final class TransactionDesk implements AutoCloseable {
    /** A statement by itself is tried again so often when other transactions go before it. */
    static final int TRIES_MAX = 1_000;

    /** And for so long. */
    static final long TRY_MILLIS_MAX = 30_000;

    private static final long PUBLISH_MILLIS_MAX = 60_000;
    private static final long LOOK_SECONDS = 10;
    private static final long CLOSE_MILLIS_MAX = 2_000;

    private final TickPublisher publisher;
    private final LongSupplier lastSealed;
    private final Ingest ingest;
    private final AccessKeeper access;
    private final UserWorks works;
    private final TransactionTables tables;
    private final PreparedStatements prepared;
    private final WriteMemory memory = WriteMemory.ofHeap();
    private final Semaphore places = new Semaphore(Transactions.OPEN_MAX);
    private final Set<OpenTransaction> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    BackgroundThreads.factory("idle-transactions", 0));

    /**
     * @param lastSealed the newest tick that is on disk
     * @param access says who may do what
     * @param works counts what users write
     */
    public TransactionDesk(
            TickPublisher publisher,
            LongSupplier lastSealed,
            Ingest ingest,
            AccessKeeper access,
            UserWorks works,
            TransactionTables tables) {
        this.publisher = requireNonNull(publisher, "publisher");
        this.lastSealed = requireNonNull(lastSealed, "lastSealed");
        this.ingest = requireNonNull(ingest, "ingest");
        this.access = requireNonNull(access, "access");
        this.works = requireNonNull(works, "works");
        this.tables = requireNonNull(tables, "tables");
        this.prepared = new PreparedStatements(ingest);
        ingest.takeUnder(TransactionDesk::unique);
        var _ =
                watch.scheduleWithFixedDelay(
                        () ->
                                open.forEach(
                                        each -> each.endWhenIdle(Transactions.IDLE_MAX.toNanos())),
                        LOOK_SECONDS,
                        LOOK_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Rows from elsewhere keep what is UNIQUE, too. */
    private static @Nullable CommitCondition unique(
            DefinitionsInForce.View view,
            Collection<InputTable> tables,
            List<InputChange> changes) {
        List<KeyedWrites> held = new ArrayList<>();
        for (InputTable table : tables) {
            List<UniqueColumns> uniques =
                    table.isKeyed() ? WritableTable.uniques(table, view) : List.of();
            if (!uniques.isEmpty()) {
                held.add(KeyedWrites.brought(table, uniques, changes));
            }
        }
        return held.isEmpty() ? null : new RowsHold(null, held);
    }

    WriteMemory memory() {
        return memory;
    }

    PreparedStatements prepared() {
        return prepared;
    }

    TransactionTables tables() {
        return tables;
    }

    PublishedTick pin() {
        return publisher.pin();
    }

    Sight sight(PublishedTick at, Principal principal) {
        return access.sight(at.definitions(), principal);
    }

    static void refuseAsOf(String sql) {
        if (AsOf.of(sql).tick().isPresent()) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL, "a transaction reads one tick, its own")
                    .withHint("ask AS OF TICK outside of a transaction");
        }
    }

    /**
     * Begins a transaction at the newest tick.
     *
     * @throws TidemillException TOO_MANY_TRANSACTIONS; FORBIDDEN unless the principal may read or
     *     write
     */
    public Transaction begin(Principal principal, TransactionOptions options) {
        if (!principal.has(Scope.WRITE)) {
            principal.require(Scope.READ);
        }
        if (!places.tryAcquire()) {
            throw new TidemillException(
                            ErrorCode.TOO_MANY_TRANSACTIONS,
                            Transactions.OPEN_MAX + " transactions are open")
                    .withHint("commit or roll back some, and come again");
        }
        try {
            OpenTransaction transaction =
                    new OpenTransaction(this, principal, options, publisher.pin());
            open.add(transaction);
            return transaction;
        } catch (RuntimeException | Error e) {
            places.release();
            throw e;
        }
    }

    void ended(OpenTransaction transaction) {
        if (open.remove(transaction)) {
            places.release();
        }
    }

    /** Transactions that are open. */
    public int openCount() {
        return open.size();
    }

    /**
     * Has writes journalled when they hold, and returns the tick once it is published.
     *
     * @param written the tables as their rows were looked at
     */
    long commit(
            List<InputChange> changes,
            Collection<KeyedWrites> writes,
            Map<String, WritableTable> written,
            PublishedTick at,
            Principal principal)
            throws InterruptedException {
        Admission admission =
                ingest.admitTransaction(
                        changes,
                        new RowsHold(at, writes),
                        view -> requireSameRules(changes, written, at, view));
        long tick = Ingest.awaitSealed(admission);
        works.wrote(
                principal,
                changes.stream().mapToLong(change -> change.rows().size()).sum(),
                changes.stream().mapToLong(change -> change.rows().bytes()).sum());
        // It is on disk: an error would have the client do it again. Who reads next waits for it.
        boolean ignored = publisher.await(tick, PUBLISH_MILLIS_MAX);
        return tick;
    }

    /**
     * Refuses rows of a table that is another one now, or has other constraints; of another
     * contract they are looked at again.
     */
    private void requireSameRules(
            List<InputChange> changes,
            Map<String, WritableTable> written,
            PublishedTick at,
            DefinitionsInForce.View now) {
        for (InputChange change : changes) {
            String table = change.table();
            WritableTable was = requireNonNull(written.get(table), "written");
            WritableTable is = prepared.writable(table, now);
            if (is == was) {
                continue;
            }
            boolean isSame =
                    is.table().equals(was.table())
                            && is.uniques().equals(was.uniques())
                            && now.definitions()
                                    .constraintsOf(table)
                                    .equals(at.definitions().definitions().constraintsOf(table));
            if (!isSame) {
                throw new TidemillException(
                                ErrorCode.SERIALIZATION_FAILURE,
                                "the columns or constraints of %s have changed since the"
                                                .formatted(table)
                                        + " transaction began")
                        .withHint("begin the transaction again");
            }
            if (change.op() != InputChange.Op.DELETE) {
                is.guard().check(change.rows());
            }
        }
    }

    private void await(long tick) throws InterruptedException {
        if (!publisher.await(tick, PUBLISH_MILLIS_MAX)) {
            throw new TidemillException(
                            ErrorCode.NOT_READY, "tick " + tick + " is not published yet")
                    .withHint("what was written is on disk and will be readable");
        }
    }

    /** Waits until what was acknowledged before is readable, whoever wrote it. */
    public void awaitSealed() throws InterruptedException {
        await(lastSealed.getAsLong());
    }

    /**
     * Carries out one statement by itself. A write that other transactions go before is tried again
     * over what they have written.
     *
     * @param parameters of the statement, as {@link Transaction} has them
     * @throws TidemillException whatever is wrong; nothing was done then. SERIALIZATION_FAILURE
     *     when it could not be done in {@link #TRIES_MAX} tries
     */
    public StatementResult execute(
            String sql,
            List<? extends @Nullable Object> parameters,
            Asker asker,
            Principal principal)
            throws InterruptedException {
        try (PublishedTick at = publisher.pin()) {
            Sight sight = sight(at, principal);
            Prepared.Known known =
                    prepared.prepare(
                            sql,
                            TypedValue.types(parameters),
                            at.definitions(),
                            sight,
                            at.nowMicros());
            List<@Nullable Object> values =
                    ParameterValues.of(parameters, known.prepared().parameters());
            switch (known.prepared()) {
                case Prepared.Point point -> {
                    return looked(point.select(), values, at);
                }
                case Prepared.Query _ -> {
                    return queried(
                            tables.query(
                                    OpenTransaction.bound(known, values),
                                    QueryMode.ANSWER,
                                    asker,
                                    principal));
                }
                case Prepared.Other other -> {
                    QueryResult done = tables.carryOut(other.statement(), asker, principal);
                    StatementKind kind = other.kind();
                    return kind.defines()
                            ? StatementResult.defined(kind, done, done.tick())
                            : new StatementResult(kind, done.rowCount(), done, done.tick());
                }
                case Prepared.Write _, Prepared.Unbound _ -> {}
            }
        }
        return written(sql, parameters, asker.cancellation(), principal);
    }

    private static StatementResult queried(QueryResult rows) {
        return new StatementResult(StatementKind.SELECT, rows.rowCount(), rows, rows.tick());
    }

    private StatementResult looked(
            PointSelect select, List<? extends @Nullable Object> values, PublishedTick at) {
        long started = System.nanoTime();
        Batch rows = looked(select, values, at, null);
        return queried(
                new QueryResult(
                        at.tick(),
                        at.nowMicros(),
                        rows.schema(),
                        List.of(rows),
                        rows.size(),
                        false,
                        System.nanoTime() - started));
    }

    /** The rows that a lookup finds, with what is written over them. */
    Batch looked(
            PointSelect select,
            List<? extends @Nullable Object> values,
            PublishedTick at,
            @Nullable KeyedWrites writes) {
        Expr where = select.layout().bound(select.where(), values, at.nowMicros());
        List<Batch> found = new RowFinder(at.snapshot().table(select.table()), writes).find(where);
        int[] columns = IntStream.range(0, select.columns().size()).toArray();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = select.columns().get(i);
        }
        return Batch.concat(
                select.schema(), found.stream().map(rows -> rows.select(columns)).toList());
    }

    /** A write by itself, tried again while other transactions go before it. */
    public StatementResult written(
            String sql,
            List<? extends @Nullable Object> parameters,
            Cancellation cancellation,
            Principal principal)
            throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TRY_MILLIS_MAX);
        for (int tries = 1; ; tries++) {
            try (OpenTransaction one =
                    new OpenTransaction(
                            this, principal, TransactionOptions.DEFAULT, publisher.pin())) {
                StatementResult result = one.execute(sql, parameters, cancellation);
                long tick = one.commit();
                return new StatementResult(result.kind(), result.count(), result.rows(), tick);
            } catch (TidemillException e) {
                boolean isConflict = e.errorCode() == ErrorCode.SERIALIZATION_FAILURE;
                if (!isConflict || tries >= TRIES_MAX || System.nanoTime() > until) {
                    throw e;
                }
            }
            awaitSealed();
        }
    }

    /**
     * What a statement is, without carrying it out.
     *
     * @param types of parameters, as far as the caller knows them
     */
    public StatementShape describe(
            String sql, List<? extends @Nullable Type> types, Principal principal)
            throws InterruptedException {
        try (PublishedTick at = publisher.pin()) {
            Sight sight = sight(at, principal);
            Prepared.Known known =
                    prepared.prepare(sql, types, at.definitions(), sight, at.nowMicros());
            List<Type> parameters = known.prepared().parameters();
            return new StatementShape(
                    known.prepared().kind(), parameters, columns(known, at, sight, principal));
        }
    }

    private @Nullable Schema columns(
            Prepared.Known known, PublishedTick at, Sight sight, Principal principal)
            throws InterruptedException {
        Asker asker = new Asker(principal.caller(), new Cancellation());
        List<@Nullable Object> nulls =
                Collections.nCopies(known.prepared().parameters().size(), null);
        return switch (known.prepared()) {
            case Prepared.Point point -> point.select().schema();
            case Prepared.Write write -> returned(write.statement());
            case Prepared.Unbound _ -> {
                Prepared.Known bound =
                        prepared.prepare(
                                OpenTransaction.bound(known, nulls),
                                List.of(),
                                at.definitions(),
                                sight,
                                at.nowMicros());
                yield bound.prepared() instanceof Prepared.Write write
                        ? returned(write.statement())
                        : null;
            }
            case Prepared.Query _ ->
                    tables.query(
                                    withoutRows(OpenTransaction.bound(known, nulls)),
                                    QueryMode.ANSWER,
                                    asker,
                                    principal)
                            .schema();
            case Prepared.Other other ->
                    other.kind().defines()
                            ? null
                            : tables.carryOut(other.statement(), asker, principal).schema();
        };
    }

    private static @Nullable Schema returned(Statement.Write write) {
        return write.returning().isEmpty() ? null : WriteRunner.returnedSchema(write);
    }

    /** The query, of which only the columns are asked for. */
    private static String withoutRows(String sql) {
        String query = sql.strip();
        query = query.endsWith(";") ? query.substring(0, query.length() - 1) : query;
        return "SELECT * FROM (" + query + "\n) AS described LIMIT 0";
    }

    /** Rolls back what is open; what is in use for longer than a moment is left to its user. */
    @Override
    public void close() {
        watch.shutdownNow();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS_MAX);
        try {
            for (OpenTransaction each : List.copyOf(open)) {
                each.endBy(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
