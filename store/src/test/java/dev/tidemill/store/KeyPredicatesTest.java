package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that name keys look rows up, and answer what a scan of all rows answers. */
class KeyPredicatesTest {
    private static final int ROWS = 2_000;
    private static final Schema SHOPS =
            Schema.of(
                    new Field("shop", Type.TEXT, false),
                    Field.of("city", Type.INTEGER),
                    Field.of("sales", Type.BIGINT));
    private static final Schema STOCK =
            Schema.of(
                    new Field("shop", Type.TEXT, false),
                    new Field("item", Type.BIGINT, false),
                    Field.of("n", Type.INTEGER));

    private final AtomicInteger scans = new AtomicInteger();
    private @TempDir Path temporary;
    private Circuit circuit;
    private QueryStore store;

    @BeforeEach
    void open() {
        circuit =
                Circuit.create(
                        new StateSpace(PageAllocator.unbounded()),
                        List.of(
                                new InputTable("shops", SHOPS, List.of(0), -1),
                                new InputTable("stock", STOCK, List.of(0, 1), -1)),
                        List.of(),
                        1);
        BatchBuilder shops = new BatchBuilder(SHOPS, ROWS);
        BatchBuilder stock = new BatchBuilder(STOCK, ROWS);
        for (int i = 0; i < ROWS; i++) {
            shops.add(1, "s" + i, i % 10, (long) i);
            stock.add(1, "s" + i % 50, (long) (i / 50), i);
        }
        circuit.step(
                new TickInput(
                        1,
                        0,
                        List.of(
                                new InputChange("shops", InputChange.Op.UPSERT, shops.build()),
                                new InputChange("stock", InputChange.Op.UPSERT, stock.build()))));
        store =
                new QueryStore(
                        () -> new Pin(circuit.snapshot(), scans),
                        StoreOptions.spillingTo(temporary));
    }

    @AfterEach
    void close() {
        store.close();
        circuit.close();
    }

    private record Pin(CircuitSnapshot snapshot, AtomicInteger scans) implements PinnedTables {
        @Override
        public long tick() {
            return 1;
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
            return new CountingTable(snapshot.table(name), scans);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    /** Counts how often a table is read as a whole. */
    private record CountingTable(TableSnapshot table, AtomicInteger scans)
            implements TableSnapshot {
        @Override
        public Schema schema() {
            return table.schema();
        }

        @Override
        public List<Integer> key() {
            return table.key();
        }

        @Override
        public long rows() {
            return table.rows();
        }

        @Override
        public long bytes() {
            return table.bytes();
        }

        @Override
        public Batch lookup(List<? extends @Nullable Object> key) {
            return table.lookup(key);
        }

        @Override
        public List<Supplier<@Nullable Batch>> scan(int... columns) {
            scans.incrementAndGet();
            return table.scan(columns);
        }
    }

    private List<List<@Nullable Object>> rows(String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Batch batch : store.query(sql, QueryLimits.DEFAULT).batches()) {
            for (int i = 0; i < batch.size(); i++) {
                rows.add(batch.row(i));
            }
        }
        return rows;
    }

    /** Asks, and says how many tables were read as a whole. */
    private int scansOf(String sql, String expected) {
        scans.set(0);
        assertEquals(expected, rows(sql).toString(), sql);
        return scans.get();
    }

