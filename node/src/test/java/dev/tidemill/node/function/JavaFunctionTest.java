package dev.tidemill.node.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.read.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions from a project's jars in live tables: values, failures, recovery and refusals. */
class JavaFunctionTest {
    private static final String TWICE =
            """
            @SqlFunction(name = "scaled", deterministic = true)
            public static long scaled(long x) {
                if (x < 0) throw new IllegalStateException("below zero: " + x);
                return x * FACTOR;
            }
            private static final long FACTOR = 2;
            """;
    private static final String THRICE = TWICE.replace("FACTOR = 2", "FACTOR = 3");

    @TempDir @Nullable Path folder;

    private Path folder() {
        return java.util.Objects.requireNonNull(folder);
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
        Files.writeString(project().resolve("tidemill.yaml"), "name: functions\n");
    }

    private void make(String methods) throws IOException {
        new JarMaker(folder()).make(jar(), methods);
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
    void keepsAggregatesOverAFunctionThroughChangesKillsAndANewJar() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Long> model = new TreeMap<>();
        make(TWICE);
        Path data = folder().resolve("data0");
        try (Tidemill mill = open(data, false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute(
                    "CREATE LIVE TABLE sums AS"
                            + " SELECT id % 3 AS k, sum(scaled(x)) AS s FROM t GROUP BY id % 3");
        }
        for (int round = 1; round <= 4; round++) {
            Path crash;
            try (Tidemill mill = open(data, false)) {
                long factor = round <= 2 ? 2 : 3;
                check(mill, model, factor, seed);
                for (int i = 0; i < 12; i++) {
                    long id = random.nextLong(8);
                    if (random.nextInt(3) == 0) {
                        mill.execute("DELETE FROM t WHERE id = " + id);
                        model.remove(id);
                    } else {
                        long x = random.nextLong(-3, 20);
                        mill.execute(
                                model.containsKey(id)
                                        ? "UPDATE t SET x = %d WHERE id = %d".formatted(x, id)
                                        : "INSERT INTO t VALUES (%d, %d)".formatted(id, x));
                        model.put(id, x);
                    }
                    check(mill, model, factor, seed);
                }
                Verification verified = mill.verify();
                assertEquals(0, verified.mismatches(), verified.toString());
                assertNull(verified.tables().getFirst().notCompared());
                crash = copy(data, folder().resolve("data" + round));
            }
            data = crash;
            if (round == 2) {
                make(THRICE);
            }
        }
    }

    private static void check(Tidemill mill, Map<Long, Long> model, long factor, long seed)
            throws InterruptedException {
        Map<Long, Long> sums = new TreeMap<>();
        model.forEach(
                (id, x) -> {
                    if (x >= 0) {
                        sums.merge(id % 3, x * factor, Long::sum);
                    }
                });
        List<String> expected =
                sums.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList();
        assertEquals(expected, rows(mill, "SELECT k, s FROM sums ORDER BY k"), "seed " + seed);
    }

    @Test
    void swapsTablesWhenAJarIsSavedAndKeepsThemWhenItIsBad() throws Exception {
        make(TWICE);
        try (Tidemill mill = open(folder().resolve("data"), true)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute("CREATE LIVE TABLE own AS SELECT id, scaled(x) AS y FROM t");
            mill.execute("INSERT INTO t VALUES (1, 10), (2, NULL), (3, -1)");
            assertEquals(List.of("1|20", "2|null"), rows(mill, "SELECT * FROM own ORDER BY id"));
            Path other = folder().resolve("bad");
            Files.writeString(other, "garbage");
            Files.move(other, project().resolve("functions/bad.jar"));
            for (int i = 0; i < 100 && mill.status().definitionProblem() == null; i++) {
                Thread.sleep(50);
            }
            String problem = String.valueOf(mill.status().definitionProblem());
            assertTrue(problem.contains("functions/bad.jar"), problem);
            Files.delete(project().resolve("functions/bad.jar"));
            make(THRICE);
            List<String> now = List.of();
            for (int i = 0; i < 200 && !now.contains("1|30"); i++) {
                Thread.sleep(50);
                now = rows(mill, "SELECT * FROM own ORDER BY id");
            }
            assertEquals(List.of("1|30", "2|null"), now);
        }
    }

    @Test
    void seesAFunctionsFolderThatIsMadeWhileTheMillRuns() throws Exception {
        Files.delete(project().resolve("functions"));
        Files.createDirectories(project().resolve("tables"));
        try (Tidemill mill = open(folder().resolve("data"), true)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute("INSERT INTO t VALUES (1, 10)");
            Files.createDirectories(project().resolve("functions"));
            make(TWICE);
            for (int i = 0; i < 200 && !isCallable(mill); i++) {
                Thread.sleep(50);
            }
            assertEquals(List.of("1|20"), rows(mill, "SELECT * FROM own"));
            make(THRICE);
            List<String> now = List.of();
            for (int i = 0; i < 200 && !now.contains("1|30"); i++) {
                Thread.sleep(50);
                now = rows(mill, "SELECT * FROM own");
            }
            assertEquals(List.of("1|30"), now);
        }
    }

    private static boolean isCallable(Tidemill mill) throws InterruptedException {
        try {
            mill.execute("CREATE LIVE TABLE own AS SELECT id, scaled(x) AS y FROM t");
            return true;
        } catch (TidemillException e) {
            return false;
        }
    }

    @Test
    void resumesATableThatItsFunctionHadSuspendedWhenTheJarIsAnother() throws Exception {
        make(TWICE.replace("FACTOR = 2", "FACTOR = 0"));
        Path data = folder().resolve("data");
        String values =
                IntStream.range(0, 400)
                        .mapToObj(i -> "(%d, %d)".formatted(i, i))
                        .collect(Collectors.joining(", "));
        try (Tidemill mill = open(data, false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute(
                    "CREATE LIVE TABLE own AS SELECT a.id AS a, b.id AS b, c.id AS c FROM t a"
                            + " JOIN t b ON scaled(a.x) = scaled(b.x)"
                            + " JOIN t c ON scaled(b.x) = scaled(c.x)");
            mill.execute("CREATE LIVE TABLE other AS SELECT count(*) AS n FROM t");
            mill.execute("INSERT INTO t VALUES " + values);
            assertEquals("suspended: own", mill.status().definitionProblem());
        }
        try (Tidemill mill = open(data, false)) {
            assertEquals("suspended: own", mill.status().definitionProblem());
        }
        make(THRICE);
        try (Tidemill mill = open(data, false)) {
            assertEquals(List.of("400"), rows(mill, "SELECT count(*) FROM own WHERE a = c"));
            assertEquals(List.of("400"), rows(mill, "SELECT n FROM other"));
            assertNull(mill.status().definitionProblem());
        }
    }

    @Test
    void deletesOldVersionsOfAJarOnceNothingNeedsThem() throws Exception {
        Path data = folder().resolve("data");
        Path kept = data.resolve("functions");
        make(TWICE);
        try (Tidemill mill = open(data, false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT)");
            mill.execute("CREATE LIVE TABLE own AS SELECT id, scaled(x) AS y FROM t");
            mill.execute("INSERT INTO t VALUES (1, 10)");
        }
        Files.writeString(kept.resolve("torn.tmp"), "half");
        make(THRICE);
        // The checkpoint that is opened is of the first version; the last one is of the second.
        open(data, false).close();
        assertEquals(2, count(kept));
        try (Tidemill mill = open(data, false)) {
            assertEquals(1, count(kept));
            assertEquals(List.of("1|30"), rows(mill, "SELECT * FROM own"));
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void compilesAndRunsTheExamplesOfTheManual() throws Exception {
        String page = Files.readString(Path.of("../docs/functions.md"));
        List<String> sources =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(page)
                        .results()
                        .map(example -> example.group(1))
                        .toList();
        assertEquals(2, sources.size());
        new JarMaker(folder()).makeOf(jar(), sources);
        try (Tidemill mill = open(folder().resolve("data"), false)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, k TEXT, x BIGINT, w INTEGER)");
            for (String file : List.of("own", "means")) {
                Matcher sql = Pattern.compile(file + "\\.sql +(SELECT .*)").matcher(page);
                assertTrue(sql.find(), file);
                mill.execute("CREATE LIVE TABLE " + file + " AS " + sql.group(1));
            }
            mill.execute("INSERT INTO t VALUES (1, 'a', 10, 1), (2, 'a', 20, 3), (3, 'b', 1, 0)");
            mill.execute("DELETE FROM t WHERE id = 1");
            assertEquals(List.of("2|40", "3|2"), rows(mill, "SELECT * FROM own ORDER BY id"));
            assertEquals(List.of("a|20.0", "b|null"), rows(mill, "SELECT * FROM means ORDER BY k"));
        }
    }

    @Test
    void takesAndGivesEachJavaType() throws Exception {
        make(
                """
                @SqlFunction(name = "j_int", deterministic = true)
                public static int a(int x) { return x + 1; }
                @SqlFunction(name = "j_double", deterministic = true)
                public static double b(double x) { return x / 2; }
                @SqlFunction(name = "j_bool", deterministic = true, calledOnNull = true)
                public static boolean c(Boolean x) { return x == null; }
                @SqlFunction(name = "j_text", deterministic = true)
                public static String d(String x, Long n) { return x.repeat(n.intValue()); }
                @SqlFunction(name = "j_decimal", deterministic = true)
                @Decimal(precision = 6, scale = 2)
                public static BigDecimal e(@Decimal(precision = 10, scale = 3) BigDecimal x) {
                    return x.add(new BigDecimal("0.005"));
                }
                @SqlFunction(name = "j_date", deterministic = true)
                public static LocalDate f(LocalDate x) { return x.plusDays(1); }
                @SqlFunction(name = "j_local", deterministic = true)
                public static LocalDateTime g(LocalDateTime x) { return x.minusNanos(1000); }
                @SqlFunction(name = "j_instant", deterministic = true)
                public static Instant h(Instant x) { return x.plusSeconds(1); }
                @SqlFunction(name = "j_uuid", deterministic = true)
                public static UUID i(UUID x) { return x; }
                @SqlFunction(name = "j_deep", deterministic = true)
                public static long k(long x) { return k(x + 1) + 1; }
                """);
        try (Tidemill mill = open(folder().resolve("data"), false)) {
            mill.execute(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, i INTEGER, d DOUBLE PRECISION, b BOOLEAN,"
                            + " s TEXT, n DECIMAL(10,3), day DATE, ts TIMESTAMP, tz TIMESTAMPTZ,"
                            + " u UUID)");
            mill.execute(
                    "CREATE LIVE TABLE own AS SELECT id, j_int(i) AS i, j_double(d) AS d,"
                            + " j_bool(b) AS b, j_text(s, 2) AS s, CAST(j_decimal(n) AS TEXT) AS n,"
                            + " CAST(j_date(day) AS TEXT) AS day, CAST(j_local(ts) AS TEXT) AS ts,"
                            + " CAST(j_instant(tz) AS TEXT) AS tz, CAST(j_uuid(u) AS TEXT) AS u"
                            + " FROM t");
            mill.execute("CREATE LIVE TABLE deep AS SELECT id, j_deep(id) AS x FROM t");
            mill.execute(
                    "INSERT INTO t VALUES (1, 41, 3, true, 'ab', 1.250, '1969-12-31',"
                            + " '1969-12-31 23:59:59.000001', '2024-02-29 12:00:00+00',"
                            + " '00000000-0000-0001-8000-000000000002'),"
                            + " (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
            assertEquals(
                    List.of(
                            "1|42|1.5|false|abab|1.26|1970-01-01|1969-12-31 23:59:59|2024-02-29"
                                    + " 12:00:01+00|00000000-0000-0001-8000-000000000002",
                            "2|null|null|true|null|null|null|null|null|null"),
                    rows(mill, "SELECT * FROM own ORDER BY id"));
            assertEquals(List.of("0"), rows(mill, "SELECT count(*) FROM deep"));
            assertTrue(mill.failure().isEmpty());
            TidemillException wrong =
                    assertThrows(
                            TidemillException.class,
                            () ->
                                    mill.execute(
                                            "CREATE LIVE TABLE z AS SELECT j_int(s) AS x FROM t"));
            assertEquals(ErrorCode.UNKNOWN_FUNCTION, wrong.errorCode());
            Place place = java.util.Objects.requireNonNull(wrong.place());
            assertNotEquals(0, place.column());
            TidemillException asked =
                    assertThrows(
                            TidemillException.class, () -> mill.query("SELECT j_int(i) FROM t"));
            assertEquals(ErrorCode.UNKNOWN_FUNCTION, asked.errorCode());
            assertSays("only live tables can call", String.valueOf(asked.hint()));
        }
    }

    private String refusal(String methods) throws IOException {
        make(methods);
        return refusal();
    }

    private String refusal() {
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> open(folder().resolve("refusing"), false).close());
        assertEquals(ErrorCode.INVALID_FUNCTION, refused.errorCode(), refused.message());
        Place place = java.util.Objects.requireNonNull(refused.place());
        assertTrue(String.valueOf(place.source()).startsWith("functions/"));
        return refused.message();
    }

    private static void assertSays(String part, String message) {
        assertTrue(message.contains(part), message);
    }

    @Test
    void refusesWhatCannotBeAFunctionWithItsReason() throws Exception {
        String head = "@SqlFunction(name = \"own\", deterministic = true) public static ";
        assertSays(
                "not declared deterministic",
                refusal(
                        "@SqlFunction(name = \"own\", deterministic = false)"
                                + " public static long f(long x) { return x; }"));
        assertSays("no function in it", refusal("public static long f(long x) { return x; }"));
        assertSays(
                "SQL has a function upper itself",
                refusal(
                        "@SqlFunction(name = \"upper\", deterministic = true)"
                                + " public static String f(String x) { return x; }"));
        assertSays(
                "cannot be a function's name",
                refusal(
                        "@SqlFunction(name = \"Own One\", deterministic = true)"
                                + " public static String f(String x) { return x; }"));
        assertSays("without digits", refusal(head + "BigDecimal f(long x) { return null; }"));
        assertSays("no type for", refusal(head + "Object f(long x) { return null; }"));
        assertSays(
                "there twice",
                refusal(
                        head
                                + "long f(long x) { return x; }"
                                + head
                                + "int f(int x) { return x; }"));
        assertSays(
                "public static method",
                refusal(
                        "@SqlFunction(name = \"own\", deterministic = true)"
                                + " public long f(long x) { return x; }"));
        assertSays(
                "cannot be",
                refusal(
                        "@SqlFunction(name = \"own\", deterministic = true, calledOnNull = true)"
                                + " public static long f(long x) { return x; }"));
        assertSays(
                "cannot be loaded",
                refusal(TWICE + "static { if (true) throw new IllegalStateException(\"no\"); }"));
        make(TWICE);
        Files.copy(jar(), project().resolve("functions/second.jar"));
        assertSays("is in functions/own.jar too", refusal());
        Files.delete(project().resolve("functions/second.jar"));
        byte[] bytes = Files.readAllBytes(jar());
        Files.write(jar(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        refusal();
        Files.writeString(jar(), "garbage");
        assertSays("not a jar", refusal());
        new JarMaker(folder()).makeOfNewerJava(jar());
        assertSays("is of Java ", refusal());
        assertFalse(Files.exists(folder().resolve("refusing/functions")));
    }
}
