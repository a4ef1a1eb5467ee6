package dev.tidemill.node.function;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregates from a project's jars in live tables: changes, kills, other jars and refusals. */
class JavaAggregateTest {
    private static final int KILLS = 3;

    private static final String SUM =
            """
            @SqlAggregate(name = "own_sum", deterministic = true, stateBytesMax = 16)
            public static class Sum implements AggregateState {
                private long sum;
                private long count;
                public void accumulate(long x) {
                    if (x < 0) throw new IllegalArgumentException("below zero: " + x);
                    sum += x * FACTOR;
                    count++;
                }
                public void retract(long x) { sum -= x * FACTOR; count--; }
                public Long result() { return count == 0 ? null : sum; }
                public void encode(DataOutput out) throws IOException {
                    out.writeLong(sum);
                    out.writeLong(count);
                }
                public void decode(DataInput in) throws IOException {
                    sum = in.readLong();
                    count = in.readLong();
                }
                private static final long FACTOR = 2;
            }
            """;

    private static final String TRIPLED = SUM.replace("FACTOR = 2", "FACTOR = 3");

    @TempDir @Nullable Path folder;

    private Path folder() {
        return requireNonNull(folder);
    }

    private Path project() {
        return folder().resolve("project");
    }

    private Path jar() {
        return project().resolve("functions/own.jar");
    }

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(project().resolve("functions"));
        Files.writeString(project().resolve("tidemill.yaml"), "name: aggregates\n");
    }

    private void make(String members) throws IOException {
        new JarMaker(folder()).make(jar(), members);
    }

    private Tidemill open(Path data, boolean watching) {
        return Tidemill.open(
                project(), TidemillOptions.defaults().withData(data).withWatching(watching));
    }

    private static List<String> rows(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
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

    @Test
    void keepsGroupsThroughChangesKillsAndANewJar() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Long> model = new TreeMap<>();
        make(SUM);
        Path data = folder().resolve("data0");
        try (Tidemill mill = open(data, false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute(
                    "CREATE LIVE TABLE sums AS SELECT id % 3 AS k, own_sum(x) AS s FROM t"
                            + " GROUP BY id % 3");
        }
        for (int round = 1; round <= 4; round++) {
            Path crash;
            try (Tidemill mill = open(data, false)) {
                long factor = round <= 2 ? 2 : 3;
                check(mill, model, factor, seed);
                for (int i = 0; i < 12; i++) {
                    change(mill, model, random);
                    check(mill, model, factor, seed);
                }
                assertEquals(0, mill.verify().mismatches(), "seed " + seed);
                crash = copy(data, folder().resolve("data" + round));
            }
            data = crash;
            if (round == 2) {
                make(TRIPLED);
            }
        }
    }

    private static void change(Tidemill mill, Map<Long, Long> model, SplittableRandom random)
            throws InterruptedException {
        long id = random.nextLong(8);
        if (random.nextInt(3) == 0) {
            mill.execute("DELETE FROM t WHERE id = " + id);
            model.remove(id);
            return;
        }
        long x = random.nextLong(-3, 20);
        mill.execute(
                model.containsKey(id)
                        ? "UPDATE t SET x = %d WHERE id = %d".formatted(x, id)
                        : "INSERT INTO t VALUES (%d, %d)".formatted(id, x));
        model.put(id, x);
    }

    private static void check(Tidemill mill, Map<Long, Long> model, long factor, long seed)
            throws InterruptedException {
        Map<Long, Long> sums = new TreeMap<>();
        Map<Long, Long> failing = new TreeMap<>();
        model.forEach(
                (id, x) -> {
                    sums.merge(id % 3, x * factor, Long::sum);
                    if (x < 0) {
                        failing.put(id % 3, x);
                    }
                });
        sums.keySet().removeAll(failing.keySet());
        List<String> expected =
                sums.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList();
        assertEquals(expected, rows(mill, "SELECT k, s FROM sums ORDER BY k"), "seed " + seed);
        assertTrue(mill.failure().isEmpty());
    }

    @Test
    void rebuildsTablesWhenAJarIsSavedWhileTheMillRuns() throws Exception {
        make(SUM);
        try (Tidemill mill = open(folder().resolve("data"), true)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute("CREATE LIVE TABLE total AS SELECT own_sum(x) AS s FROM t");
            assertEquals(List.of("null"), rows(mill, "SELECT s FROM total"));
            mill.execute("INSERT INTO t VALUES (1, 10), (2, NULL), (3, 5)");
            assertEquals(List.of("30"), rows(mill, "SELECT s FROM total"));
            make(TRIPLED);
            List<String> now = List.of();
            for (int i = 0; i < 200 && !now.contains("45"); i++) {
                Thread.sleep(50);
                now = rows(mill, "SELECT s FROM total");
            }
            assertEquals(List.of("45"), now);
            mill.execute("DELETE FROM t WHERE id = 3");
            assertEquals(List.of("30"), rows(mill, "SELECT s FROM total"));
        }
    }

    @Test
    void findsEachAcknowledgedRowInItsGroupAfterTheProcessIsKilled() throws Exception {
        make(SUM);
        Path data = folder().resolve("killed");
        try (Tidemill mill = open(data, false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute("CREATE LIVE TABLE sums AS SELECT x, own_sum(id) AS s FROM t GROUP BY x");
        }
        long rows = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = runAndKill(data, rows, 200 + 150 * kill);
            try (Tidemill mill = open(data, false)) {
                rows = Long.parseLong(rows(mill, "SELECT count(*) FROM t").getFirst());
                assertTrue(rows > acknowledged, rows + " rows, acknowledged " + acknowledged);
                assertEquals(
                        rows(mill, "SELECT x, 2 * sum(id) FROM t GROUP BY x ORDER BY x"),
                        rows(mill, "SELECT x, s FROM sums ORDER BY x"));
            }
        }
    }

    /** The last number that the process told. */
    private long runAndKill(Path data, long first, int afterMillis) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledMill.class.getName(),
                                project().toString(),
                                data.toString(),
                                Long.toString(first))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader told = child.inputReader(StandardCharsets.UTF_8)) {
            long last = Long.parseLong(requireNonNull(told.readLine(), "no row"));
            Thread.ofVirtual().start(() -> killAfter(child, afterMillis));
            StringBuilder line = new StringBuilder();
            for (int c; (c = told.read()) >= 0; ) {
                if (c == '\n') {
                    last = Long.parseLong(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
            child.waitFor();
            return last;
        }
    }

    private static void killAfter(Process child, int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The handle's kill leaves the stream open, so what was told can be read.
        child.toHandle().destroyForcibly();
    }

    @Test
    void showsAFailingGroupAmongTheTablesErrors() throws Exception {
        make(SUM);
        try (Tidemill mill = open(folder().resolve("data"), false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute(
                    "CREATE LIVE TABLE sums AS SELECT id % 2 AS k, own_sum(x) AS s FROM t"
                            + " GROUP BY id % 2");
            mill.execute("INSERT INTO t VALUES (1, -4), (2, 2)");
            assertEquals(List.of("0|4"), rows(mill, "SELECT * FROM sums"));
            String error = String.valueOf(rows(mill, "SELECT * FROM tidemill.errors"));
            assertTrue(error.contains("below zero: -4"), error);
            mill.execute("UPDATE t SET x = 3 WHERE id = 1");
            assertEquals(List.of("0|4", "1|6"), rows(mill, "SELECT * FROM sums ORDER BY k"));
            assertEquals(List.of(), rows(mill, "SELECT * FROM tidemill.errors"));
        }
    }

    @Test
    void takesALargeTickOnAllThreadsAtOnce() throws Exception {
        make(SUM);
        try (Tidemill mill = open(folder().resolve("data"), false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute(
                    "CREATE LIVE TABLE sums AS SELECT id % 500 AS k, own_sum(x) AS own,"
                            + " 2 * sum(x) AS own_by_sql FROM t GROUP BY id % 500");
            BatchBuilder builder = new BatchBuilder(mill.input("t").schema(), 50_000);
            for (long id = 0; id < 50_000; id++) {
                builder.addRow(1, List.of(id, id * id % 1_000));
            }
            mill.await(
                    mill.append("t", ParsedRows.of(builder.build()), AppendOptions.embedded())
                            .tick(),
                    60_000);
            String wrong = "SELECT count(*), count(*) FILTER (WHERE own = own_by_sql) FROM sums";
            assertEquals(List.of("500|500"), rows(mill, wrong));
            mill.execute("DELETE FROM t WHERE id % 3 = 0");
            assertEquals(List.of("500|500"), rows(mill, wrong));
        }
    }

    @Test
    void tellsOfAStateThatTakingBackHasLeftWrong() throws Exception {
        make(SUM.replace("sum -= x * FACTOR;", "sum -= x;"));
        try (Tidemill mill = open(folder().resolve("data"), false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute("CREATE LIVE TABLE total AS SELECT own_sum(x) AS s FROM t");
            mill.execute("INSERT INTO t VALUES (1, 10), (2, 5)");
            assertEquals(0, mill.verify().mismatches());
            mill.execute("DELETE FROM t WHERE id = 2");
            String verified = mill.verify().toString();
            assertTrue(verified.contains("live 1 × [25]"), verified);
        }
    }

    private void assertRefused(String part, String members) throws IOException {
        make(members);
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> open(folder().resolve("refusing"), false).close());
        assertEquals(ErrorCode.INVALID_FUNCTION, refused.errorCode(), refused.message());
        Place place = requireNonNull(refused.place());
        assertEquals("functions/own.jar", place.source());
        assertTrue(refused.message().contains(part), refused.message());
    }

    @Test
    void refusesWhatCannotBeAnAggregateWithItsReason() throws Exception {
        assertRefused(
                "not declared deterministic",
                SUM.replace("deterministic = true", "deterministic = false"));
        assertRefused("SQL has a function sum itself", SUM.replace("\"own_sum\"", "\"sum\""));
        assertRefused(
                "its class is no AggregateState", SUM.replace("implements AggregateState", ""));
        assertRefused("no method accumulate", SUM.replace("void accumulate", "void add"));
        assertRefused("no method result", SUM.replace("Long result", "Long value"));
        assertRefused(
                "other parameters", SUM.replace("void retract(long x)", "void retract(int x)"));
        assertRefused(
                "return nothing",
                SUM.replace("void retract(long x) {", "int retract(long x) { if (x < 9) return 1;")
                        .replace("count--;", "count--; return 0;"));
        assertRefused(
                "several methods accumulate",
                SUM.replace(
                        "public Long result", "public void accumulate() {} public Long result"));
        assertRefused("no parameters", SUM.replaceAll("\\(long x\\) \\{", "() { long x = 1;"));
        assertRefused(
                "result takes parameters", SUM.replace("Long result()", "Long result(int x)"));
        assertRefused("no type for", SUM.replace("Long result()", "Object result()"));
        assertRefused("must be 1 to 65536", SUM.replace("= 16)", "= 65537)"));
        assertRefused(
                "cannot be made by itself", SUM.replace("public static class", "public class"));
        assertRefused(
                "no public constructor", SUM.replace("long sum;", "long sum; private Sum() {}"));
        assertRefused(
                "which a long cannot be",
                SUM.replace("deterministic = true,", "deterministic = true, calledOnNull = true,"));
        assertRefused("there twice", SUM + SUM.replace("class Sum", "class Other"));
    }
}
