package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that DuckDB itself has declared invalid, or whose database is gone, is replaced. */
class EngineLossTest {
    private @TempDir Path temporary;
    private final List<DuckInstance> opened = new CopyOnWriteArrayList<>();
    private QueryStore store;
    private boolean refuses;
    private @Nullable Path history;

    @BeforeEach
    void open() {
        store = breakableStore(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private QueryStore breakableStore(Duration probeEvery) {
        Schema schema = Schema.of(Field.of("a", Type.INTEGER));
        Batch rows = new BatchBuilder(schema, 2).add(1, 1).add(1, 2).build();
        MemoryPin pin = new MemoryPin(5, 0, Map.of("t", MemoryTable.of(rows)));
        StoreOptions options =
                new StoreOptions(128L << 20, temporary, 1, 4).withProbeEvery(probeEvery);
        return new QueryStore(
                () -> pin,
                history == null ? options : options.withHistory(history),
                this::breakable);
    }

    /** On a file, and told to fail its next checkpoint: a fatal error of DuckDB's own. */
    private DuckInstance breakable(StoreOptions options, DuckInstance.Shared shared) {
        if (refuses) {
            throw new TidemillException(ErrorCode.QUERY_ENGINE_LOST, "no engine today");
        }
        Path file = temporary.resolve("engine-" + System.nanoTime() + ".db");
        DuckInstance duck =
                DuckInstance.open(
                        "jdbc:duckdb:" + file,
                        List.of(
                                "CREATE TABLE filler AS SELECT range AS i FROM range(10)",
                                "SET debug_checkpoint_abort = 'before_header'"),
                        options,
                        shared);
        opened.add(duck);
        return duck;
    }

    private static void invalidate(DuckInstance duck) {
        try (DuckDBConnection connection = duck.connect();
                Statement statement = connection.createStatement()) {
            SQLException fatal =
                    assertThrows(SQLException.class, () -> statement.execute("FORCE CHECKPOINT"));
            assertTrue(String.valueOf(fatal.getMessage()).contains("FATAL"), fatal.getMessage());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long sum() {
        QueryResult result = store.query("SELECT sum(a) AS s FROM t", QueryLimits.DEFAULT);
        assertEquals(5, result.tick());
        return ((Number) result.rows().row(0).getFirst()).longValue();
    }

    private ErrorCode refused(String sql) {
        return assertThrows(TidemillException.class, () -> store.query(sql, QueryLimits.DEFAULT))
                .errorCode();
    }

    @Test
    void theQueryThatMeetsABrokenEngineIsToldToAskAgainAndTheNextIsAnswered() {
        assertEquals(3, sum());
        assertNull(store.health().problem());
        invalidate(opened.getLast());
        TidemillException lost = assertThrows(TidemillException.class, this::sum);
        assertEquals(ErrorCode.QUERY_ENGINE_LOST, lost.errorCode());
        assertNotNull(lost.hint());
        assertEquals(3, sum());
        assertEquals(1, store.health().reopened());
        assertTrue(store.health().healthy());
        assertNotNull(store.health().problem());
        assertEquals(2, opened.size());
    }

    @Test
    void aQueryInFlightEndsWithACodeThatMeansAskAgain()
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ErrorCode> inFlight =
                    threads.submit(
                            () ->
                                    refused(
                                            "SELECT count(*) FROM t, range(1000000000) x(i),"
                                                    + " range(1000000000) y(j) WHERE i < j"));
            long until = System.nanoTime() + 20_000_000_000L;
            while (store.activity().active().stream().noneMatch(query -> query.tick() == 5)) {
                assertTrue(System.nanoTime() < until, "runs within 20 seconds");
            }
            invalidate(opened.getLast());
            boolean _ = store.isHealthy();
            assertEquals(ErrorCode.QUERY_ENGINE_LOST, inFlight.get());
        }
        assertEquals(3, sum());
        assertEquals(2, opened.size());
    }

    @Test
    void aDatabaseThatIsClosedUnderneathIsOpenedAnew() {
        assertEquals(3, sum());
        opened.getLast().close();
        assertEquals(ErrorCode.QUERY_ENGINE_LOST, refused("SELECT sum(a) FROM t"));
        assertEquals(3, sum());
    }

    @Test
    void aProbeFindsABrokenEngineBeforeAnyQueryDoes() throws InterruptedException {
        store.close();
        store = breakableStore(Duration.ofMillis(20));
        assertEquals(3, sum());
        invalidate(opened.getLast());
        long until = System.nanoTime() + 20_000_000_000L;
        while (store.health().reopened() == 0) {
            assertTrue(System.nanoTime() < until, "probed within 20 seconds");
            Thread.sleep(5);
        }
        assertEquals(3, sum());
        assertTrue(store.isHealthy());
        assertEquals(1, store.health().reopened());
    }

    @Test
    void anEngineThatCannotBeOpenedIsTriedAgain() {
        invalidate(opened.getLast());
        refuses = true;
        assertEquals(ErrorCode.QUERY_ENGINE_LOST, refused("SELECT sum(a) FROM t"));
        assertFalse(store.isHealthy());
        assertEquals("no engine today", store.health().problem());
        assertEquals(ErrorCode.QUERY_ENGINE_LOST, refused("SELECT 1"));
        refuses = false;
        assertEquals(3, sum());
        assertTrue(store.isHealthy());
    }

    @Test
    void theFileOfTheHistoryIsHeldByTheNewEngine() {
        store.close();
        history = temporary.resolve("history.duckdb");
        store = breakableStore(Duration.ofHours(1));
        store.history().restore(List.of());
        invalidate(opened.getLast());
        assertEquals(ErrorCode.QUERY_ENGINE_LOST, refused("SELECT sum(a) FROM t"));
        assertEquals(3, sum());
        store.history().restore(List.of());
    }
}
