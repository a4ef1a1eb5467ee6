package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.store.admission.Caller;
import dev.tidemill.store.admission.Cancellation;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that an index narrows answer what DuckDB answers over all rows. */
class IndexedQueryTest {
    private static final int ROWS = 30_000;

    /** Around the greatest DOUBLE below which all whole numbers are DOUBLEs. */
    private static final long WIDE = (1L << 53) - 20;

    private static final Schema ITEMS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("n", Type.INTEGER),
                    Field.of("wide", Type.BIGINT),
                    Field.of("name", Type.TEXT),
                    Field.of("weight", Type.DOUBLE),
                    Field.of("price", Type.decimal(9, 2)),
                    Field.of("huge", Type.decimal(38, 4)),
                    Field.of("flag", Type.BOOLEAN),
                    Field.of("code", Type.UUID),
                    Field.of("day", Type.DATE),
                    Field.of("placed", Type.TIMESTAMP),
                    Field.of("seen", Type.TIMESTAMPTZ));

    private @TempDir Path temporary;
    private Circuit circuit;
    private QueryStore store;

    @BeforeEach
    void open() {
        List<TableIndex> indexes = new ArrayList<>();
        for (Field field : ITEMS.fields().subList(1, ITEMS.size())) {
            indexes.add(new TableIndex("by_" + field.name(), "items", List.of(field.name())));
        }
        indexes.add(new TableIndex("by_flag_name", "items", List.of("flag", "name", "n")));
        circuit =
                Circuit.create(
                        new StateSpace(PageAllocator.unbounded()),
                        List.of(new InputTable("items", ITEMS, List.of(0), -1)),
                        List.of(),
                        indexes,
                        1,
                        History.NONE);
        Random random = new Random(11);
        BatchBuilder rows = new BatchBuilder(ITEMS, ROWS);
        for (long id = 0; id < ROWS; id++) {
            // Most rows are far from what is asked for, so that an index pays.
            int k = id % 50 == 0 ? random.nextInt(40) : 1_000 + random.nextInt(1_000_000);
            rows.add(
                    1,
                    id,
                    orNull(random, k - 20),
                    orNull(random, WIDE + k),
                    orNull(random, name(k)),
                    orNull(random, k % 41 == 7 ? Double.NaN : (k - 20) / 8.0),
                    orNull(random, BigDecimal.valueOf(k - 20, 2)),
                    orNull(random, BigDecimal.valueOf(k * 2_500L - 50_000, 4)),
                    orNull(random, k < 20),
                    orNull(random, new UUID(k, k * 7L)),
                    orNull(random, 19_700 + k),
                    orNull(random, micros(k)),
                    orNull(random, micros(k)));
        }
        circuit.step(
                new TickInput(
                        1,
                        0,
                        List.of(new InputChange("items", InputChange.Op.UPSERT, rows.build()))));
        store =
                new QueryStore(
                        () -> new Pin(circuit.snapshot()),
                        // A small table's image would be read instead.
                        StoreOptions.spillingTo(temporary)
                                .withMemory(
                                        new StoreOptions.Memory(1L << 30, 1L << 30, 1L << 30, 0)));
    }

    private static String name(int k) {
        return List.of("", "a", "a b", "A", "é", "z", "Z", "\ud83d\ude00", "\uffee").get(k % 9)
                + (k < 1_000 ? "" : "x" + k);
    }

    /** Half hours from the first of January 2024 on, and a bit. */
    private static long micros(int k) {
        return 1_704_067_200_000_000L + k * 1_800_000_000L + k % 3;
    }

    private static @Nullable Object orNull(Random random, Object value) {
        return random.nextInt(9) == 0 ? null : value;
    }

    @AfterEach
    void close() {
        store.close();
        circuit.close();
    }

    private record Pin(CircuitSnapshot snapshot) implements PinnedTables {
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
            return snapshot.table(name);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    private String answer(String sql) {
        StringBuilder rows = new StringBuilder();
        try {
            for (Batch batch : store.query(sql, QueryLimits.DEFAULT).batches()) {
                for (int i = 0; i < batch.size(); i++) {
                    rows.append(batch.row(i));
                }
            }
        } catch (TidemillException e) {
            return "error " + e.errorCode();
        }
        return rows.toString();
    }

    /** How a query's table is read: the index, or the empty text when it is read as a whole. */
    private String access(String sql) {
        StringBuilder text = new StringBuilder();
        for (Batch batch :
                store.query(
                                sql,
                                QueryMode.EXPLAIN,
                                QueryLimits.DEFAULT,
                                Caller.LOCAL,
                                new Cancellation())
                        .batches()) {
            for (int i = 0; i < batch.size(); i++) {
                if ("table access".equals(batch.row(i).get(0))) {
                    text.append(batch.row(i).get(1));
                }
            }
        }
        return text.toString();
    }

    /** Compares the answer with that of a scan; says how the table was read. */
    private String checked(String condition, String seed) {
        String where = " AS t WHERE " + condition + " ORDER BY ALL";
        String query = "SELECT t.id FROM items" + where;
        // Conditions on a subquery are not seen.
        String all = answer("SELECT t.id FROM (SELECT * FROM items)" + where);
        assertEquals(all, answer(query), () -> seed + condition);
        return all.startsWith("error") ? all : access(query);
    }

    @Test
    void narrowsByEveryType() {
        for (String[] each :
                new String[][] {
                    {"n = 3", "by_n"},
                    {"n IN (3, -4, 99)", "by_n"},
                    {"n > 3 AND n <= 10.5", "by_n"},
                    {"n BETWEEN 1 AND 4", "by_n"},
                    {"-5 > n", "by_n"},
                    {"wide < 9007199254740990", "by_wide"},
                    {"name = 'a b'", "by_name"},
                    {"name IN ('', 'é')", "by_name"},
                    {"weight = 1", "by_weight"},
                    {"weight < 0.25", "by_weight"},
                    {"weight IN (0.1, 0.125)", "by_weight"},
                    {"weight <= 1e0", "by_weight"},
                    {"price = 0.05", "by_price"},
                    {"price < 0.055", "by_price"},
                    {"price IN (0, 0.1, 0.111)", "by_price"},
                    {"huge < -1", "by_huge"},
                    {"flag", "by_flag"},
                    {"flag = true AND name = 'a' AND n > -10", "by_flag_name"},
                    {"code = '00000000-0000-0003-0000-000000000015'", "by_code"},
                    {"day = '2023-12-10'", "by_day"},
                    {"day < DATE '2023-12-12'", "by_day"},
                    {"placed < '2024-01-01 03:30:00'", "by_placed"},
                    {
                        "placed BETWEEN DATE '2024-01-01' AND TIMESTAMP '2024-01-01 05:00:00'",
                        "by_placed"
                    },
                    {"seen <= TIMESTAMPTZ '2024-01-01 03:30:00.000001+00'", "by_seen"},
                    {"seen < '2024-01-01T03:30:00Z'", "by_seen"},
                }) {
            String access = checked(each[0], "");
            assertTrue(access.startsWith("items by index " + each[1] + " ("), each[0] + access);
        }
    }

    @Test
    void readsAllRowsWhereTheComparisonIsNotCertain() {
        for (String condition :
                List.of(
                        "n = '3'",
                        "n = 3 OR n = 4",
                        "NOT n = 3",
                        "n NOT IN (3)",
                        "n + 0 = 3",
                        "n IS NULL",
                        "n <> 3",
                        "wide < 9007199254740990e0",
                        "wide BETWEEN 5 AND 9007199254740990e0",
                        "wide IN (9007199254740990, 1e300)",
                        "name IN ('1', 2)",
                        "lower(name) = 'a'",
                        "name COLLATE NOCASE = 'a'",
                        "name LIKE 'a%'",
                        "day < '2023-12-12 10:00:00'",
                        "day < TIMESTAMP '2023-12-12 10:00:00'",
                        "placed = TRY_CAST('x' AS TIMESTAMP)",
                        "seen < '2024-01-01 03:30:00+05'",
                        "code < '00000000-0000-0003-0000-000000000015'",
                        "price < 1234567890123456789012",
                        "huge < 0.12345678901234567890123456789",
                        "weight < now()::DATE - DATE '1970-01-01'",
                        "n > -1000")) {
            assertFalse(checked(condition, "").startsWith("items by"), condition);
        }
    }

    @Test
    void takesTheIndexWithTheMostColumnsThatAreEqual() {
        assertEquals(
                "items by index by_flag_name (flag, name, n)",
                access("SELECT 1 FROM items WHERE flag AND name = 'a' AND day > '2020-01-01'"));
        assertEquals("items by key", access("SELECT 1 FROM items WHERE id = 7 AND name = 'a'"));
        assertEquals("", access("SELECT 1 FROM items a JOIN items b USING (id) WHERE a.n = 1"));
    }

    @Test
    void randomConditionsAnswerWhatDuckDbAnswersOverAllRows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int narrowed = 0;
        for (int i = 0; i < 400; i++) {
            String access = checked(condition(random, 2), "seed " + seed + ": ");
            narrowed += access.startsWith("items by") ? 1 : 0;
        }
        assertTrue(narrowed > 40, "seed " + seed + ": narrowed " + narrowed);
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String both = random.nextInt(5) == 0 ? " OR " : " AND ";
            return "(" + condition(random, depth - 1) + both + condition(random, depth - 1) + ")";
        }
        int column = random.nextInt(1, ITEMS.size());
        String name = "t." + ITEMS.field(column).name();
        String operator = List.of("=", "<", "<=", ">", ">=").get(random.nextInt(5));
        return switch (random.nextInt(6)) {
            case 0 ->
                    name
                            + " IN ("
                            + constant(column, random)
                            + ", "
                            + constant(column, random)
                            + ")";
            case 1 ->
                    name
                            + " BETWEEN "
                            + constant(column, random)
                            + " AND "
                            + constant(column, random);
            case 2 -> constant(column, random) + " " + operator + " " + name;
            case 3 -> name + " = " + constant(column, random);
            default -> name + " " + operator + " " + constant(column, random);
        };
    }

    private static String constant(int column, Random random) {
        int k = random.nextInt(-3, 50);
        return switch (column) {
            case 1 ->
                    switch (random.nextInt(6)) {
                        case 0 -> "3000000000";
                        case 1 -> k + ".5";
                        case 2 -> k + "e0";
                        default -> String.valueOf(k - 20);
                    };
            case 2 -> WIDE + k + List.of("", "", "", ".5", "e0").get(random.nextInt(5));
            case 3 -> "'" + name(Math.abs(k)) + "'";
            case 4 ->
                    List.of(
                                    String.valueOf(k / 8),
                                    String.valueOf((k - 20) / 8.0),
                                    "0.1",
                                    "1e-3",
                                    "-0.0",
                                    "'NaN'::DOUBLE")
                            .get(random.nextInt(6));
            case 5, 6 ->
                    List.of(
                                    BigDecimal.valueOf(k - 20, 2).toPlainString(),
                                    BigDecimal.valueOf(k * 25L - 500, 4).toPlainString(),
                                    String.valueOf(k / 10),
                                    "1e-1",
                                    "12345678901234567890")
                            .get(random.nextInt(5));
            case 7 -> random.nextBoolean() ? "true" : "false";
            case 8 -> "'" + new UUID(Math.abs(k), Math.abs(k) * 7L) + "'";
            case 9 -> {
                String day = "'" + java.time.LocalDate.ofEpochDay(19_700 + k) + "'";
                yield List.of(day, "DATE " + day, day + "::TIMESTAMP").get(random.nextInt(3));
            }
            default -> {
                java.time.LocalDateTime time =
                        java.time.LocalDateTime.of(2024, 1, 1, 0, 0)
                                .plusMinutes(30L * k)
                                .plusNanos(1_000L * random.nextInt(3));
                String text = time.toString().replace('T', ' ');
                yield List.of(
                                "'" + text + "'",
                                "TIMESTAMP '" + text + "'",
                                "TIMESTAMPTZ '" + text + "+00'",
                                "'" + time.toLocalDate() + "'",
                                "DATE '" + time.toLocalDate() + "'")
                        .get(random.nextInt(5));
            }
        };
    }
}
