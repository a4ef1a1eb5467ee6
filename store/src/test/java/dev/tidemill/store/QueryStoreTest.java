package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.store.activity.ActiveQuery;
import dev.tidemill.store.activity.SlowQuery;
import dev.tidemill.store.admission.Caller;
import dev.tidemill.store.admission.Cancellation;
import dev.tidemill.store.admission.GateBounds;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryStoreTest {
    private static final Schema FLIGHTS =
            Schema.of(
                    Field.of("origin", Type.TEXT),
                    Field.of("distance", Type.INTEGER),
                    Field.of("departed_at", Type.TIMESTAMP));
    private static final Schema TICKS = Schema.of(Field.of("tick", Type.BIGINT));
    private static final String ENDLESS =
            "SELECT count(*) FROM range(1000000000) x(i), range(1000000000) y(j) WHERE i < j";
    private static final long NOW = 978_652_800_000_000L; // 2001-01-05 00:00 UTC

    private @TempDir Path temporary;
    private volatile MemoryPin published = pin(1);
    private QueryStore store;

    private static MemoryPin pin(long tick) {
        Batch flights =
                new BatchBuilder(FLIGHTS, 4)
                        .add(1, "ATL", 946, NOW - 3_600_000_000L)
                        .add(1, "BOS", null, NOW - 7_200_000_000L)
                        .add(1, "Zürich 😀", 12, null)
                        .build();
        long[] ticks = new long[5000];
        Arrays.fill(ticks, tick);
        Batch same = Batch.insertions(TICKS, new LongColumn(Type.BIGINT, 5000, ticks, null));
        return new MemoryPin(
                tick,
                NOW,
                Map.of(
                        "flights",
                        MemoryTable.of(flights),
                        "a",
                        new MemoryTable(TICKS, List.of(same, same)),
                        "b",
                        MemoryTable.of(same),
                        "tidemill.quarantine",
                        MemoryTable.of(same)));
    }

    @BeforeEach
    void open() {
        store = new QueryStore(() -> published, new StoreOptions(256L << 20, temporary, 2, 4));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return rows(store.query(sql, QueryLimits.DEFAULT));
    }

    private static List<List<@Nullable Object>> rows(QueryResult result) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Batch batch = result.rows();
        for (int row = 0; row < batch.size(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int c = 0; c < batch.columnCount(); c++) {
                values.add(batch.column(c).value(row));
            }
            rows.add(values);
        }
        return rows;
    }

    private TidemillException refused(String sql) {
        return assertThrows(
                TidemillException.class, () -> store.query(sql, QueryLimits.DEFAULT), sql);
    }

    @Test
    void readsTablesUnderEachOfTheirNames() {
        assertEquals(
                "[[ATL, 946, 978649200000000], [BOS, null, 978645600000000], [Zürich 😀, 12, null]]",
                rows("SELECT * FROM flights ORDER BY origin").toString());
        assertEquals("[[3]]", rows("SELECT count(*) FROM public.Flights").toString());
        assertEquals("[[5000]]", rows("SELECT count(*) FROM tidemill.quarantine;").toString());
        assertEquals("[[10000, 1]]", rows("SELECT count(*), max(tick) FROM main.a").toString());
    }

    @Test
    void dialectIsNearPostgres() {
        assertEquals("[[3]]", rows("SELECT 7 / 2").toString());
        assertEquals(
                "[[1], [null]]",
                rows("SELECT x FROM (VALUES (NULL), (1)) t(x) ORDER BY x").toString());
        assertEquals(ErrorCode.DIVISION_BY_ZERO, refused("SELECT 1 / 0").errorCode());
    }

    @Test
    void nowIsThePinnedTicksTime() {
        assertEquals(
                List.of(List.of(NOW, NOW, 1L)),
                rows(
                        """
                        SELECT now(), current_timestamp,
                          (SELECT count(*) FROM flights WHERE departed_at > now() - INTERVAL '90 minutes')
                        """));
        assertEquals("[[11327]]", rows("SELECT current_date").toString());
    }

    @Test
    void everyTypeComesBackAsItWas() {
        Schema all =
                Schema.of(
                        Field.of("b", Type.BOOLEAN),
                        Field.of("i", Type.INTEGER),
                        Field.of("l", Type.BIGINT),
                        Field.of("d", Type.DOUBLE),
                        Field.of("n", Type.decimal(38, 4)),
                        Field.of("m", Type.decimal(9, 2)),
                        Field.of("t", Type.TEXT),
                        Field.of("day", Type.DATE),
                        Field.of("ts", Type.TIMESTAMP),
                        Field.of("tz", Type.TIMESTAMPTZ),
                        Field.of("iv", Type.INTERVAL));
        @Nullable Object[] values = {
            true,
            -7,
            Long.MIN_VALUE + 1,
            0.1,
            new BigDecimal("-1234567890123456789012345678901234.5678"),
            new BigDecimal("-1234567.89"),
            "東京 \"x\"\n",
            -100,
            -123_456_789L,
            NOW + 1,
            new Interval(-14, 3, -5_400_000_001L)
        };
        @Nullable Object[] nulls = new @Nullable Object[values.length];
        Batch batch = new BatchBuilder(all, 2).add(1, values).add(1, nulls).build();
        published = new MemoryPin(2, NOW, Map.of("all", MemoryTable.of(batch)));
        QueryResult result = store.query("SELECT * FROM \"all\"", QueryLimits.DEFAULT);
        assertEquals(all, result.schema());
        assertEquals(List.of(Arrays.asList(values), Arrays.asList(nulls)), rows(result));
    }

    @Test
    void typesWithoutALikeAreNumbersOrText() {
        QueryResult result =
                store.query(
                        "SELECT sum(tick) AS s, [1, 2] AS l, 1::UTINYINT AS u, 'a' AS t,"
                                + " INTERVAL '1 month 2 days 3 hours' AS iv, 1.5::FLOAT AS f,"
                                + " TIME '10:00' AS tm, sum(tick) AS s FROM a -- end",
                        QueryLimits.DEFAULT);
        assertEquals(List.of("s", "l", "u", "t", "iv", "f", "tm", "s"), result.schema().names());
        assertEquals(Type.decimal(38, 0), result.schema().type(0));
        assertEquals(
                List.of(
                        List.of(
                                new BigDecimal(10000),
                                List.of(1, 2),
                                1,
                                "a",
                                new Interval(1, 2, 10_800_000_000L),
                                1.5,
                                "10:00:00",
                                new BigDecimal(10000))),
                rows(result));
    }

    @Test
    void allScansOfAQuerySeeOneTickWhileAWriterPublishes() throws InterruptedException {
        Thread writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (long tick = 2; !Thread.interrupted(); tick++) {
                                        published = pin(tick);
                                    }
                                });
        long last = 0;
        for (int i = 0; i < 60; i++) {
            QueryResult result =
                    store.query(
                            """
                            SELECT min(tick), max(tick) FROM
                              (SELECT * FROM a UNION ALL SELECT * FROM b UNION ALL SELECT x.* FROM a x)
                            """,
                            QueryLimits.DEFAULT);
            assertEquals(List.of(List.of(result.tick(), result.tick())), rows(result));
            assertTrue(result.tick() >= last);
            last = result.tick();
        }
        writer.interrupt();
        writer.join();
        assertTrue(last > 1);
    }

    @Test
    void aRedefinedTableIsReadWithItsNewColumns() {
        assertEquals("[[1]]", rows("SELECT DISTINCT tick FROM b").toString());
        Schema other = Schema.of(Field.of("city", Type.TEXT), Field.of("tick", Type.TEXT));
        Batch rows = new BatchBuilder(other, 1).add(1, "Boston", "two").build();
        MemoryPin old = published;
        published = new MemoryPin(2, NOW, Map.of("b", MemoryTable.of(rows)));
        assertEquals("[[Boston, two]]", rows("SELECT * FROM b").toString());
        QueryResult before =
                store.query(
                        old,
                        "SELECT DISTINCT tick FROM b",
                        QueryLimits.DEFAULT,
                        new Cancellation());
        assertEquals("[[1]]", rows(before).toString());
        assertEquals(ErrorCode.UNKNOWN_TABLE, refused("SELECT * FROM a").errorCode());
    }

    @Test
    void queriesOverOldAndNewDefinitionsRunSideBySide() throws InterruptedException {
        Schema other = Schema.of(Field.of("city", Type.TEXT));
        MemoryPin old = published;
        MemoryPin redefined =
                new MemoryPin(
                        2,
                        NOW,
                        Map.of(
                                "b",
                                MemoryTable.of(
                                        new BatchBuilder(other, 1).add(1, "Boston").build())));
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!Thread.interrupted()) {
                                        store.query(
                                                redefined,
                                                "SELECT city FROM b",
                                                QueryLimits.DEFAULT,
                                                new Cancellation());
                                    }
                                });
        for (int i = 0; i < 100; i++) {
            QueryResult result =
                    store.query(
                            old,
                            "SELECT DISTINCT tick FROM b",
                            QueryLimits.DEFAULT,
                            new Cancellation());
            assertEquals("[[1]]", rows(result).toString());
        }
        reader.interrupt();
        reader.join();
    }

    @Test
    void errorsPointAtTheOffendingToken() {
        TidemillException column = refused("SELECT origin,\n  nope, 'é' FROM flights");
        assertEquals(ErrorCode.UNKNOWN_COLUMN, column.errorCode());
        assertEquals(Place.at(2, 3), column.place());
        TidemillException table = refused("SELECT 'é',\n * FROM flightz");
        assertEquals(ErrorCode.UNKNOWN_TABLE, table.errorCode());
        assertEquals(Place.at(2, 9), table.place());
        assertNotNull(table.hint());
        TidemillException syntax = refused("SELEC 1");
        assertEquals(ErrorCode.SYNTAX_ERROR, syntax.errorCode());
        assertEquals(Place.at(1, 1), syntax.place());
        assertEquals(ErrorCode.SYNTAX_ERROR, refused("").errorCode());
        assertEquals(ErrorCode.UNKNOWN_FUNCTION, refused("SELECT nofun(1)").errorCode());
        assertEquals(
                ErrorCode.GROUPING_ERROR,
                refused("SELECT origin, count(*) FROM flights").errorCode());
        assertEquals(ErrorCode.AMBIGUOUS_COLUMN, refused("SELECT tick FROM a, b").errorCode());
        assertEquals(ErrorCode.INVALID_CAST, refused("SELECT 'x'::INT").errorCode());
        assertEquals(
                ErrorCode.TYPE_MISMATCH, refused("SELECT sum(origin) FROM flights").errorCode());
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, refused("SELECT 2147483647 + 1::INT").errorCode());
    }

    @Test
    void cutsTheResultAtItsLimits() {
        QueryResult cut = store.query("SELECT * FROM a", QueryLimits.DEFAULT.withRowsMax(7));
        assertEquals(7, cut.rowCount());
        assertTrue(cut.truncated());
        QueryResult whole =
                store.query("SELECT * FROM flights", QueryLimits.DEFAULT.withRowsMax(3));
        assertFalse(whole.truncated());
        TidemillException large =
                assertThrows(
                        TidemillException.class,
                        () ->
                                store.query(
                                        "SELECT repeat('x', 100000) FROM a",
                                        new QueryLimits(Duration.ofSeconds(20), 9999, 1 << 20)));
        assertEquals(ErrorCode.RESULT_TOO_LARGE, large.errorCode());
        assertEquals(
                ErrorCode.MEMORY_LIMIT,
                refused("SELECT len(array_agg(i)) FROM range(400000000) t(i)").errorCode());
        assertTrue(store.isHealthy());
    }

    @Test
    void stopsAQueryThatTakesTooLongOrIsCancelled() throws InterruptedException {
        String endless =
                "SELECT count(*) FROM range(1000000000) x(i), range(1000000000) y(j) WHERE i < j";
        TidemillException late =
                assertThrows(
                        TidemillException.class,
                        () ->
                                store.query(
                                        endless,
                                        QueryLimits.DEFAULT.withTime(Duration.ofMillis(200))));
        assertEquals(ErrorCode.QUERY_CANCELLED, late.errorCode());
        assertTrue(late.message().contains("200 ms"), late.message());
        Cancellation cancellation = new Cancellation();
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (store.queriesRunning() == 0) {
                                Thread.onSpinWait();
                            }
                            cancellation.cancel();
                        });
        TidemillException cancelled =
                assertThrows(
                        TidemillException.class,
                        () -> store.query(endless, QueryLimits.DEFAULT, cancellation));
        assertEquals("The query was cancelled", cancelled.message());
        assertEquals(0, store.queriesRunning());
        assertTrue(store.isHealthy());
    }

    @Test
    void aQueryWaitsForItsTurnAndPinsThenItsTick() throws InterruptedException, ExecutionException {
        store.close();
        store =
                new QueryStore(
                        () -> published,
                        new StoreOptions(256L << 20, temporary, 2, 4)
                                .withGate(new GateBounds(1, 1, 1, Duration.ofSeconds(20))));
        Cancellation first = new Cancellation();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<QueryResult> running =
                    threads.submit(() -> store.query(ENDLESS, QueryLimits.DEFAULT, first));
            await(() -> store.activity().running() == 1);
            Future<QueryResult> waiting =
                    threads.submit(
                            () -> store.query("SELECT DISTINCT tick FROM b", QueryLimits.DEFAULT));
            await(() -> store.activity().waiting() == 1);
            TidemillException refused = refused("SELECT 1");
            assertEquals(ErrorCode.TOO_MANY_QUERIES, refused.errorCode());
            assertEquals("1 of your queries run and 1 wait", refused.message());
            assertEquals(1, store.activity().refused());
            published = pin(7);
            first.cancel();
            assertEquals("[[7]]", rows(waiting.get()).toString());
            assertThrows(ExecutionException.class, running::get);
        }
        assertEquals("[[1]]", rows("SELECT 1").toString());
        assertEquals(0, store.activity().running() + store.activity().waiting());
    }

    @Test
    void aWaitingQueryIsRefusedAtItsBoundAndCancelledAtItsWish()
            throws InterruptedException, ExecutionException {
        store.close();
        store =
                new QueryStore(
                        () -> published,
                        new StoreOptions(256L << 20, temporary, 2, 4)
                                .withGate(new GateBounds(1, 1, 5, Duration.ofMillis(200))));
        Cancellation first = new Cancellation();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<QueryResult> running =
                    threads.submit(() -> store.query(ENDLESS, QueryLimits.DEFAULT, first));
            await(() -> store.activity().running() == 1);
            assertEquals(ErrorCode.TOO_MANY_QUERIES, refused("SELECT 1").errorCode());
            Cancellation second = new Cancellation();
            second.cancel();
            assertEquals(
                    ErrorCode.QUERY_CANCELLED,
                    assertThrows(
                                    TidemillException.class,
                                    () -> store.query("SELECT 1", QueryLimits.DEFAULT, second))
                            .errorCode());
            assertEquals(
                    ErrorCode.QUERY_CANCELLED,
                    assertThrows(
                                    TidemillException.class,
                                    () ->
                                            store.query(
                                                    "SELECT 1",
                                                    QueryLimits.DEFAULT.withTime(
                                                            Duration.ofMillis(50))))
                            .errorCode());
            first.cancel();
            assertThrows(ExecutionException.class, running::get);
        }
    }

    @Test
    void whatRunsIsListedAndCancelledByItsId() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<QueryResult> running =
                    threads.submit(
                            () ->
                                    store.query(
                                            ENDLESS + " AND (SELECT count(*) FROM flights) > 0",
                                            QueryLimits.DEFAULT,
                                            new Caller("ada"),
                                            new Cancellation()));
            await(() -> store.activity().running() == 1 && active().tick() == 1);
            ActiveQuery query = active();
            assertEquals("ada", query.caller().name());
            assertEquals(Set.of("flights"), query.tables());
            assertTrue(query.isRunning() && query.runNanos() > 0 && query.waitNanos() >= 0);
            assertFalse(store.activity().cancel(query.id() + 1));
            assertTrue(store.activity().cancel(query.id()));
            ExecutionException ended = assertThrows(ExecutionException.class, running::get);
            assertEquals(
                    "The query was cancelled",
                    Objects.requireNonNull(ended.getCause()).getMessage());
        }
        assertEquals(List.of(), store.activity().active());
        assertEquals(1, store.activity().cancelled());
    }

    private ActiveQuery active() {
        return store.activity().active().getFirst();
    }

    @Test
    void aQueryThatNobodyWaitsForIsCancelled() {
        long started = System.nanoTime();
        TidemillException gone =
                assertThrows(
                        TidemillException.class,
                        () ->
                                store.query(
                                        ENDLESS,
                                        QueryLimits.DEFAULT,
                                        new Cancellation(
                                                () -> System.nanoTime() - started > 300_000_000L)));
        assertEquals(ErrorCode.QUERY_CANCELLED, gone.errorCode());
    }

    @Test
    void slowQueriesAreKeptWithTheirCost() {
        store.close();
        store =
                new QueryStore(
                        () -> published,
                        new StoreOptions(256L << 20, temporary, 2, 4)
                                .withSlow(Duration.ofMillis(30), 2));
        rows("SELECT 1"); // opens the engine, which may be slow
        long before = store.activity().slow().total();
        rows("SELECT 1");
        assertEquals(before, store.activity().slow().total());
        String sum = "SELECT count(*), sum(x.i * y.j % 7) FROM range(20000) x(i), range(2000) y(j)";
        store.query(sum, QueryLimits.DEFAULT);
        store.query(
                "SELECT origin, (" + sum.replace("count(*), ", "") + ") FROM flights",
                QueryLimits.DEFAULT,
                new Caller("ada"),
                new Cancellation());
        assertThrows(
                TidemillException.class,
                () -> store.query(ENDLESS, QueryLimits.DEFAULT.withTime(Duration.ofMillis(60))));
        List<SlowQuery> slow = store.activity().slow().newestFirst();
        assertEquals(2, slow.size());
        assertEquals(before + 3, store.activity().slow().total());
        assertEquals(ErrorCode.QUERY_CANCELLED, slow.getFirst().failure());
        SlowQuery second = slow.getLast();
        assertEquals("ada", second.caller());
        assertEquals(3, second.rows());
        assertEquals(1, second.tick());
        assertEquals(List.of("flights"), second.tables());
        assertNull(second.failure());
        assertTrue(second.bytes() > 0 && second.millis() >= 30 && second.waitMillis() >= 0);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < until, "in 20 seconds");
            Thread.onSpinWait();
        }
    }
}