    @Test
    void looksRowsUpByTheirKey() {
        for (String[] each :
                new String[][] {
                    {"SELECT sales FROM shops WHERE shop = 's7'", "[[7]]"},
                    {"SELECT sales FROM shops WHERE 's7' = shop AND city = 7", "[[7]]"},
                    {"SELECT sales FROM shops WHERE shop = 's7' AND city = 8", "[]"},
                    {"SELECT sales FROM shops WHERE shop = 'none'", "[]"},
                    {"SELECT s.sales FROM shops AS s WHERE s.SHOP = 's7'", "[[7]]"},
                    {"SELECT shops.sales FROM public.shops WHERE shops.shop = 's7'", "[[7]]"},
                    {
                        "SELECT sales FROM shops WHERE shop IN ('s7', 's7', 's9', 'x') ORDER BY 1",
                        "[[7], [9]]"
                    },
                    {"SELECT sum(n) FROM stock WHERE shop = 's3' AND item IN (1, 2)", "[[156]]"},
                    {"SELECT n FROM stock WHERE item = 2 AND shop = 's3'", "[[103]]"},
                    {"SELECT n FROM stock WHERE shop = 's3' AND item = 2.0", "[[103]]"},
                    {
                        "SELECT s.sales, t.n FROM shops s JOIN stock t ON t.shop = s.shop"
                                + " WHERE s.shop = 's3' AND t.shop = 's3' AND t.item = 1",
                        "[[3, 53]]"
                    },
                    {"SELECT (SELECT sales FROM shops WHERE shop = 's4')", "[[4]]"},
                }) {
            assertEquals(0, scansOf(each[0], each[1]), each[0]);
        }
    }

    @Test
    void readsAllRowsWhenTheKeyIsNotCertain() {
        for (String[] each :
                new String[][] {
                    {"SELECT sales FROM shops WHERE shop = 's7' OR city = 99", "[[7]]"},
                    {"SELECT count(*) FROM shops WHERE NOT shop = 's7'", "[[1999]]"},
                    {"SELECT sales FROM shops WHERE lower(shop) = 's7'", "[[7]]"},
                    {"SELECT sales FROM shops WHERE city = 7 AND sales = 7", "[[7]]"},
                    {"SELECT count(*) FROM stock WHERE shop = 's3'", "[[40]]"},
                    {"SELECT n FROM stock WHERE shop = 's3' AND item = '2'", "[[103]]"},
                    {"SELECT n FROM stock WHERE shop = 's3' AND item = 2e0", "[[103]]"},
                    {
                        "SELECT count(*) <= 1 FROM (SELECT 1 FROM shops WHERE shop = 's3'"
                                + " USING SAMPLE reservoir(5 ROWS))",
                        "[[true]]"
                    },
                    {"SELECT count(*) FROM stock WHERE shop = 's3' AND item < 2", "[[2]]"},
                    {
                        "SELECT a.sales, b.sales FROM shops a, shops b"
                                + " WHERE a.shop = 's1' AND b.sales = 2",
                        "[[1, 2]]"
                    },
                    {
                        "SELECT count(*) FROM stock t LEFT JOIN shops s ON s.shop = t.shop"
                                + " WHERE s.shop = 's3'",
                        "[[40]]"
                    },
                    {"SELECT k FROM shops AS s(k, c, n) WHERE c = 7 AND n = 17", "[[s17]]"},
                    {
                        "SELECT count(*) FROM (SELECT shop FROM shops) AS t WHERE shop = 's3'",
                        "[[1]]"
                    },
                }) {
            assertEquals(true, scansOf(each[0], each[1]) > 0, each[0]);
        }
    }

    @Test
    void randomConditionsAnswerWhatAScanAnswers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            String condition = condition(random, 2);
            String query = "SELECT t.shop, t.item, t.n FROM stock AS t%s WHERE %s ORDER BY ALL";
            // A column that is computed keeps the predicates from being seen.
            String scan = query.formatted("", condition.replace("t.shop", "(t.shop || '')"));
            assertEquals(
                    rows(scan), rows(query.formatted("", condition)), "seed " + seed + condition);
        }
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String both = random.nextInt(4) == 0 ? " OR " : " AND ";
            return "(" + condition(random, depth - 1) + both + condition(random, depth - 1) + ")";
        }
        return switch (random.nextInt(6)) {
            case 0, 1 -> "t.shop = 's" + random.nextInt(4) + "'";
            case 2 -> "t.shop IN ('s1', 's" + random.nextInt(4) + "', NULL)";
            case 3 -> "t.item = " + random.nextInt(3);
            case 4 -> "t.item IN (0, 1, " + random.nextInt(50) + ")";
            default -> "t.n > " + random.nextInt(100);
        };
    }
}
