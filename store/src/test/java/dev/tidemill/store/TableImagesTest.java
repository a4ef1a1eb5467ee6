package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.store.admission.Cancellation;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableImagesTest {
    private static final long MEMORY = 256L << 20;
    private static final Schema SCHEMA = Schema.of(Field.of("a", Type.INTEGER));

    private @TempDir Path temporary;
    private volatile PinnedTables newest = new MemoryPin(1, 0, Map.of());
    private @Nullable QueryStore opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private QueryStore store(long imageBytes) {
        return store(imageBytes, Duration.ofHours(1));
    }

    private QueryStore store(long imageBytes, Duration every) {
        QueryStore store =
                new QueryStore(
                        () -> newest,
                        new StoreOptions(MEMORY, temporary, 2, 4)
                                .withMemory(
                                        new StoreOptions.Memory(MEMORY, MEMORY, MEMORY, imageBytes))
                                .withProbeEvery(every));
        opened = store;
        return store;
    }

    /** Rows under a name for them, and how often they were read in full. */
    private record Named(Batch batch, Object contents, long bytes, AtomicInteger scans)
            implements TableSnapshot {
        @Override
        public Schema schema() {
            return batch.schema();
        }

        @Override
        public List<Integer> key() {
            return List.of(0);
        }

        @Override
        public long rows() {
            return batch.size();
        }

        @Override
        public Batch lookup(List<? extends @Nullable Object> key) {
            for (int row = 0; row < batch.size(); row++) {
                if (key.getFirst() != null && key.getFirst().equals(batch.row(row).getFirst())) {
                    return batch.gather(new int[] {row}, 1);
                }
            }
            return Batch.empty(batch.schema());
        }

        @Override
        public List<Supplier<@Nullable Batch>> scan(int... columns) {
            scans.incrementAndGet();
            return MemoryTable.of(batch).scan(columns);
        }
    }

    private static Named table(Object contents, int... values) {
        BatchBuilder rows = new BatchBuilder(SCHEMA, values.length);
        for (int value : values) {
            rows.add(1, value);
        }
        return new Named(rows.build(), contents, 1_000, new AtomicInteger());
    }

    private static PinnedTables tick(long tick, Map<String, TableSnapshot> tables) {
        return new MemoryPin(tick, 0, tables);
    }

    private static long sum(QueryStore store, String table) {
        Object sum =
                store.query("SELECT sum(a) FROM " + table, QueryLimits.DEFAULT)
                        .rows()
                        .row(0)
                        .getFirst();
        return ((Number) java.util.Objects.requireNonNull(sum)).longValue();
    }

    private static long sumAt(QueryStore store, PinnedTables tick) {
        Object sum =
                store.query(tick, "SELECT sum(a) FROM t", QueryLimits.DEFAULT, new Cancellation())
                        .rows()
                        .row(0)
                        .getFirst();
        return ((Number) java.util.Objects.requireNonNull(sum)).longValue();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "it does not come");
            Thread.sleep(5);
        }
    }

    @Test
    void areNoWayToATableThatAQueryMayNotRead() throws InterruptedException {
        QueryStore store = store(MEMORY / 4);
        Named salaries = table("one", 1, 2, 3);
        newest = tick(1, Map.of("salaries", salaries, "t", table("t", 7)));
        assertEquals(6, sum(store, "salaries"));
        assertEquals(6, sum(store, "salaries"));
        await(() -> store.images().images() == 1);
        assertEquals(6, sum(store, "salaries"));
        assertEquals(1, store.images().reads());
        PinnedTables restricted = tick(1, Map.of("t", table("t", 7)));
        for (String sql :
                List.of(
                        "SELECT * FROM salaries",
                        "SELECT s.* FROM salaries s, (WITH salaries AS (SELECT 1 AS x) SELECT x"
                                + " FROM salaries) q",
                        "WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries",
                        "WITH RECURSIVE salaries AS (SELECT a FROM salaries UNION ALL SELECT a + 1"
                                + " FROM salaries WHERE a < 3) SELECT * FROM salaries",
                        "WITH salaries AS (SELECT 1 AS x) SELECT * FROM main.salaries")) {
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () ->
                                    store.query(
                                            restricted,
                                            sql,
                                            QueryLimits.DEFAULT,
                                            new Cancellation()),
                            sql);
            assertEquals(ErrorCode.UNKNOWN_TABLE, refused.errorCode(), sql);
        }
    }

    /** Whatever the check of a query's text overlooks. */
    @Test
    void areReadByThoseAloneThatWereLetReadTheirTable() throws SQLException {
        PinnedTables pin = tick(1, Map.of("salaries", table("one", 1, 2, 3)));
        TableSnapshot salaries = pin.table("salaries");
        StoreOptions options =
                new StoreOptions(MEMORY, temporary, 2, 4)
                        .withMemory(new StoreOptions.Memory(MEMORY, MEMORY, MEMORY, MEMORY / 4));
        try (DuckInstance duck =
                        DuckInstance.open(
                                options, new DuckInstance.Shared(_ -> pin, new ImageCounters()));
                ImageReads reads = new ImageReads(duck.images())) {
            assertNull(duck.images().use("salaries", salaries, 1));
            assertNull(duck.images().use("salaries", salaries, 1));
            try (DuckDBConnection connection = duck.connect()) {
                duck.images().make(pin, 1, connection);
            }
            assertTrue(duck.images().has("salaries", salaries));
            QuerySession asked = duck.session();
            duck.begin(asked, 1, pin, Set.of("salaries"), reads);
            assertEquals(6, sum(asked));
            QuerySession other = duck.session();
            duck.begin(other, 1, pin, Set.of(), reads);
            String refused = assertThrows(SQLException.class, () -> sum(other)).getMessage();
            assertTrue(String.valueOf(refused).contains("read salaries"), refused);
            asked.close();
            other.close();
        }
    }

    private static long sum(QuerySession session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT sum(a) FROM salaries")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void areReadInPlaceOfRowsThatWereReadBeforeAndDidNotChange() throws InterruptedException {
        QueryStore store = store(MEMORY / 4);
        Named rows = table("one", 1, 2, 3);
        newest = tick(1, Map.of("t", rows));
        assertEquals(6, sum(store, "t"));
        assertEquals(0, store.images().made());
        assertEquals(6, sum(store, "t"));
        await(() -> store.images().images() == 1);
        assertEquals(3, rows.scans().get(), "twice by queries, once for the image");
        // Other ticks with the same contents read it too.
        newest = tick(7, Map.of("t", rows));
        assertEquals(6, sum(store, "t"));
        assertEquals(3, rows.scans().get());
        assertEquals(1, store.images().reads());
    }

    @Test
    void areNotReadAfterAChangeNorByQueriesOfEarlierTicks() throws InterruptedException {
        QueryStore store = store(MEMORY / 4);
        PinnedTables before = tick(1, Map.of("t", table("one", 1, 2, 3)));
        PinnedTables then = tick(2, Map.of("t", table("two", 10)));
        newest = then;
        assertEquals(10, sum(store, "t"));
        assertEquals(10, sum(store, "t"));
        await(() -> store.images().images() == 1);
        assertEquals(6, sumAt(store, before));
        assertEquals(10, sum(store, "t"));
        assertEquals(1, store.images().reads());
        newest = tick(3, Map.of("t", table("three", 100)));
        assertEquals(100, sum(store, "t"));
        await(() -> store.images().images() == 0 && store.images().bytes() == 0);
        assertEquals(10, sumAt(store, then));
        assertEquals(1, store.images().reads());
    }

    @Test
    void areDroppedWhenTheirTableChangesThoughNobodyAsks() throws InterruptedException {
        QueryStore store = store(MEMORY / 4, Duration.ofMillis(20));
        newest = tick(1, Map.of("t", table("one", 1)));
        assertEquals(1, sum(store, "t"));
        assertEquals(1, sum(store, "t"));
        await(() -> store.images().images() == 1);
        newest = tick(2, Map.of("t", table("two", 2)));
        await(() -> store.images().images() == 0 && store.images().bytes() == 0);
        newest = tick(3, Map.of());
        assertEquals(0, store.images().reads());
    }

    @Test
    void giveWayToOthersThatAreReadLaterAtTheBound() throws InterruptedException {
        // Room for one: a table of one column takes 64 KiB at least.
        QueryStore store = store(100L << 10);
        newest = tick(1, Map.of("t", table("t", 1), "u", table("u", 2)));
        assertEquals(1, sum(store, "t"));
        assertEquals(1, sum(store, "t"));
        await(() -> store.images().made() == 1);
        assertEquals(2, sum(store, "u"));
        assertEquals(2, sum(store, "u"));
        await(() -> store.images().made() == 2);
        assertEquals(1, store.images().images());
        assertTrue(store.images().bytes() <= 100L << 10);
        assertEquals(2, sum(store, "u"));
        assertEquals(1, store.images().reads());
        assertEquals(1, sum(store, "t"));
        assertEquals(1, store.images().reads());
    }

    @Test
    void areNotMadeOfTablesLargerThanTheBound() throws InterruptedException {
        QueryStore store = store(100L << 10);
        Batch rows = table("large", 1).batch();
        newest = tick(1, Map.of("t", new Named(rows, "large", 1L << 20, new AtomicInteger())));
        assertEquals(1, sum(store, "t"));
        assertEquals(1, sum(store, "t"));
        await(() -> store.images().refused() == 1);
        assertEquals(1, sum(store, "t"));
        assertEquals(0, store.images().made());
    }

    @Test
    void areNotMadeWhenThereIsNoRoomForAny() {
        QueryStore store = store(0);
        newest = tick(1, Map.of("t", table("one", 1)));
        for (int i = 0; i < 5; i++) {
            assertEquals(1, sum(store, "t"));
        }
        assertEquals(new ImageHealth(0, 0, 0, 0, 0), store.images());
    }

    @Test
    void areNotMadeAgainAndAgainOfATableThatKeepsChanging() throws InterruptedException {
        QueryStore store = store(MEMORY / 4);
        for (int i = 0; i < 100; i++) {
            newest = tick(i, Map.of("t", table("contents " + i, i)));
            assertEquals(i, sum(store, "t"));
            long made = store.images().made() + store.images().refused();
            assertEquals(i, sum(store, "t"));
            if (i == 0) {
                await(() -> store.images().made() > made);
            }
        }
        assertEquals(1, store.images().made(), "the first was made in vain");
    }

    @Test
    void holdValuesOfEveryType() throws InterruptedException {
        Schema schema =
                Schema.of(
                        Field.of("k", Type.INTEGER),
                        Field.of("quoted \"name\"", Type.TEXT),
                        Field.of("b", Type.BOOLEAN),
                        Field.of("d", Type.decimal(30, 4)),
                        Field.of("e", Type.DATE),
                        Field.of("t", Type.TIMESTAMP),
                        Field.of("z", Type.TIMESTAMPTZ),
                        Field.of("v", Type.INTERVAL),
                        Field.of("u", Type.UUID),
                        Field.of("j", Type.JSON),
                        Field.of("l", Type.array(Type.TEXT)),
                        Field.of("f", Type.DOUBLE));
        Batch rows =
                new BatchBuilder(schema, 2)
                        .add(
                                1,
                                1,
                                "a text of more than twelve bytes",
                                true,
                                new BigDecimal("12345678901234567890.1234"),
                                11_323,
                                978_327_060_123_456L,
                                978_327_060_123_456L,
                                new Interval(1, 2, 3),
                                UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                                "{\"a\": [1]}",
                                Arrays.asList("x", null),
                                Double.NaN)
                        .add(1, 2, null, null, null, null, null, null, null, null, null, null, null)
                        .build();
        QueryStore store = store(MEMORY / 4);
        newest = tick(1, Map.of("t", new Named(rows, "all", 1_000, new AtomicInteger())));
        String sql = "SELECT * FROM t ORDER BY k";
        Batch scanned = store.query(sql, QueryLimits.DEFAULT).rows();
        assertEquals(scanned.row(0), store.query(sql, QueryLimits.DEFAULT).rows().row(0));
        await(() -> store.images().images() == 1);
        Batch read = store.query(sql, QueryLimits.DEFAULT).rows();
        assertEquals(1, store.images().reads());
        assertEquals(scanned.schema(), read.schema());
        for (int row = 0; row < rows.size(); row++) {
            assertEquals(scanned.row(row), read.row(row));
        }
    }

    @Test
    void areReadByQueriesForAKeyToo() throws InterruptedException {
        QueryStore store = store(MEMORY / 4);
        newest = tick(1, Map.of("t", table("one", 1, 2, 3)));
        assertEquals(6, sum(store, "t"));
        assertEquals(6, sum(store, "t"));
        await(() -> store.images().images() == 1);
        Batch found = store.query("SELECT a FROM t WHERE a = 2", QueryLimits.DEFAULT).rows();
        assertEquals(List.of(2), found.row(0));
        assertEquals(1, found.size());
        assertEquals(1, store.images().reads());
    }
}
