package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.store.activity.ActiveQuery;
import dev.tidemill.store.activity.QueryActivity;
import dev.tidemill.store.activity.SlowQueryLog;
import dev.tidemill.store.admission.Caller;
import dev.tidemill.store.admission.Cancellation;
import dev.tidemill.store.admission.QueryGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers SQL over the published tables as of one tick. Any number of threads may ask; each query
 * has a connection of its own. A query waits for its turn, and pins its tick when that has come.
 *
 * <p>{@code now()} and {@code current_timestamp} are the pinned tick's time. Division of integers,
 * division by zero and the order of NULLs are PostgreSQL's; other differences of DuckDB's dialect
 * remain, for example AVG of DECIMAL is DOUBLE, and SUM of BIGINT is DECIMAL(38,0).
 *
 * <p>The time limit holds from when a query is asked, waiting included; DuckDB's planning cannot be
 * interrupted.
 */
public final class QueryStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryStore.class);
    private static final long LOOK_MILLIS = 50;
    private static final long CLOSE_MILLIS = 2_000;

    /** DuckDB's parser and binder recurse; a stack that overflows would end the process. */
    private static final long STACK_BYTES = 64L << 20;

    private final PublishedTables published;
    private final QueryGate gate;
    private final QueryActivity activity;
    private final EngineKeeper engine;
    private final Map<Long, PinnedTables> pins = new ConcurrentHashMap<>();
    private final AtomicLong pinIds = new AtomicLong();
    private final ScheduledExecutorService watch = scheduler("query-watch");
    private final ScheduledExecutorService probing = scheduler("query-probe");

    private final ScheduledFuture<?> probes;

    /** Makes and drops images; the only thread that does. */
    private final ScheduledExecutorService imaging = scheduler("table-images");

    private final ImageCounters imageCounters = new ImageCounters();
    private final AtomicBoolean imagingDue = new AtomicBoolean();

    /** Platform threads: native calls would pin the carriers of all virtual threads. */
    private final ExecutorService threads;

    private final HistoryStore history =
            new HistoryStore(
                    new HistoryStore.Doors() {
                        @Override
                        public DuckDBConnection connect() throws SQLException {
                            try {
                                return engine.connect();
                            } catch (TidemillException e) {
                                throw new SQLException(e.message(), e);
                            }
                        }

                        @Override
                        public void failed() {
                            boolean _ = engine.probe();
                        }

                        @Override
                        public void withPin(PinnedTables pin, HistoryStore.PinnedWork work)
                                throws SQLException {
                            long id = pinIds.incrementAndGet();
                            pins.put(id, pin);
                            try {
                                work.run(id);
                            } finally {
                                pins.remove(id);
                            }
                        }

                        @Override
                        public void keepingOpen(HistoryStore.FileWork work, Path file)
                                throws IOException {
                            // While it is leased it is not replaced by another one.
                            try (EngineKeeper.Lease _ = engine.lease()) {
                                work.run(HistoryStore.files(file));
                            }
                        }
                    });

    public QueryStore(PublishedTables published, StoreOptions options) {
        this(published, options, DuckInstance::open);
    }

    /** For tests that need an engine which they can break. */
    QueryStore(PublishedTables published, StoreOptions options, DuckInstance.Opener opener) {
        this.published = requireNonNull(published, "published");
        this.gate = new QueryGate(options.gate());
        this.activity =
                new QueryActivity(gate, new SlowQueryLog(options.slow(), options.slowKept()));
        DuckInstance.Shared shared = new DuckInstance.Shared(this::pin, imageCounters);
        this.engine = new EngineKeeper(() -> opener.open(options, shared));
        this.threads =
                Executors.newFixedThreadPool(
                        options.gate().running(), BackgroundThreads.factory("query", STACK_BYTES));
        long every = options.probeEvery().toMillis();
        probes = probing.scheduleWithFixedDelay(engine::probe, every, every, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> _ =
                imaging.scheduleWithFixedDelay(
                        () -> imaging(true), every, every, TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService scheduler(String name) {
        return Executors.newSingleThreadScheduledExecutor(BackgroundThreads.factory(name, 0));
    }

    private PinnedTables pin(long id) {
        PinnedTables pin = pins.get(id);
        if (pin == null) {
            throw new IllegalStateException("no pin " + id);
        }
        return pin;
    }

    /** The rows that have left memory; of use when the options name a file for them. */
    public HistoryStore history() {
        return history;
    }

    /** Answers untrusted SQL at the newest tick. */
    public QueryResult query(String sql, QueryLimits limits) {
        return query(sql, limits, Caller.LOCAL, new Cancellation());
    }

    /** Answers untrusted SQL at the newest tick, until it is cancelled. */
    public QueryResult query(String sql, QueryLimits limits, Cancellation cancellation) {
        return query(sql, limits, Caller.LOCAL, cancellation);
    }

    /** Answers untrusted SQL of a caller at the tick that is the newest when its turn comes. */
    public QueryResult query(
            String sql, QueryLimits limits, Caller caller, Cancellation cancellation) {
        return query(sql, QueryMode.ANSWER, limits, caller, cancellation);
    }

    /** Answers untrusted SQL of a caller, or explains how it is run. */
    public QueryResult query(
            String sql,
            QueryMode mode,
            QueryLimits limits,
            Caller caller,
            Cancellation cancellation) {
        return query(published, sql, mode, limits, caller, cancellation);
    }

    /**
     * Answers untrusted SQL of a caller over the tables that are there for it, or explains how it
     * is run.
     *
     * @param tables asked for the newest tick when the query's turn comes
     */
    public QueryResult query(
            PublishedTables tables,
            String sql,
            QueryMode mode,
            QueryLimits limits,
            Caller caller,
            Cancellation cancellation) {
        return inTurn(new Request(tables, null, sql, mode, limits, caller, cancellation, false));
    }

    /** Answers untrusted SQL at a tick that the caller has pinned, and keeps pinned meanwhile. */
    public QueryResult query(
            PinnedTables pin, String sql, QueryLimits limits, Cancellation cancellation) {
        return inTurn(
                new Request(
                        published,
                        pin,
                        sql,
                        QueryMode.ANSWER,
                        limits,
                        Caller.LOCAL,
                        cancellation,
                        false));
    }

    /**
     * Answers untrusted SQL of a caller at a tick that it has pinned, or explains how it is run.
     */
    public QueryResult query(
            PinnedTables pin,
            String sql,
            QueryMode mode,
            QueryLimits limits,
            Caller caller,
            Cancellation cancellation) {
        return inTurn(new Request(published, pin, sql, mode, limits, caller, cancellation, false));
    }

    /** Answers SQL that the program wrote itself: one SELECT, with any function. */
    public QueryResult queryTrusted(PinnedTables pin, String sql, QueryLimits limits) {
        return inTurn(
                new Request(
                        published,
                        pin,
                        sql,
                        QueryMode.ANSWER,
                        limits,
                        Caller.MILL,
                        new Cancellation(),
                        true));
    }

    /**
     * What is asked.
     *
     * @param newest where the newest tick is
     * @param pin null for the newest when its turn comes
     */
    private record Request(
            PublishedTables newest,
            @Nullable PinnedTables pin,
            String sql,
            QueryMode mode,
            QueryLimits limits,
            Caller caller,
            Cancellation cancellation,
            boolean trusted) {
        Request {
            requireNonNull(newest, "newest");
            requireNonNull(sql, "sql");
            requireNonNull(mode, "mode");
            requireNonNull(limits, "limits");
            requireNonNull(caller, "caller");
            requireNonNull(cancellation, "cancellation");
        }

        Question at(PinnedTables tick, String text, ActiveQuery asked) {
            return new Question(tick, text, limits, cancellation, mode, trusted, asked);
        }
    }

    /**
     * Streams the answer of untrusted SQL of a caller to a reader, at the tick that is the newest
     * when its turn comes. Rows and bytes have no limit; the time has, the reader's included.
     *
     * @throws TidemillException what the query failed with; QUERY_CANCELLED when the reader cannot
     *     pass the rows on
     */
    public <T> T export(
            String sql,
            Duration time,
            Caller caller,
            Cancellation cancellation,
            RowsReader<T> reader) {
        return export(published, sql, time, caller, cancellation, reader);
    }

    /** Like the other one, over the tables that are there for the caller. */
    public <T> T export(
            PublishedTables tables,
            String sql,
            Duration time,
            Caller caller,
            Cancellation cancellation,
            RowsReader<T> reader) {
        return inTurn(
                exporting(tables, null, sql, time, caller, cancellation), streamingTo(reader));
    }

    /** Like the other one, at a tick that the caller has pinned, and keeps pinned meanwhile. */
    public <T> T export(
            PinnedTables pin,
            String sql,
            Duration time,
            Caller caller,
            Cancellation cancellation,
            RowsReader<T> reader) {
        return inTurn(
                exporting(published, pin, sql, time, caller, cancellation), streamingTo(reader));
    }

    private static Request exporting(
            PublishedTables newest,
            @Nullable PinnedTables pin,
            String sql,
            Duration time,
            Caller caller,
            Cancellation cancellation) {
        QueryLimits limits = new QueryLimits(time, Integer.MAX_VALUE, Long.MAX_VALUE);
        return new Request(newest, pin, sql, QueryMode.ANSWER, limits, caller, cancellation, false);
    }

    /** How an answer is brought to whoever asked. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Question question, Deadline deadline);
    }

    private QueryResult inTurn(Request request) {
        return inTurn(
                request, (question, deadline) -> await(request, () -> answer(question, deadline)));
    }

    private <T> Work<T> streamingTo(RowsReader<T> reader) {
        return (question, deadline) -> streamed(question, deadline, reader);
    }

    private <T> T streamed(Question question, Deadline deadline, RowsReader<T> reader) {
        RowStream rows = new RowStream(question.cancellation());
        Future<?> producing = threads.submit(() -> produce(question, deadline, rows));
        try {
            return reader.read(rows);
        } catch (IOException | UncheckedIOException e) {
            TidemillException failure = rows.failure();
            throw failure != null
                    ? failure
                    : new TidemillException(
                            ErrorCode.QUERY_CANCELLED, "The rows cannot be passed on: " + e, e);
        } finally {
            rows.abandon();
            awaitEnd(producing);
        }
    }

    private void produce(Question question, Deadline deadline, RowStream rows) {
        try {
            boolean _ =
                    onEngine(
                            question,
                            deadline,
                            (run, pin) -> {
                                run.stream(pin, rows);
                                return true;
                            });
            rows.end();
        } catch (TidemillException e) {
            rows.fail(e);
        } catch (RuntimeException | Error e) {
            rows.fail(new TidemillException(ErrorCode.INTERNAL, "The query failed", e));
            throw e;
        }
    }

    /** The query reads the caller's pin, so nothing interrupts this. */
    private static void awaitEnd(Future<?> producing) {
        boolean interrupted = false;
        while (!producing.isDone()) {
            try {
                producing.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                LOG.error("a streamed query failed", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T inTurn(Request request, Work<T> work) {
        SqlGuard.checkText(request.sql());
        Deadline deadline = new Deadline(request.limits().time(), request.cancellation(), watch);
        ActiveQuery asked = activity.begin(request.caller(), request.sql(), request.cancellation());
        @Nullable ErrorCode failure = ErrorCode.INTERNAL;
        try {
            gate.enter(request.caller(), request.cancellation(), deadline.endNanos());
            try {
                asked.started();
                T result = pinned(request, asked, deadline, work);
                failure = null;
                return result;
            } finally {
                gate.leave(request.caller());
            }
        } catch (TidemillException e) {
            failure = e.errorCode();
            throw e;
        } finally {
            activity.end(asked, failure);
        }
    }

    private <T> T pinned(Request request, ActiveQuery asked, Deadline deadline, Work<T> work) {
        PinnedTables given = request.pin();
        if (given != null) {
            return at(given, request, asked, deadline, work);
        }
        try (PinnedTables newest = request.newest().pin()) {
            return at(newest, request, asked, deadline, work);
        }
    }

    private static <T> T at(
            PinnedTables tick,
            Request request,
            ActiveQuery asked,
            Deadline deadline,
            Work<T> work) {
        if (request.trusted()) {
            return work.with(request.at(tick, request.sql(), asked), deadline);
        }
        PredictText text = PredictText.of(request.sql(), tick);
        try {
            return work.with(request.at(tick, text.sql(), asked), deadline);
        } catch (TidemillException e) {
            throw text.placed(e);
        }
    }

    /** Waits to the end even when interrupted, since the query reads the caller's pin. */
    private QueryResult await(Request request, Supplier<QueryResult> work) {
        Future<QueryResult> answer = threads.submit(work::get);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    request.cancellation().look();
                } catch (InterruptedException e) {
                    interrupted = true;
                    request.cancellation().cancel();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TidemillException error) {
                throw error;
            }
            throw new TidemillException(ErrorCode.INTERNAL, "The query failed", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private QueryResult answer(Question question, Deadline deadline) {
        return onEngine(question, deadline, QueryRun::answer);
    }

    /** One run, given the number under which the engine's scans find its pin. */
    @FunctionalInterface
    private interface Run<T> {
        T of(QueryRun run, long pin);
    }

    private <T> T onEngine(Question question, Deadline deadline, Run<T> run) {
        long id = pinIds.incrementAndGet();
        QueryPin pin = new QueryPin(question.pin());
        pins.put(id, pin);
        try (EngineKeeper.Lease lease = engine.lease()) {
            try {
                return run.of(new QueryRun(lease.duck(), question, pin, deadline), id);
            } catch (TidemillException e) {
                if (e.errorCode() == ErrorCode.MEMORY_LIMIT) {
                    lease.duck().images().giveBack();
                }
                if (e.errorCode() == ErrorCode.INTERNAL
                        || e.errorCode() == ErrorCode.QUERY_ENGINE_LOST) {
                    lease.suspect(e);
                }
                throw e;
            } finally {
                makeImages(lease.duck().images());
            }
        } finally {
            pins.remove(id);
        }
    }

    private void makeImages(TableImages images) {
        if (images.hasWork() && imagingDue.compareAndSet(false, true)) {
            try {
                imaging.execute(() -> imaging(false));
            } catch (RejectedExecutionException e) {
                LOG.debug("no images are made any more", e);
            }
        }
    }

    /**
     * Makes the images that are wanted, of the newest tick.
     *
     * @param sweep whether those that nobody can want are dropped too
     */
    private void imaging(boolean sweep) {
        imagingDue.set(false);
        long id = pinIds.incrementAndGet();
        try (EngineKeeper.Lease lease = engine.lease()) {
            TableImages images = lease.duck().images();
            if (images.isEmpty()) {
                return;
            }
            try (PinnedTables newest = published.pin();
                    DuckDBConnection connection = lease.duck().connect()) {
                pins.put(id, newest);
                if (sweep) {
                    images.sweep(newest, connection);
                }
                images.make(newest, id, connection);
            } finally {
                pins.remove(id);
            }
        } catch (SQLException | RuntimeException e) {
            // Queries read the tables' rows; it is tried again.
            LOG.debug("no images were made", e);
        }
    }

    /** The queries that run, wait and were slow, and their counts. */
    public QueryActivity activity() {
        return activity;
    }

    /** Asks the engine a real query; a broken one is replaced, and the new one is asked. */
    public boolean isHealthy() {
        return engine.probe();
    }

    /** What the last probe, or a query after it, found. */
    public StoreHealth health() {
        return engine.health();
    }

    /** The copies of tables that the query engine has. */
    public ImageHealth images() {
        return imageCounters.now();
    }

    public int queriesRunning() {
        return activity.running();
    }

    @Override
    public void close() {
        probes.cancel(false);
        probing.shutdownNow();
        activity.active().forEach(query -> activity.cancel(query.id()));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("a query does not end; its engine stays open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.shutdownNow();
            engine.close();
            imaging.close();
        }
    }
}
