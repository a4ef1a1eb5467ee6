package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers SQL over the published tables as of one tick. Any number of threads may ask; each query
 * has a connection of its own.
 *
 * <p>{@code now()} and {@code current_timestamp} are the pinned tick's time. Division of integers,
 * division by zero and the order of NULLs are PostgreSQL's; other differences of DuckDB's dialect
 * remain, for example AVG of DECIMAL is DOUBLE, and SUM of BIGINT is DECIMAL(38,0).
 *
 * <p>The time limit holds for running a query; DuckDB's planning cannot be interrupted.
 */
public final class QueryStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryStore.class);
    private static final long WATCH_MILLIS = 5;

    /** DuckDB's parser and binder recurse; a stack that overflows would end the process. */
    private static final long STACK_BYTES = 64L << 20;

    private final PublishedTables published;
    private final StoreOptions options;
    private final Semaphore permits;
    private final Map<Long, PinnedTables> pins = new ConcurrentHashMap<>();
    private final AtomicLong pinIds = new AtomicLong();
    private final AtomicLong queriesTotal = new AtomicLong();
    private final ScheduledExecutorService watch;

    /** Platform threads: native calls would pin the carriers of all virtual threads. */
    private final ExecutorService threads;

    private volatile DuckInstance instance;
    private final HistoryStore history =
            new HistoryStore(
                    new HistoryStore.Doors() {
                        @Override
                        public DuckDBConnection connect() throws SQLException {
                            return instance.connect();
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
                    });

    public QueryStore(PublishedTables published, StoreOptions options) {
        this.published = requireNonNull(published, "published");
        this.options = requireNonNull(options, "options");
        this.permits = new Semaphore(options.concurrentQueriesMax());
        this.instance = DuckInstance.open(options, this::pin);
        this.threads =
                Executors.newFixedThreadPool(options.concurrentQueriesMax(), QueryStore::thread);
        this.watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("query-watch").factory());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "query", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
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
        return query(sql, limits, new Cancellation());
    }

    /** Answers untrusted SQL at the newest tick, until it is cancelled. */
    public QueryResult query(String sql, QueryLimits limits, Cancellation cancellation) {
        try (PinnedTables pin = published.pin()) {
            return query(pin, sql, limits, cancellation);
        }
    }

    /** Answers untrusted SQL at a tick that the caller has pinned, and keeps pinned meanwhile. */
    public QueryResult query(
            PinnedTables pin, String sql, QueryLimits limits, Cancellation cancellation) {
        return limited(new Question(pin, sql, limits, cancellation, false));
    }

    /** Answers SQL that the program wrote itself: one SELECT, with any function. */
    public QueryResult queryTrusted(PinnedTables pin, String sql, QueryLimits limits) {
        return limited(new Question(pin, sql, limits, new Cancellation(), true));
    }

    /** What is asked. */
    private record Question(
            PinnedTables pin,
            String sql,
            QueryLimits limits,
            Cancellation cancellation,
            boolean trusted) {
        Question {
            requireNonNull(pin, "pin");
            requireNonNull(sql, "sql");
            requireNonNull(limits, "limits");
            requireNonNull(cancellation, "cancellation");
        }
    }

    private QueryResult limited(Question question) {
        if (!permits.tryAcquire()) {
            throw new TidemillException(
                            ErrorCode.TOO_MANY_QUERIES,
                            "More than " + options.concurrentQueriesMax() + " queries are running")
                    .withHint("Try again in a moment");
        }
        queriesTotal.incrementAndGet();
        try {
            return await(threads.submit(() -> pinned(question)), question);
        } finally {
            permits.release();
        }
    }

    private QueryResult pinned(Question question) {
        long id = pinIds.incrementAndGet();
        pins.put(id, question.pin());
        try {
            return answer(question, id);
        } finally {
            pins.remove(id);
        }
    }

    /** Waits to the end even when interrupted, since the query reads the caller's pin. */
    private static QueryResult await(Future<QueryResult> answer, Question question) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    question.cancellation().cancel();
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

    private QueryResult answer(Question question, long pinId) {
        long started = System.nanoTime();
        SqlGuard.checkText(question.sql());
        DuckInstance duck = instance;
        Deadline deadline = new Deadline(question, started);
        int linesBefore = 0;
        try (DuckDBConnection connection = duck.connect()) {
            Set<String> tables = tables(duck, connection, question);
            duck.begin(connection, pinId, question.pin(), tables);
            try (DuckDBPreparedStatement first = connection.prepare(question.sql())) {
                List<ResultColumn> columns = columns(first.getMetaData());
                if (columns.stream().allMatch(ResultColumn::isReadable)) {
                    return read(question, first, columns, deadline);
                }
                linesBefore = 1;
                try (DuckDBPreparedStatement cast =
                        connection.prepare(castSql(question.sql(), columns))) {
                    return read(question, cast, columns, deadline);
                }
            }
        } catch (SQLException | RuntimeException e) {
            throw failed(duck, e, question, deadline, linesBefore);
        }
    }

    private static Set<String> tables(
            DuckInstance duck, DuckDBConnection connection, Question question) throws SQLException {
        Set<String> names = question.pin().names();
        if (question.trusted()) {
            return names;
        }
        String tree = DuckInstance.tree(connection, question.sql());
        return SqlGuard.check(question.sql(), tree, names, duck::isKnownFunction);
    }

    private static List<ResultColumn> columns(ResultSetMetaData meta) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(ResultColumn.of(meta.getColumnLabel(i), meta.getColumnTypeName(i)));
        }
        return columns;
    }

    /** The query, on lines of its own, within one that casts what the driver cannot read. */
    private static String castSql(String sql, List<ResultColumn> columns) {
        StringBuilder selected = new StringBuilder("SELECT ");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String separator = i == 0 ? "" : ", ";
            String cast = columns.get(i).cast("c" + i).replace('\n', ' ');
            selected.append(separator).append(cast);
            names.append(separator).append("c").append(i);
        }
        String bare = sql.strip();
        while (bare.endsWith(";")) {
            bare = bare.substring(0, bare.length() - 1).stripTrailing();
        }
        return selected + " FROM (\n" + bare + "\n) AS q(" + names + ")";
    }

    /** Stops a statement when its time is over or somebody cancels it. */
    private final class Deadline {
        private final Question question;
        private final long endNanos;
        private volatile boolean timedOut;

        Deadline(Question question, long started) {
            this.question = question;
            this.endNanos = started + question.limits().time().toNanos();
        }

        boolean isOver() {
            if (System.nanoTime() - endNanos >= 0) {
                timedOut = true;
            }
            return timedOut || question.cancellation().isRequested();
        }

        /** Keeps cancelling, since a cancel between two steps of a query is lost. */
        ScheduledFuture<?> watch(DuckDBPreparedStatement statement) {
            return watch.scheduleWithFixedDelay(
                    () -> {
                        if (isOver()) {
                            cancel(statement);
                        }
                    },
                    WATCH_MILLIS,
                    WATCH_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        private void cancel(DuckDBPreparedStatement statement) {
            try {
                statement.cancel();
            } catch (SQLException | RuntimeException e) {
                LOG.debug("a query that ended could not be cancelled", e);
            }
        }

        TidemillException error() {
            if (!timedOut) {
                return new TidemillException(ErrorCode.QUERY_CANCELLED, "The query was cancelled");
            }
            return new TidemillException(
                            ErrorCode.QUERY_CANCELLED,
                            "The query took longer than "
                                    + question.limits().time().toMillis()
                                    + " ms")
                    .withHint("Narrow it, or ask a live table that holds the answer already");
        }
    }

    private QueryResult read(
            Question question,
            DuckDBPreparedStatement statement,
            List<ResultColumn> columns,
            Deadline deadline)
            throws SQLException {
        Schema schema =
                new Schema(
                        columns.stream()
                                .map(column -> Field.of(column.name(), column.type()))
                                .toList());
        ScheduledFuture<?> watching = deadline.watch(statement);
        List<Batch> batches = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        boolean truncated = false;
        try (DuckDBChunkedResult chunks = statement.query()) {
            while (!truncated && chunks.nextChunk()) {
                DuckDBDataChunkReader chunk = chunks.chunk();
                long room = question.limits().rowsMax() - rows;
                int count = (int) Math.min(room, chunk.rowCount());
                truncated = chunk.rowCount() > room;
                ColumnBuilder[] builders = new ColumnBuilder[columns.size()];
                Column[] built = new Column[columns.size()];
                for (int i = 0; i < built.length; i++) {
                    builders[i] = ColumnBuilder.of(columns.get(i).type(), count);
                    bytes += columns.get(i).append(chunk.vector(i), count, builders[i]);
                    built[i] = builders[i].build();
                }
                requireRoom(bytes, question.limits());
                batches.add(new Batch(schema, built, count, null));
                rows += count;
                if (deadline.isOver()) {
                    throw deadline.error();
                }
            }
        } finally {
            watching.cancel(false);
        }
        return new QueryResult(
                question.pin().tick(),
                question.pin().nowMicros(),
                schema,
                batches,
                rows,
                truncated,
                System.nanoTime() - deadline.endNanos + question.limits().time().toNanos());
    }

    private static void requireRoom(long bytes, QueryLimits limits) {
        if (bytes > limits.resultBytesMax()) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "The result is larger than " + limits.resultBytesMax() + " bytes")
                    .withHint("Select fewer columns or rows");
        }
    }

    private TidemillException failed(
            DuckInstance duck, Exception e, Question question, Deadline deadline, int linesBefore) {
        TidemillException error = DuckErrors.translate(e, question.sql(), linesBefore);
        if (error.errorCode() == ErrorCode.INTERNAL) {
            LOG.error("the query engine failed on: {}", question.sql(), e);
            reopenIfBroken(duck);
        }
        boolean stopped = error.errorCode() == ErrorCode.QUERY_CANCELLED;
        return stopped && !(e instanceof TidemillException) ? deadline.error() : error;
    }

    /** A fatal error leaves DuckDB unable to answer anything: then a new one takes its place. */
    private synchronized void reopenIfBroken(DuckInstance duck) {
        if (duck != instance || duck.isHealthy()) {
            return;
        }
        LOG.warn("the query engine is broken and is opened anew");
        instance = DuckInstance.open(options, this::pin);
        try {
            duck.close();
        } catch (TidemillException e) {
            LOG.warn("the broken query engine did not close", e);
        }
    }

    /** Asks DuckDB a real query; a broken one is replaced, and the new one is asked. */
    public boolean isHealthy() {
        DuckInstance duck = instance;
        if (duck.isHealthy()) {
            return true;
        }
        reopenIfBroken(duck);
        return instance.isHealthy();
    }

    public int queriesRunning() {
        return options.concurrentQueriesMax() - permits.availablePermits();
    }

    public long queriesTotal() {
        return queriesTotal.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        watch.shutdownNow();
        instance.close();
    }
}
