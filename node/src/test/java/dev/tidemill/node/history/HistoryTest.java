package dev.tidemill.node.history;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalOptions;
import dev.tidemill.journal.Seal;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.read.Verification;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries, new live tables and restarts see each row once, wherever it is; old ones can be dropped.
 */
class HistoryTest {
    private static final long MINUTE = 60_000_000L;
    private static final int RUN_ROWS = 100;

    @TempDir @Nullable Path folder;
    private @Nullable Tidemill mill;
    private final List<Integer> values = new ArrayList<>();
    private final Random random = new Random(11);

    @BeforeEach
    void writeProject() throws IOException {
        Files.createDirectories(project().resolve("contracts"));
        Files.createDirectories(project().resolve("tables"));
        Files.writeString(
                project().resolve("tidemill.yaml"),
                "name: readings\nlimits:\n  history-run-rows: " + RUN_ROWS + "\n");
        table("totals", "SELECT count(*) AS n, sum(value) AS total FROM readings");
    }

    private Path project() {
        return requireNonNull(folder);
    }

    private void table(String name, String sql) throws IOException {
        Files.writeString(project().resolve("tables/" + name + ".sql"), sql + "\n");
    }

    private void contract(String custom) throws IOException {
        Files.writeString(
                project().resolve("contracts/readings.yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: readings
                name: readings
                version: 1.0.0
                status: active
                schema:
                  - name: readings
                    customProperties:
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                      %s
                    properties:
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                      - {name: value, logicalType: integer, physicalType: INTEGER}
                """
                        .formatted(custom));
    }

    private void open() {
        mill =
                Tidemill.open(
                        project(),
                        TidemillOptions.defaults()
                                .withWatching(false)
                                .withCheckpoints(100, 1 << 20));
    }

    private Tidemill mill() {
        return requireNonNull(mill);
    }

    @AfterEach
    void close() {
        if (mill != null) {
            mill.close();
        }
    }

    /** Rows whose event time is the minute of their number, shuffled a little. */
    private void append(int count) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill().input("readings").schema(), count);
        for (int i = 0; i < count; i++) {
            int value = random.nextInt(1000);
            long minute = (long) values.size() + random.nextInt(20);
            values.add(value);
            rows.add(1, minute * MINUTE, value);
        }
        IngestResult result =
                mill().append("readings", ParsedRows.of(rows.build()), AppendOptions.embedded());
        assertTrue(mill().await(result.tick(), 10_000));
    }

    private List<@Nullable Object> row(String sql) {
        return mill().query(sql).rows().row(0);
    }

    private static Object number(long value) {
        return value;
    }

    private long sum() {
        return values.stream().mapToLong(Integer::longValue).sum();
    }

    private Status.TableStatus readings() {
        return status("readings");
    }

    private Status.TableStatus status(String name) {
        return mill().status().tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void checkAll(String when) {
        assertEquals(
                List.of(number(values.size()), number(sum())),
                row("SELECT count(*), sum(value)::BIGINT FROM readings"),
                when);
        assertEquals(
                List.of(number(values.size()), number(sum())),
                row("SELECT n, total::BIGINT FROM totals"),
                when);
        assertEquals(values.size(), readings().rows(), when);
        Verification verification = mill().verify();
        assertEquals(0, verification.mismatches(), when + verification);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.sleep(10);
        }
    }

    @Test
    void rowsAreThereOnceWhereverTheyAre() throws Exception {
        contract("- {property: timeMeaning, value: UTC}");
        open();
        for (int step = 0; step < 30; step++) {
            append(1 + random.nextInt(90));
            checkAll("step " + step);
            if (step % 7 == 3) {
                mill().close();
                open();
                checkAll("after restart " + step);
            }
            if (step % 10 == 5) {
                mill().execute(
                                "CREATE LIVE TABLE late"
                                        + step
                                        + " AS SELECT value % 7 AS rest, count(*) AS n,"
                                        + " sum(value) AS s FROM readings GROUP BY 1");
                checkAll("with a new table " + step);
            }
        }
        await("rows leave memory", () -> readings().historyRows() > values.size() - 2 * RUN_ROWS);
        checkAll("at the end");
        mill().execute("DROP LIVE TABLE late5");
        checkAll("after a drop");
    }

    @Test
    void liveTablesThatOnlyGrowMoveToo() throws Exception {
        contract("- {property: timeMeaning, value: UTC}");
        table(
                "doubled",
                "SELECT at, value * 2 AS twice, 'x' AS tag FROM readings WHERE value >= 200");
        table("same", "SELECT 1 AS one FROM readings");
        table("over", "SELECT tag, count(*) AS n, sum(twice) AS s FROM doubled GROUP BY tag");
        open();
        for (int step = 0; step < 24; step++) {
            append(1 + random.nextInt(90));
            checkAll("step " + step);
            if (step % 6 == 4) {
                mill().close();
                open();
                checkAll("after restart " + step);
            }
            if (step == 14) {
                mill().execute(
                                "CREATE LIVE TABLE third AS SELECT at, value FROM readings"
                                        + " WHERE value % 3 = 0");
            }
            if (step == 18) {
                mill().execute(
                                "CREATE OR REPLACE LIVE TABLE third AS SELECT at, value FROM"
                                        + " readings WHERE value % 3 = 1");
                checkAll("with another query");
            }
        }
        await("rows leave memory", () -> status("same").historyRows() > 0);
        assertEquals(values.size(), status("same").rows());
        await("rows leave memory", () -> status("doubled").historyRows() > 0);
        checkAll("at the end");
        mill().execute("DROP LIVE TABLE third");
        checkAll("after a drop");
        mill().close();
        open();
        checkAll("after the last restart");
    }

    @Test
    void refusesAHistoryThatLacksRowsAndOpensWhenItIsBack() throws Exception {
        contract("- {property: timeMeaning, value: UTC}");
        open();
        append(3 * RUN_ROWS);
        await("rows leave memory", () -> readings().historyRows() > 0);
        append(10);
        mill().close();
        Path data = project().resolve(".tidemill/data");
        Path file = data.resolve("history.duckdb");
        Path aside = project().resolve("aside.duckdb");
        Files.move(file, aside);
        for (int attempt = 0; attempt < 3; attempt++) {
            TidemillException refused = assertThrows(TidemillException.class, this::open);
            assertEquals(ErrorCode.HISTORY_CORRUPT, refused.errorCode());
        }
        assertEquals(List.of(), openFiles(data));
        Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        open();
        checkAll("when the file is back");
    }

    @Test
    void leavesTheHistoryAloneWhenTheCheckpointsAreLost() throws Exception {
        contract("- {property: timeMeaning, value: UTC}");
        open();
        append(3 * RUN_ROWS);
        await("rows leave memory", () -> readings().historyRows() > 0);
        mill().close();
        dropJournal();
        Path data = project().resolve(".tidemill/data");
        byte[] history = Files.readAllBytes(data.resolve("history.duckdb"));
        Path aside = project().resolve("aside");
        Files.move(data.resolve("checkpoints"), aside);
        TidemillException refused = assertThrows(TidemillException.class, this::open);
        assertEquals(ErrorCode.JOURNAL_CORRUPT, refused.errorCode());
        assertArrayEquals(history, Files.readAllBytes(data.resolve("history.duckdb")));
        Path made = data.resolve("checkpoints");
        Files.deleteIfExists(made);
        Files.move(aside, made);
        open();
        checkAll("when the checkpoints are back");
    }

    /** As a mill does behind a checkpoint, when its segments are full. */
    private void dropJournal() throws IOException {
        JournalOptions small = JournalOptions.defaults().withSegmentBytes(4096);
        try (Journal journal = Journal.open(project().resolve(".tidemill/data/journal"), small)) {
            for (int i = 0; i < 20; i++) {
                long tick = journal.stats().lastTick() + 1;
                var ignored =
                        journal.commit(List.of(), new Seal(tick, 1, WatermarkSeal.NONE.encode()));
                if (i == 10) {
                    journal.dropBefore(tick - 1);
                }
            }
            assertTrue(journal.stats().firstTick() > 1, "nothing was dropped");
        }
    }

    /** Files of a folder that this process holds open, where the system says so. */
    private static List<Path> openFiles(Path folder) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of();
        }
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(folder.toRealPath())) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }

    @Test
    void keepsTheNewestRowsByTheirNumber() throws Exception {
        contract("- {property: retentionRows, value: 400}");
        open();
        // A run is as long as what came while the one before it was written, so it goes on.
        long end = System.nanoTime() + 60_000_000_000L;
        for (int step = 0; step < 40 || readings().rows() >= 600; step++) {
            assertTrue(System.nanoTime() < end, "rows are dropped");
            append(30);
            Thread.sleep(5);
        }
        checkSuffix(400, 600);
        mill().close();
        open();
        checkSuffix(400, 600);
        append(30);
        checkSuffix(400, 630);
        // What the rows brought stays.
        assertEquals(
                List.of(number(values.size()), number(sum())),
                row("SELECT n, total::BIGINT FROM totals"));
        assertTrue(
                mill().verify().tables().stream()
                        .anyMatch(
                                t ->
                                        t.notCompared() != null
                                                && t.notCompared().contains("dropped")));
    }

    @Test
    void keepsTheNewestRowsByTheirAge() throws Exception {
        // The mill's time is the system's, so all rows of 1970 are old at once.
        contract("- {property: retention, value: 30 days}");
        open();
        for (int step = 0; step < 20; step++) {
            append(30);
        }
        await("rows are dropped", () -> readings().rows() < 200);
        assertNotNull(readings().completeFrom());
        checkSuffix(0, 200);
    }

    /** Those that are there are the last that came, and between so many. */
    private void checkSuffix(int least, int most) {
        // In one query, since rows may be dropped between two.
        var row = row("SELECT count(*), coalesce(sum(value), 0)::BIGINT FROM readings");
        long rows = (Long) requireNonNull(row.getFirst());
        assertTrue(rows >= least && rows <= most, rows + " rows");
        long sum =
                values.subList(values.size() - (int) rows, values.size()).stream()
                        .mapToLong(Integer::longValue)
                        .sum();
        assertEquals(number(sum), row.get(1));
    }
}
