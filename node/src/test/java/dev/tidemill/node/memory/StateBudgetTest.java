package dev.tidemill.node.memory;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
    }
}
