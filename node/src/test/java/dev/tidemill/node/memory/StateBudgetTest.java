package dev.tidemill.node.memory;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.status.Status;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.PublishedTick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that would pass its budget: who grew is suspended or told, and the others go on. */
class StateBudgetTest {
    private static final int BATCH = 500;
    private static final String LONG = "x".repeat(200);

    @TempDir private @Nullable Path folder;

    private Path project() {
        return requireNonNull(folder).resolve("project");
    }

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(project());
    }

    private Tidemill open(String data, String limits) throws IOException {
        return open(project().resolveSibling(data), limits);
    }

    private Tidemill open(Path data, String limits) throws IOException {
        Files.writeString(
                project().resolve("tidemill.yaml"), "name: bounded\nlimits:\n" + limits + "\n");
        return Tidemill.open(
                project(), TidemillOptions.defaults().withData(data).withWatching(false));
    }

    /** No checkpoint is taken but at the end. */
    private Tidemill openWithoutCheckpoints(Path data, String limits) throws IOException {
        Files.writeString(
                project().resolve("tidemill.yaml"), "name: bounded\nlimits:\n" + limits + "\n");
        return Tidemill.open(
                project(),
                TidemillOptions.defaults()
                        .withData(data)
                        .withWatching(false)
                        .withCheckpoints(3_600_000, Long.MAX_VALUE));
    }

    private static Path copy(Path data, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, to.resolve(data.relativize(file).toString()));
                }
            }
        }
        return to;
    }

    private static List<String> rows(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    /** Rows of a number and a long text; the tick they are in. */
    private static long append(Tidemill mill, String table, long from, InputChange.@Nullable Op op)
            throws InterruptedException {
        BatchBuilder builder = new BatchBuilder(mill.input(table).schema(), BATCH);
        for (long row = from; row < from + BATCH; row++) {
            builder.add(1, row, row + LONG);
        }
        AppendOptions how = new AppendOptions(op, null, false, Admission.Timing.of("test"));
        return mill.append(table, ParsedRows.of(builder.build()), how).tick();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(condition.getAsBoolean(), what);
    }

    private static List<String> suspended(Tidemill mill) {
        return mill.status().suspended().stream()
                .map(s -> s.name() + " " + s.code())
                .sorted()
                .toList();
    }

    /** Appends until a table is suspended; refusals for want of memory are waited out. */
    private static long fillUntilSuspended(Tidemill mill, String table, long from)
            throws InterruptedException {
        long next = from;
        for (int i = 0; i < 2_000 && suspended(mill).isEmpty(); i++) {
            try {
                assertTrue(mill.await(append(mill, table, next, null), 30_000));
                next += BATCH;
            } catch (TidemillException e) {
                assertEquals(ErrorCode.STATE_FULL, e.errorCode());
                Thread.sleep(5);
            }
        }
        return next;
    }

    @Test
    void suspendsTheTableThatGrewAndNoOther() throws Exception {
        Path first = project().resolveSibling("first");
        Path crash;
        List<String> expected = List.of("counted TM4014", "wide TM4040");
        long last;
        try (Tidemill mill = open(first, "  state-memory: 8 MiB")) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            mill.execute("CREATE LIVE TABLE wide AS SELECT s, count(*) AS n FROM e GROUP BY s");
            mill.execute("CREATE LIVE TABLE counted AS SELECT count(*) AS n FROM wide");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM e");
            last = fillUntilSuspended(mill, "e", 0);
            assertEquals(expected, suspended(mill));
            assertEquals(List.of(String.valueOf(last)), rows(mill, "SELECT n FROM total"));
            assertEquals(0, mill.verify().mismatches());
            await("rows are taken again", () -> mill.status().memory().full() == null);
            assertTrue(mill.await(append(mill, "e", last, null), 30_000));
            last += BATCH;
            crash = copy(first, project().resolveSibling("crash"));
        }
        for (Path data : List.of(crash, first, crash)) {
            try (Tidemill mill = open(data, "  state-memory: 8 MiB")) {
                assertEquals(expected, suspended(mill), data.toString());
                assertEquals(List.of(String.valueOf(last)), rows(mill, "SELECT n FROM total"));
                assertEquals(0, mill.verify().mismatches());
            }
        }
        try (Tidemill mill = open(crash, "  state-memory: 64 MiB")) {
            assertEquals(expected, suspended(mill), "more memory alone does not resume");
            mill.execute(
                    "CREATE OR REPLACE LIVE TABLE wide AS"
                            + " SELECT s, count(*) AS n FROM e GROUP BY s /* again */");
            await("built", () -> suspended(mill).isEmpty() && mill.status().building().isEmpty());
            assertEquals(List.of(String.valueOf(last)), rows(mill, "SELECT n FROM counted"));
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void refusesRowsOfAKeyedTableAndTakesDeletions() throws Exception {
        Path first = project().resolveSibling("keyed");
        Path crash;
        long next = 0;
        try (Tidemill mill = open(first, "  state-memory: 8 MiB")) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM t");
            @Nullable TidemillException refused = null;
            while (refused == null && next < 1_000_000) {
                try {
                    assertTrue(mill.await(append(mill, "t", next, null), 30_000));
                    next += BATCH;
                } catch (TidemillException e) {
                    refused = e;
                }
            }
            assertEquals(ErrorCode.STATE_FULL, requireNonNull(refused).errorCode());
            assertEquals(
                    ErrorCode.STATE_FULL,
                    assertThrows(
                                    TidemillException.class,
                                    () -> mill.execute("INSERT INTO t VALUES (-1, 'x')"))
                            .errorCode());
            assertEquals(List.of(), suspended(mill));
            assertEquals(List.of(String.valueOf(next)), rows(mill, "SELECT n FROM total"));
            assertEquals(1, mill.lookup("t", "17").size());
            Status.MemoryStatus memory = mill.status().memory();
            assertEquals(8L << 20, memory.stateBudgetBytes());
            assertTrue(memory.stateBytes() > memory.stateBudgetBytes() * 9 / 10);
            crash = copy(first, project().resolveSibling("keyedcrash"));
            for (long from = 0; from < next / 2; from += BATCH) {
                assertTrue(mill.await(append(mill, "t", from, InputChange.Op.DELETE), 30_000));
            }
            await("rows are taken again", () -> mill.status().memory().full() == null);
            assertTrue(mill.await(append(mill, "t", 0, null), 30_000));
            assertEquals(0, mill.verify().mismatches());
        }
        for (int i = 0; i < 2; i++) {
            try (Tidemill mill = open(crash, "  state-memory: 8 MiB")) {
                await("full again", () -> mill.status().memory().full() != null);
                assertEquals(List.of(String.valueOf(next)), rows(mill, "SELECT n FROM total"));
                assertEquals(0, mill.verify().mismatches());
            }
        }
    }

    /** All rows since the start are in the journal, and had moved to disk as they came. */
    @Test
    void suspendsNobodyForRowsThatCanMoveWhenTicksAreRunAgain() throws Exception {
        String limits = "  state-memory: 8 MiB";
        Path first = project().resolveSibling("movable");
        Path crash;
        long next = 0;
        try (Tidemill mill = openWithoutCheckpoints(first, limits)) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            mill.execute("CREATE LIVE TABLE log AS SELECT k, s FROM e WHERE k % 2 = 0");
            mill.execute(
                    "CREATE LIVE TABLE parts AS SELECT k % 100 AS g, count(*) AS n FROM e GROUP BY 1");
            while (next < 60_000) {
                try {
                    assertTrue(mill.await(append(mill, "e", next, null), 30_000));
                    next += BATCH;
                } catch (TidemillException e) {
                    assertEquals(ErrorCode.STATE_FULL, e.errorCode());
                    Thread.sleep(5);
                }
            }
            assertEquals(List.of(), suspended(mill));
            assertEquals(0, mill.checkpoints().begun());
            crash = copy(first, project().resolveSibling("movablecrash"));
        }
        for (int start = 0; start < 2; start++) {
            Path again = copy(crash, project().resolveSibling("movable" + start));
            try (Tidemill mill = openWithoutCheckpoints(again, limits)) {
                assertEquals(List.of(), suspended(mill));
                assertEquals(List.of("60000"), rows(mill, "SELECT sum(n) FROM parts"));
                assertEquals(List.of("30000"), rows(mill, "SELECT count(*) FROM log"));
                assertEquals(0, mill.verify().mismatches());
                crash = copy(again, project().resolveSibling("movablecrash" + start));
            }
        }
    }

    @Test
    void endsABuildThatWouldNotFit() throws Exception {
        String limits = "  state-memory: 8 MiB\n  build-at-once-rows: 100\n  build-chunk-rows: 512";
        try (Tidemill mill = open("build", limits)) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM e");
            long next = 0;
            while (next < 60_000) {
                try {
                    assertTrue(mill.await(append(mill, "e", next, null), 30_000));
                    next += BATCH;
                } catch (TidemillException e) {
                    assertEquals(ErrorCode.STATE_FULL, e.errorCode());
                    Thread.sleep(5);
                }
            }
            assertEquals(List.of(), suspended(mill), "what has left memory is no state");
            mill.execute("CREATE LIVE TABLE wide AS SELECT s, count(*) AS n FROM e GROUP BY s");
            await("the build ends", () -> !suspended(mill).isEmpty());
            assertEquals(List.of("wide TM4042"), suspended(mill));
            await("rows are taken", () -> mill.status().memory().full() == null);
            assertTrue(mill.await(append(mill, "e", next, null), 30_000));
            assertEquals(0, mill.verify().mismatches());
        }
        try (Tidemill mill = open("build", limits)) {
            assertEquals(List.of("wide TM4042"), suspended(mill));
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void opensWithLessMemoryThanItWasWrittenWith() throws Exception {
        Path first = project().resolveSibling("less");
        Path crash;
        try (Tidemill mill = open(first, "  state-memory: 64 MiB")) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            mill.execute("CREATE LIVE TABLE wide AS SELECT s, count(*) AS n FROM e GROUP BY s");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM e");
            for (long next = 0; next < 40_000; next += BATCH) {
                assertTrue(mill.await(append(mill, "e", next, null), 30_000));
            }
            assertTrue(mill.status().memory().stateBytes() > 16 << 20);
            crash = copy(first, project().resolveSibling("lesscrash"));
        }
        for (Path data : List.of(crash, first, first)) {
            try (Tidemill mill = open(data, "  state-memory: 12 MiB")) {
                assertEquals(List.of("wide TM4040"), suspended(mill), data.toString());
                assertEquals(List.of("40000"), rows(mill, "SELECT n FROM total"));
                assertEquals(0, mill.verify().mismatches());
            }
        }
        try (Tidemill mill = open(first, "  state-memory: 12 MiB")) {
            long seen;
            try (PublishedTick tick = mill.pin()) {
                seen = tick.tick();
            }
            mill.execute(
                    "CREATE OR REPLACE LIVE TABLE wide AS"
                            + " SELECT s, count(*) AS n FROM e WHERE k < 10 GROUP BY s");
            await("built", () -> suspended(mill).isEmpty() && mill.status().building().isEmpty());
            assertEquals(List.of("10"), rows(mill, "SELECT count(*) FROM wide"));
            assertNull(mill.changes().poll("wide", seen, 0), "who read it before starts again");
            assertNotNull(mill.changes().poll("total", seen, 0), "who read another goes on");
        }
    }

    /** The state of a mill that is a tenth above what another start may have. */
    @Test
    void makesRoomWhenItStartsWithALittleMoreThanItMayHave() throws Exception {
        Path first = project().resolveSibling("little");
        long live;
        try (Tidemill mill = open(first, "  state-memory: 64 MiB")) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
            mill.execute("CREATE LIVE TABLE wide AS SELECT s, count(*) AS n FROM t GROUP BY s");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM t");
            for (long next = 0; next < 20_000; next += BATCH) {
                assertTrue(mill.await(append(mill, "t", next, null), 30_000));
            }
            live = mill.status().memory().stateBytes() - mill.pinnedBytes();
        }
        String limits = "  state-memory: " + live / 11 * 10 / 1024 + " KiB";
        for (int start = 0; start < 2; start++) {
            try (Tidemill mill = open(first, limits)) {
                await("somebody is suspended", () -> !suspended(mill).isEmpty());
                assertEquals(List.of("wide TM4040"), suspended(mill));
                await("rows are taken", () -> mill.status().memory().full() == null);
                assertTrue(mill.await(append(mill, "t", 0, null), 30_000));
                assertEquals(List.of("20000"), rows(mill, "SELECT n FROM total"));
                assertEquals(0, mill.verify().mismatches());
            }
        }
    }

    @Test
    void suspendsNobodyWhileAReaderHoldsOldPages() throws Exception {
        try (Tidemill mill = open("pinned", "  state-memory: 16 MiB\n  ticks-kept: 0")) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
            mill.execute("CREATE LIVE TABLE wide AS SELECT s, count(*) AS n FROM t GROUP BY s");
            for (long next = 0; next < 10_000; next += BATCH) {
                assertTrue(mill.await(append(mill, "t", next, null), 30_000));
            }
            List<PublishedTick> open = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                open.add(mill.pin());
                for (long next = 0; next < 10_000; next += BATCH) {
                    assertTrue(mill.await(append(mill, "t", next, InputChange.Op.DELETE), 30_000));
                    assertTrue(mill.await(append(mill, "t", next, null), 30_000));
                }
            }
            Status.MemoryStatus memory = mill.status().memory();
            assertTrue(memory.stateBytes() > memory.stateBudgetBytes(), "old pages are counted");
            assertNull(memory.full());
            assertEquals(List.of(), suspended(mill));
            open.forEach(PublishedTick::close);
        }
    }

    /** What failed within a tick is known to a replay with any memory, at the same tick. */
    @Test
    void suspendsTheSameTablesAtTheSameTickAfterACrash() throws Exception {
        Path first = project().resolveSibling("within");
        Path crash;
        List<String> expected = List.of("counted TM4014", "crossed TM4040");
        long since;
        long last = 0;
        try (Tidemill mill = open(first, "  state-memory: 8 MiB")) {
            mill.execute("CREATE TABLE e (k BIGINT, g BIGINT)");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM e");
            mill.execute(
                    "CREATE LIVE TABLE crossed AS SELECT a.k AS x, b.k AS y, count(*) AS n FROM e a"
                            + " JOIN e b ON a.g = b.g WHERE a.k > 0 AND b.k > 0 GROUP BY a.k, b.k");
            mill.execute("CREATE LIVE TABLE counted AS SELECT count(*) AS n FROM crossed");
            for (long from : new long[] {-3 * BATCH, -2 * BATCH, 1}) {
                last = appendNumbers(mill, from);
            }
            assertEquals(expected, suspended(mill));
            since = since(mill, "crossed");
            assertEquals(last, since);
            last = appendNumbers(mill, 5 * BATCH);
            crash = copy(first, project().resolveSibling("withincrash"));
        }
        int start = 0;
        for (String memory : List.of("8 MiB", "256 MiB", "8 MiB", "256 MiB")) {
            Path again = project().resolveSibling("within" + start++);
            try (Tidemill mill = open(copy(crash, again), "  state-memory: " + memory)) {
                assertEquals(expected, suspended(mill), memory);
                assertEquals(since, since(mill, "crossed"), memory);
                assertEquals(List.of(String.valueOf(4 * BATCH)), rows(mill, "SELECT n FROM total"));
                assertEquals(0, mill.verify().mismatches());
                assertTrue(appendNumbers(mill, 9 * BATCH) > last);
                crash = copy(again, project().resolveSibling("withincrash" + start));
                assertEquals(0, mill.verify().mismatches());
            }
            try (Tidemill mill = open(again, "  state-memory: 256 MiB")) {
                assertEquals(since, since(mill, "crossed"), "after an ordinary end");
            }
            crash = project().resolveSibling("withincrash");
        }
    }

    private static long appendNumbers(Tidemill mill, long from) throws InterruptedException {
        BatchBuilder builder = new BatchBuilder(mill.input("e").schema(), BATCH);
        for (long row = from; row < from + BATCH; row++) {
            builder.add(1, row, row < 0 ? row : 7);
        }
        long tick =
                mill.append("e", ParsedRows.of(builder.build()), AppendOptions.embedded()).tick();
        assertTrue(mill.await(tick, 60_000));
        return tick;
    }

    /** A table that was built, and that a start with less memory cannot build again. */
    @Test
    void knowsAfterACrashWhichBuildFailedLate() throws Exception {
        String limits = "  build-at-once-rows: 100\n  build-chunk-rows: 512\n  state-memory: ";
        Path first = project().resolveSibling("late");
        Path built;
        try (Tidemill mill = open(first, limits + "64 MiB")) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            mill.execute("CREATE LIVE TABLE wide AS SELECT count(*) AS n FROM e");
            for (long next = 0; next < 20_000; next += BATCH) {
                assertTrue(mill.await(append(mill, "e", next, null), 30_000));
            }
            mill.execute(
                    "CREATE OR REPLACE LIVE TABLE wide AS SELECT s, count(*) AS n FROM e GROUP BY s");
            await("it is built", () -> mill.status().building().isEmpty());
            assertEquals(List.of(), suspended(mill));
            built = copy(first, project().resolveSibling("latecrash"));
        }
        Path less = copy(built, project().resolveSibling("less"));
        Path crash;
        try (Tidemill mill = open(less, limits + "8 MiB")) {
            assertEquals(List.of("20000"), rows(mill, "SELECT n FROM wide"), "the former goes on");
            assertEquals("not replaced: wide", mill.status().definitionProblem());
            crash = copy(less, project().resolveSibling("lesscrash"));
        }
        try (Tidemill mill = open(crash, limits + "64 MiB")) {
            assertEquals(List.of("20000"), rows(mill, "SELECT n FROM wide"), "also with more");
            assertEquals("not replaced: wide", mill.status().definitionProblem());
            assertEquals(0, mill.verify().mismatches());
        }
        try (Tidemill mill = open(built, limits + "64 MiB")) {
            assertEquals(List.of("20000"), rows(mill, "SELECT count(*) FROM wide"));
        }
    }

    /** A table that runs with its former SQL, as the new one did not fit. */
    @Test
    void suspendsATableThatIsHeldWithItsFormerQuery() throws Exception {
        String limits = "  build-at-once-rows: 100\n  build-chunk-rows: 512\n  state-memory: ";
        Path first = project().resolveSibling("held");
        try (Tidemill mill = open(first, limits + "16 MiB")) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
            mill.execute("CREATE LIVE TABLE wide AS SELECT s, count(*) AS n FROM t GROUP BY s");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM t");
            for (long next = 0; next < 12_000; next += BATCH) {
                assertTrue(mill.await(append(mill, "t", next, null), 30_000));
            }
            mill.execute(
                    "CREATE OR REPLACE LIVE TABLE wide AS SELECT s || s AS s, s AS other,"
                            + " count(*) AS n FROM t GROUP BY s || s, s");
            await("it cannot be built", () -> mill.status().definitionProblem() != null);
            assertEquals("not replaced: wide", mill.status().definitionProblem());
        }
        for (int start = 0; start < 3; start++) {
            try (Tidemill mill = open(first, limits + "5 MiB")) {
                assertEquals(List.of("wide TM4040"), suspended(mill));
                assertEquals("suspended: wide", mill.status().definitionProblem());
                assertEquals(List.of("12000"), rows(mill, "SELECT n FROM total"));
            }
        }
        try (Tidemill mill = open(first, limits + "64 MiB")) {
            assertEquals(List.of("wide TM4040"), suspended(mill));
            mill.execute(
                    "CREATE OR REPLACE LIVE TABLE wide AS SELECT s, count(*) AS n FROM t GROUP BY s");
            await("it runs", () -> mill.status().building().isEmpty());
            assertEquals(List.of("12000"), rows(mill, "SELECT count(*) FROM wide"));
            assertEquals(0, mill.verify().mismatches());
        }
    }

    private static long since(Tidemill mill, String table) {
        return mill.status().suspended().stream()
                .filter(each -> each.name().equals(table))
                .mapToLong(each -> requireNonNull(each.sinceTick()))
                .findFirst()
                .orElseThrow();
    }
}
