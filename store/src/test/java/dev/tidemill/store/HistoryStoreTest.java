package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.store.admission.Cancellation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on their way from memory to the history and back, in real state and a real DuckDB file. */
class HistoryStoreTest {
    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("id", Type.BIGINT),
                    Field.of("at", Type.TIMESTAMP),
                    Field.of("zoned", Type.TIMESTAMPTZ),
                    Field.of("day", Type.DATE),
                    Field.of("yes", Type.BOOLEAN),
                    Field.of("n", Type.INTEGER),
                    Field.of("x", Type.DOUBLE),
                    Field.of("price", Type.decimal(20, 4)),
                    Field.of("big", Type.decimal(38, 0)),
                    Field.of("cents", Type.decimal(4, 2)),
                    Field.of("nine", Type.decimal(9, 3)),
                    Field.of("eighteen", Type.decimal(18, 6)),
                    Field.of("code", Type.TEXT),
                    Field.of("name \"quoted\"", Type.TEXT),
                    Field.of("span", Type.INTERVAL),
                    Field.of("u", Type.UUID),
                    Field.of("j", Type.JSON),
                    Field.of("list", Type.array(Type.TEXT)));

    private @TempDir Path folder;
    private StateSpace space = new StateSpace(PageAllocator.unbounded());
    private QueryStore store;
    private Circuit circuit;
    private final Random random = new Random(7);
    private final List<List<@Nullable Object>> expected = new ArrayList<>();
    private long tick;

    @BeforeEach
    void open() {
        openStore();
        circuit = circuit();
    }

    private void openStore() {
        store =
                new QueryStore(
                        () -> new CircuitPin(circuit.snapshot()),
                        StoreOptions.spillingTo(folder.resolve("tmp"))
                                .withHistory(folder.resolve("history.duckdb")));
    }

    private Circuit circuit() {
        return Circuit.create(
                space,
                List.of(new InputTable("events", SCHEMA, List.of(), 1)),
                List.of(),
                1,
                store.history());
    }

    @AfterEach
    void close() {
        store.close();
        circuit.close();
    }

    /** A snapshot as queries read it. */
    private record CircuitPin(CircuitSnapshot snapshot) implements PinnedTables {
        @Override
        public long tick() {
            return snapshot.tick();
        }

        @Override
        public long nowMicros() {
            return 0;
        }

        @Override
        public Set<String> names() {
            return snapshot.tables();
        }

        @Override
        public TableSnapshot table(String name) {
            return snapshot.table(name);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    private HotTable events() {
        return circuit.hotTables().getFirst();
    }

    private void add(int rows) {
        BatchBuilder batch = new BatchBuilder(SCHEMA, rows);
        for (int i = 0; i < rows; i++) {
            List<@Nullable Object> row = row(expected.size());
            expected.add(row);
            batch.addRow(1, row);
        }
        circuit.step(
                new TickInput(
                        ++tick,
                        0,
                        List.of(new InputChange("events", InputChange.Op.INSERT, batch.build()))));
    }

    private List<@Nullable Object> row(long id) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(id);
        row.add(random.nextInt(9) == 0 ? null : random.nextLong(1L << 50));
        row.add(random.nextLong(1L << 50));
        row.add(random.nextInt(20_000) - 10_000);
        row.add(random.nextBoolean());
        row.add(random.nextInt());
        row.add(random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian());
        row.add(BigDecimal.valueOf(random.nextLong(1L << 40), 4));
        row.add(new BigDecimal("-12345678901234567890123456789012345678"));
        row.add(BigDecimal.valueOf(random.nextInt(19_999) - 9_999, 2));
        row.add(random.nextInt(3) == 0 ? null : BigDecimal.valueOf(-999_999_999, 3));
        row.add(BigDecimal.valueOf(random.nextLong() / 100, 6));
        row.add("x".repeat(random.nextInt(13)));
        row.add(random.nextInt(4) == 0 ? null : "é" + "long".repeat(random.nextInt(9)));
        row.add(new Interval(random.nextInt(30), random.nextInt(40), random.nextLong(1L << 40)));
        row.add(new UUID(random.nextLong(), random.nextLong()));
        row.add("{\"a\": " + random.nextInt(10) + "}");
        row.add(random.nextBoolean() ? List.of("x", "y,z") : null);
        return row;
    }

    private void write() {
        HotTable events = events();
        if (events.sealedRows() == 0) {
            events.seal();
        }
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            store.history()
                    .append(
                            events.history(),
                            snapshot.table("events").sealed(),
                            events.orderColumn());
        }
    }

    private void move() {
        write();
        events().moved();
    }

    private List<List<@Nullable Object>> kept() {
        return expected.subList((int) events().history().firstRow(), expected.size());
    }

    private void checkEverywhere() {
        checkScan();
        Batch answer = query("SELECT * FROM events ORDER BY id");
        assertEquals(
                SCHEMA.fields().stream().map(Field::type).toList(),
                answer.schema().fields().stream().map(Field::type).toList());
        for (int row = 0; row < answer.size(); row++) {
            assertEquals(kept().get(row), answer.row(row));
        }
        assertEquals(kept().size(), answer.size());
    }

    private void checkScan() {
        List<List<@Nullable Object>> scanned = new ArrayList<>();
        int[] all = IntStream.range(0, SCHEMA.size()).toArray();
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            TableSnapshot table = snapshot.table("events");
            assertEquals(kept().size(), table.rows());
            for (Supplier<@Nullable Batch> part : table.scan(all)) {
                for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                    for (int row = 0; row < chunk.size(); row++) {
                        scanned.add(chunk.row(row));
                    }
                }
            }
        }
        assertEquals(kept(), scanned);
    }

    private Batch query(String sql) {
        return store.query(sql, QueryLimits.DEFAULT).rows();
    }

    @Test
    void rowsAreTheSameWhereverTheyAre() {
        add(500);
        checkEverywhere();
        move();
        checkEverywhere();
        add(300);
        checkEverywhere();
        events().seal();
        add(200);
        checkEverywhere();
        move();
        checkEverywhere();
        move();
        assertEquals(0, events().hotRows());
        assertEquals(3, events().history().runs());
        checkEverywhere();
        add(10);
        checkEverywhere();
    }

    @Test
    void aReaderSeesItsOwnTickWhileRowsMove() {
        add(400);
        try (CircuitPin before = new CircuitPin(circuit.snapshot())) {
            move();
            add(100);
            move();
            assertEquals(
                    List.of(400L, 400L),
                    store.query(
                                    before,
                                    "SELECT count(*), count(DISTINCT id) FROM events",
                                    QueryLimits.DEFAULT,
                                    new Cancellation())
                            .rows()
                            .row(0));
        }
        checkEverywhere();
    }

    @Test
    void aRunThatTheStateDoesNotKnowIsNotThere() {
        add(300);
        move();
        add(200);
        write();
        checkEverywhere();
        // Written before a crash, and not in the state that came back.
        circuit.close();
        circuit = circuit();
        checkEverywhere();
        move();
        checkEverywhere();
        // Twice the same run: the later one counts.
        add(50);
        write();
        write();
        events().moved();
        checkEverywhere();
    }

    @Test
    void droppedRowsAreGoneAtOnceAndFromTheDiskLater() {
        add(300);
        move();
        add(300);
        move();
        add(300);
        List<HistoryStore.Run> runs = store.history().runs(events().history());
        assertEquals(List.of(300L, 600L), runs.stream().map(HistoryStore.Run::endRow).toList());
        events().drop(300, 5);
        checkEverywhere();
        store.history().removeDropped(List.of(events().history()));
        assertEquals(1, store.history().runs(events().history()).size());
        checkEverywhere();
        circuit.close();
        circuit = circuit();
        checkEverywhere();
        // Also rows that have not left memory.
        events().drop(700, 5);
        checkEverywhere();
        events().seal();
        add(20);
        checkEverywhere();
        move();
        checkEverywhere();
    }

    /** The next start may go on with the table, from the same checkpoint. */
    @Test
    void aTableThatAStartLeavesOutStaysUntilItIsRemoved() {
        add(300);
        move();
        add(50);
        store.history().restore(List.of());
        circuit.close();
        circuit = circuit();
        checkEverywhere();
        store.history().removeDropped(List.of());
        circuit.close();
        TidemillException refused = assertThrows(TidemillException.class, this::circuit);
        assertEquals(ErrorCode.HISTORY_CORRUPT, refused.errorCode());
        circuit = Circuit.create(new StateSpace(PageAllocator.unbounded()), List.of(), List.of());
    }

    /** Of the same name and number, but with other columns. */
    @Test
    void aTableBeginsAnewWhereACrashLeftOneOfItsName() {
        add(300);
        move();
        circuit.close();
        Schema other = Schema.of(Field.of("other", Type.BIGINT));
        circuit =
                Circuit.create(
                        new StateSpace(PageAllocator.unbounded()),
                        List.of(),
                        List.of(),
                        1,
                        store.history());
        circuit.addInput(new InputTable("events", other, List.of(), -1));
        BatchBuilder batch = new BatchBuilder(other, 1);
        batch.add(1, 7L);
        circuit.step(
                new TickInput(
                        1,
                        0,
                        List.of(new InputChange("events", InputChange.Op.INSERT, batch.build()))));
        assertEquals("events@1", events().history().store());
        move();
        assertEquals(List.of(7L), query("SELECT other FROM events").row(0));
    }

    @Test
    void refusesAFileThatLacksRows() {
        add(100);
        move();
        circuit.close();
        store.close();
        assertTrue(folder.resolve("history.duckdb").toFile().delete());
        openStore();
        TidemillException refused = assertThrows(TidemillException.class, this::circuit);
        assertEquals(ErrorCode.HISTORY_CORRUPT, refused.errorCode());
        circuit = Circuit.create(new StateSpace(PageAllocator.unbounded()), List.of(), List.of());
    }

    @Test
    void goesOnAfterAWriteThatTheDiskRefused() throws IOException {
        add(200);
        move();
        circuit.close();
        store.close();
        openStore();
        circuit = circuit();
        add(200);
        try (CircuitSnapshot published = circuit.snapshot()) {
            // Where DuckDB wants to write its log, it cannot.
            Path inTheWay = folder.resolve("history.duckdb.wal");
            Files.createDirectory(inTheWay);
            TidemillException refused = assertThrows(TidemillException.class, this::write);
            assertEquals(ErrorCode.HISTORY_FAILED, refused.errorCode());
            Files.delete(inTheWay);
            add(50);
            move();
            assertEquals(50, events().hotRows());
            assertEquals(400, published.table("events").rows());
        }
        checkEverywhere();
    }

    @Test
    void tellsTablesApartWhoseNamesDifferInCaseOnly() {
        circuit.addInput(new InputTable("EVENTS", SCHEMA, List.of(), 1));
        add(100);
        move();
        HotTable other = circuit.hotTables().get(1);
        BatchBuilder batch = new BatchBuilder(SCHEMA, 1);
        batch.addRow(1, row(0));
        circuit.step(
                new TickInput(
                        ++tick,
                        0,
                        List.of(new InputChange("EVENTS", InputChange.Op.INSERT, batch.build()))));
        other.seal();
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            store.history().append(other.history(), snapshot.table("EVENTS").sealed(), 1);
        }
        other.moved();
        circuit.dropInput("EVENTS");
        store.history().removeDropped(List.of(events().history()));
        checkScan();
    }

    @Test
    void leavesNothingOutSilently() {
        add(100);
        move();
        add(100);
        move();
        try (CircuitSnapshot old = circuit.snapshot()) {
            events().drop(100, 0);
            store.history().removeDropped(List.of(events().history()));
            Supplier<@Nullable Batch> part = old.table("events").scan(0).getFirst();
            assertThrows(TidemillException.class, part::get);
            assertEquals(0, events().firstRowSeen());
        }
        assertEquals(100, events().firstRowSeen());
        checkEverywhere();
    }

    @Test
    void userSqlDoesNotReachTheFile() {
        add(10);
        move();
        for (String sql :
                List.of(
                        "SELECT * FROM history.main.\"events@1\"",
                        "SELECT * FROM history.\"events@1\"",
                        "SELECT * FROM history.main.tidemill_runs",
                        "SELECT * FROM history.tidemill_runs",
                        "DROP TABLE history.main.tidemill_runs",
                        "DETACH history")) {
            assertThrows(TidemillException.class, () -> query(sql), sql);
        }
        checkEverywhere();
    }
}
