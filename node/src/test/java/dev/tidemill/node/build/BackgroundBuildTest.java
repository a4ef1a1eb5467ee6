package dev.tidemill.node.build;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.backup.BackupManifest;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.LoadedMill;
import dev.tidemill.node.backup.Restoration;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables over many rows are built beside the ticks, and are whole when they are there. */
class BackgroundBuildTest {
    private static final int ROWS = 400_000;
    private static final String COUNTED = "SELECT v % 1000 AS k, count(*) AS n FROM e GROUP BY 1";

    private static String greater(int key) {
        return "SELECT k, n FROM (" + COUNTED + ") AS c WHERE k > " + key;
    }

    @TempDir @Nullable Path folder;

    private Path path(String name) {
        return requireNonNull(folder).resolve(name);
    }

    private static void settings(Path project, String limits) throws IOException {
        Files.createDirectories(project);
        Files.writeString(project.resolve("tidemill.yaml"), "name: built\nlimits:\n" + limits);
    }

    private Tidemill open(Path data) {
        return Tidemill.open(
                path("project"),
                TidemillOptions.defaults()
                        .withData(data)
                        .withWatching(false)
                        .withCheckpoints(50, 1 << 20));
    }

    private static long append(Tidemill mill, long from, int count) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("e").schema(), count);
        for (int i = 0; i < count; i++) {
            rows.add(1, from + i, (from + i) * 7 % 100_003);
        }
        return mill.append("e", ParsedRows.of(rows.build()), AppendOptions.embedded()).tick();
    }

    private static void fill(Tidemill mill) throws InterruptedException {
        mill.execute("CREATE TABLE e (id BIGINT PRIMARY KEY, v BIGINT)");
        for (int from = 0; from < ROWS; from += 50_000) {
            assertTrue(mill.await(append(mill, from, 50_000), 60_000));
        }
    }

    private static List<String> rows(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    private static List<String> building(Tidemill mill) {
        return mill.status().building().stream().map(Status.BuildingStatus::name).toList();
    }

    private static void awaitBuilt(Tidemill mill) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!building(mill).isEmpty()) {
            assertTrue(System.nanoTime() < until, () -> mill.status().building().toString());
            Thread.sleep(5);
        }
    }

    private static void assertRight(Tidemill mill, String when) {
        var verification = mill.verify();
        assertEquals(0, verification.mismatches(), when + verification);
    }

    @Test
    void anIndexIsKeptOfWhatIsSwappedIn() throws Exception {
        settings(path("project"), "  build-chunk-rows: 512\n  build-slice-millis: 1\n");
        try (Tidemill mill = open(path("data"))) {
            fill(mill);
            mill.execute("CREATE LIVE TABLE counted AS " + COUNTED);
            awaitBuilt(mill);
            mill.execute("CREATE INDEX by_n ON counted (n)");
            assertIndexed(mill);
            mill.execute("CREATE OR REPLACE LIVE TABLE counted AS " + greater(500));
            assertEquals(List.of("counted"), building(mill));
            assertIndexed(mill);
            awaitBuilt(mill);
            assertEquals(List.of("499"), rows(mill, "SELECT count(*) FROM counted"));
            assertIndexed(mill);
            assertTrue(mill.await(append(mill, 2 * ROWS, 5_000), 10_000));
            assertIndexed(mill);
        }
        try (Tidemill mill = open(path("data"))) {
            awaitBuilt(mill);
            assertIndexed(mill);
        }
    }

    /** Each number of the table is found by its index, as often as it is there. */
    private static void assertIndexed(Tidemill mill) throws InterruptedException {
        int found = 0;
        for (String row : rows(mill, "SELECT n, count(*) AS c FROM counted GROUP BY n")) {
            int bar = row.indexOf('|');
            Batch rows = mill.lookupByIndex("counted", "by_n", 10_000, row.substring(0, bar));
            assertEquals(Integer.parseInt(row.substring(bar + 1)), rows.size(), row);
            found++;
        }
        assertTrue(found > 1, found + " numbers");
    }

    @Test
    void ticksGoOnWhileATableIsBuilt() throws Exception {
        settings(path("project"), "  build-chunk-rows: 64\n  build-slice-millis: 1\n");
        Path copied;
        try (Tidemill mill = open(path("data"))) {
            fill(mill);
            mill.execute("CREATE LIVE TABLE counted AS " + COUNTED);
            assertEquals(List.of("counted"), building(mill));
            ErrorCode code =
                    assertThrows(
                                    TidemillException.class,
                                    () -> mill.execute("SELECT * FROM counted"))
                            .errorCode();
            assertEquals(ErrorCode.TABLE_BUILDING, code);
            assertEquals(List.of("counted|building|k|0|null"), rows(mill, "SHOW LIVE TABLES"));
            int ticks = 0;
            for (int from = ROWS; building(mill).contains("counted"); from += 10) {
                assertTrue(mill.await(append(mill, from, 10), 10_000));
                ticks++;
            }
            assertTrue(ticks >= 10, ticks + " ticks went on");
            assertEquals(
                    rows(mill, "SELECT count(*) FROM e"), rows(mill, "SELECT sum(n) FROM counted"));
            assertRight(mill, "when it is built");
            // The former goes on until the other is there, also after a crash.
            mill.execute("CREATE OR REPLACE LIVE TABLE counted AS " + greater(500));
            assertEquals(List.of("counted"), building(mill));
            assertTrue(mill.status().building().getFirst().replaces());
            assertEquals(List.of("1000"), rows(mill, "SELECT count(*) FROM counted"));
            assertTrue(mill.await(append(mill, 2 * ROWS, 500), 10_000));
            copied = copy(mill, "copied");
            awaitBuilt(mill);
            assertEquals(List.of("499"), rows(mill, "SELECT count(*) FROM counted"));
            assertRight(mill, "when it is replaced");
        }
        try (Tidemill mill = open(copied)) {
            assertRight(mill, "after a crash");
            awaitBuilt(mill);
            assertEquals(List.of("499"), rows(mill, "SELECT count(*) FROM counted"));
            assertRight(mill, "after a crash, built");
        }
        try (Tidemill mill = open(path("data"))) {
            assertEquals(List.of(), building(mill));
            assertEquals(List.of("499"), rows(mill, "SELECT count(*) FROM counted"));
        }
    }

    @Test
    void aTableIsDroppedOrDefinedAnewWhileItIsBuilt() throws Exception {
        settings(path("project"), "  build-chunk-rows: 16\n  build-slice-millis: 1\n");
        try (Tidemill mill = open(path("data"))) {
            fill(mill);
            mill.execute("CREATE LIVE TABLE counted AS " + COUNTED);
            mill.execute("CREATE LIVE TABLE most AS SELECT max(n) AS m FROM counted");
            assertEquals(List.of("counted", "most"), building(mill).stream().sorted().toList());
            mill.execute("CREATE OR REPLACE LIVE TABLE counted AS " + greater(996));
            mill.execute("CREATE LIVE TABLE small AS SELECT k FROM counted WHERE n > 5");
            mill.execute("DROP LIVE TABLE most");
            awaitBuilt(mill);
            assertEquals(List.of("3"), rows(mill, "SELECT count(*) FROM small"));
            assertRight(mill, "when all are built");
            // Other columns: the table and its reader change at one tick.
            mill.execute("DROP LIVE TABLE small");
            mill.execute("CREATE LIVE TABLE small AS SELECT k, n FROM counted WHERE n > 5");
            awaitBuilt(mill);
            mill.execute(
                    "CREATE OR REPLACE LIVE TABLE counted AS SELECT (v % 10)::TEXT AS k,"
                            + " count(*) AS n FROM e GROUP BY 1");
            assertTrue(mill.await(append(mill, 2 * ROWS, 100), 10_000));
            awaitBuilt(mill);
            assertEquals(List.of("10"), rows(mill, "SELECT count(*) FROM small"));
            assertRight(mill, "with other columns");
            mill.execute("CREATE LIVE TABLE gone AS SELECT id FROM e WHERE v > 5");
            mill.execute("DROP LIVE TABLE gone");
            assertEquals(List.of(), building(mill));
            assertEquals(
                    ErrorCode.UNKNOWN_TABLE,
                    assertThrows(TidemillException.class, () -> mill.execute("SELECT * FROM gone"))
                            .errorCode());
        }
    }

    /** Columns enough that the pairs of a thousand rows do not fit into memory. */
    private static String wide(String table) {
        return IntStream.range(0, 40)
                .mapToObj(i -> table + ".c" + i + " AS " + table + i)
                .collect(Collectors.joining(", "));
    }

    @Test
    void whatCannotBeBuiltLeavesTheFormerTable() throws Exception {
        settings(path("project"), "  build-at-once-rows: 10\n");
        String pairs =
                "SELECT 1 AS n, "
                        + wide("a")
                        + ", "
                        + wide("b")
                        + " FROM wide a JOIN wide b ON a.k = b.k";
        try (Tidemill mill = open(path("data"))) {
            mill.execute(
                    "CREATE TABLE wide (k BIGINT, "
                            + IntStream.range(0, 40)
                                    .mapToObj(i -> "c" + i + " INTEGER")
                                    .collect(Collectors.joining(", "))
                            + ")");
            mill.execute("CREATE LIVE TABLE kept AS SELECT count(*) AS n FROM wide");
            awaitBuilt(mill);
            mill.execute("CREATE LIVE TABLE above AS SELECT n + 1 AS m FROM kept");
            BatchBuilder rows = new BatchBuilder(mill.input("wide").schema(), 1_000);
            for (int row = 0; row < 1_000; row++) {
                List<@Nullable Object> values = new ArrayList<>();
                values.add(2L);
                for (int i = 0; i < 40; i++) {
                    values.add(row);
                }
                rows.addRow(1, values);
            }
            mill.append("wide", ParsedRows.of(rows.build()), AppendOptions.embedded());
            mill.execute("CREATE OR REPLACE LIVE TABLE kept AS " + pairs);
            mill.execute("CREATE LIVE TABLE fresh AS " + pairs);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (mill.status().suspended().isEmpty() || problems(mill).isEmpty()) {
                assertTrue(System.nanoTime() < until, () -> mill.status().building().toString());
                Thread.sleep(20);
            }
            assertFormerGoesOn(mill, 1_000);
        }
        try (Tidemill mill = open(path("data"))) {
            assertFormerGoesOn(mill, 1_000);
            mill.execute("INSERT INTO wide (k) VALUES (7)");
            assertFormerGoesOn(mill, 1_001);
            mill.execute("CREATE OR REPLACE LIVE TABLE kept AS SELECT 2 * count(*) AS n FROM wide");
            mill.execute("DROP LIVE TABLE fresh");
            awaitBuilt(mill);
            assertEquals(List.of("2003"), rows(mill, "SELECT m FROM above"));
            assertEquals(null, mill.status().definitionProblem());
        }
    }

    private static List<String> problems(Tidemill mill) {
        return mill.status().building().stream()
                .filter(building -> building.problem() != null)
                .map(building -> building.name() + " " + building.problem())
                .toList();
    }

    private static void assertFormerGoesOn(Tidemill mill, int count) throws InterruptedException {
        assertEquals(List.of("" + count), rows(mill, "SELECT n FROM kept"));
        assertEquals(List.of("" + (count + 1)), rows(mill, "SELECT m FROM above"));
        assertEquals(2, problems(mill).size(), "the table and its reader: " + problems(mill));
        assertTrue(problems(mill).getFirst().startsWith("kept TM4007"), problems(mill).toString());
        assertEquals(
                List.of("fresh TM4007"),
                mill.status().suspended().stream().map(s -> s.name() + " " + s.code()).toList());
        assertRight(mill, "the former goes on");
    }

    /** History, rows in memory and rows that come meanwhile are each taken once. */
    @Test
    void noRowIsMissedOrTakenTwice() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            Path project = path("loaded" + seed);
            LoadedMill load = new LoadedMill(project, seed);
            settings(
                    project,
                    """
                      history-run-rows: 100
                      build-at-once-rows: 10
                      build-chunk-rows: 3
                      build-queued-rows: 2000
                      build-slice-millis: 1
                    """);
            Tidemill mill = load.open(path("data" + seed));
            for (int i = 0; i < 120; i++) {
                load.append(mill);
                if (i % 4 == 3) {
                    define(mill, random);
                }
                if (i % 30 == 29) {
                    String when = "seed " + seed + ", step " + i;
                    load.check(mill, load.lastTick(), when);
                    Path crash = copy(mill, "crash" + seed + "-" + i);
                    mill.close();
                    mill = load.open(crash);
                    load.check(mill, load.lastTick(), when + ", after a crash");
                }
            }
            awaitBuilt(mill);
            load.check(mill, load.lastTick(), "at the end, seed " + seed);
            mill.close();
        }
    }

    private static void define(Tidemill mill, Random random) throws InterruptedException {
        String name = "made" + random.nextInt(3);
        boolean there =
                rows(mill, "SHOW LIVE TABLES").stream().anyMatch(row -> row.startsWith(name))
                        || building(mill).contains(name);
        if (there && random.nextInt(4) == 0) {
            mill.execute("DROP LIVE TABLE " + name);
            return;
        }
        String query =
                switch (random.nextInt(4)) {
                    case 0 -> "SELECT value, count(*) AS n FROM grown GROUP BY value";
                    case 1 ->
                            "SELECT id AS value, j.n AS n FROM joined j JOIN accounts a USING (id)";
                    case 2 -> "SELECT id AS value, amount AS n FROM accounts";
                    default -> "SELECT value, length(note) AS n FROM grown";
                };
        mill.execute("CREATE OR REPLACE LIVE TABLE " + name + " AS " + query);
    }

    /** The data as a machine would find it that lost its power at one tick. */
    private Path copy(Tidemill mill, String name) {
        mill.backups().take(path(name + "-backup"));
        BackupManifest ignored =
                Restoration.restore(path(name + "-backup"), path(name), new CopyMeter());
        return path(name);
    }
}
