package dev.tidemill.node.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalOptions;
import dev.tidemill.journal.JournalRecord;
import dev.tidemill.journal.Seal;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live tables that cannot go on: the others do, now and after any restart. */
class SuspensionTest {
    private static final int COLUMNS = 40;

    @TempDir @Nullable Path folder;

    private Path project() {
        return java.util.Objects.requireNonNull(folder).resolve("project");
    }

    private Path data(String name) {
        return project().resolveSibling(name);
    }

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(project());
        Files.writeString(project().resolve("tidemill.yaml"), "name: suspended\n");
    }

    private Tidemill open(Path data) {
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

    private static ErrorCode refusal(Tidemill mill, String sql) {
        return assertThrows(TidemillException.class, () -> mill.execute(sql), sql).errorCode();
    }

    private static List<String> suspended(Tidemill mill) {
        return mill.status().suspended().stream()
                .map(s -> s.name() + " " + s.code() + " " + s.sinceTick())
                .toList();
    }

    private static String columns(String of) {
        return IntStream.range(0, COLUMNS)
                .mapToObj(i -> of + ".c" + i + " AS " + of + i)
                .collect(Collectors.joining(", "));
    }

    /** Two columns' worth of a join whose output of one tick does not fit into memory. */
    private static String pairs() {
        return "SELECT "
                + columns("a")
                + ", "
                + columns("b")
                + " FROM wide a JOIN wide b ON a.k = b.k";
    }

    private static long append(Tidemill mill, int rows, long key) throws InterruptedException {
        BatchBuilder builder = new BatchBuilder(mill.input("wide").schema(), rows);
        for (int row = 0; row < rows; row++) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(key);
            for (int i = 0; i < COLUMNS; i++) {
                values.add(row);
            }
            builder.addRow(1, values);
        }
        long tick =
                mill.append("wide", ParsedRows.of(builder.build()), AppendOptions.embedded())
                        .tick();
        assertTrue(mill.await(tick, 60_000));
        return tick;
    }

    @Test
    void suspendsATableThatFailsInATickAndNoOther() throws Exception {
        Path first = data("first");
        List<String> expected;
        Path crash;
        try (Tidemill mill = open(first)) {
            String wide =
                    IntStream.range(0, COLUMNS)
                            .mapToObj(i -> "c" + i + " INTEGER")
                            .collect(Collectors.joining(", "));
            mill.execute("CREATE TABLE wide (k BIGINT, " + wide + ")");
            mill.execute("CREATE LIVE TABLE pairs AS " + pairs());
            mill.execute(
                    "CREATE LIVE TABLE counted AS SELECT a0, count(*) AS n FROM pairs GROUP BY 1");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM wide");
            append(mill, 10, 1);
            assertEquals(List.of("100"), rows(mill, "SELECT sum(n) FROM counted"));
            long tick = append(mill, 1_000, 2);
            assertNull(mill.changes().poll("pairs", tick - 1, 5_000), "its readers start again");
            assertNull(mill.changes().poll("counted", tick - 1, 5_000), "its readers start again");
            expected = List.of("pairs TM4007 " + tick, "counted TM4014 null");
            assertEquals(expected, suspended(mill));
            assertEquals(List.of("1010"), rows(mill, "SELECT n FROM total"));
            assertEquals(0, mill.verify().mismatches());
            assertEquals("suspended: pairs, counted", mill.status().definitionProblem());
            assertTrue(
                    mill.verify().tables().stream()
                            .anyMatch(t -> t.toString().contains("counted is suspended")),
                    "a check tells what it did not compare");
            assertEquals(ErrorCode.TABLE_SUSPENDED, refusal(mill, "SELECT * FROM pairs"));
            assertEquals(ErrorCode.TABLE_SUSPENDED, refusal(mill, "SELECT * FROM counted"));
            assertEquals(
                    ErrorCode.TABLE_SUSPENDED,
                    assertThrows(TidemillException.class, () -> mill.requireTable("pairs"))
                            .errorCode());
            append(mill, 1, 3);
            crash = copy(first, data("crash"));
        }
        for (Path data : List.of(crash, first, first)) {
            try (Tidemill mill = open(data)) {
                assertEquals(expected, suspended(mill), data.toString());
                append(mill, 1, 3);
                assertTrue(mill.failure().isEmpty());
                assertEquals(0, mill.verify().mismatches());
            }
        }
        try (Tidemill mill = open(first)) {
            assertEquals(List.of("1013"), rows(mill, "SELECT n FROM total"));
            mill.execute("CREATE OR REPLACE LIVE TABLE pairs AS " + pairs() + " AND a.k <> 2");
            assertEquals(List.of(), suspended(mill));
            assertEquals(List.of("109"), rows(mill, "SELECT sum(n) FROM counted"));
            assertEquals(
                    ErrorCode.TABLE_SUSPENDED,
                    refusal(mill, "CREATE LIVE TABLE again AS " + pairs()));
            assertEquals(1, suspended(mill).size(), "defined, and told that it does not run");
            mill.execute("DROP LIVE TABLE again");
            assertEquals(List.of(), suspended(mill));
        }
        try (Tidemill mill = open(first)) {
            assertEquals(List.of(), suspended(mill));
            assertEquals(List.of("109"), rows(mill, "SELECT sum(n) FROM counted"));
        }
    }

    @Test
    void opensThoughAStoredQueryIsNotPlannedAnyMore() throws Exception {
        Path data = data("stored");
        InputTable table;
        try (Tidemill mill = open(data)) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)");
            mill.execute("CREATE LIVE TABLE good AS SELECT count(*) AS n FROM t");
            mill.execute("INSERT INTO t VALUES (1), (2)");
            table = mill.input("t");
        }
        // As a release wrote it that knew one more function.
        try (Journal journal = Journal.open(data.resolve("journal"), JournalOptions.defaults())) {
            List<InputTable> inputs = new ArrayList<>(SystemTables.all());
            inputs.add(table);
            DefinitionEntry stored =
                    new DefinitionEntry(
                            inputs,
                            List.of(
                                    new LiveSql("good", "SELECT count(*) AS n FROM t", ""),
                                    new LiveSql("bad", "SELECT forgotten(id) AS x FROM t", "00"),
                                    new LiveSql("worse", "SELECT x FROM bad", "01")),
                            Set.of("t", "good", "bad", "worse"));
            journal.commit(
                    List.of(JournalRecord.of(stored.encode())),
                    new Seal(journal.stats().lastTick() + 1, 1, WatermarkSeal.NONE.encode()));
        }
        for (int i = 0; i < 3; i++) {
            try (Tidemill mill = open(data)) {
                assertEquals(List.of("bad TM1004 null", "worse TM4014 null"), suspended(mill));
                assertEquals(List.of("2"), rows(mill, "SELECT n FROM good"));
                mill.execute("INSERT INTO t VALUES (" + (3 + i) + ")");
                assertEquals(List.of("3"), rows(mill, "SELECT n FROM good"));
                mill.execute("DELETE FROM t WHERE id = " + (3 + i));
                assertEquals(ErrorCode.TABLE_SUSPENDED, refusal(mill, "SELECT * FROM worse"));
                assertEquals(ErrorCode.DUPLICATE_TABLE, refusal(mill, "CREATE TABLE bad (a INT)"));
                assertEquals(0, mill.verify().mismatches());
            }
        }
        try (Tidemill mill = open(data)) {
            mill.execute("CREATE OR REPLACE LIVE TABLE bad AS SELECT -id AS x FROM t");
            assertEquals(List.of("-1", "-2"), rows(mill, "SELECT x FROM worse ORDER BY x DESC"));
            assertEquals(
                    List.of(),
                    mill.status().suspended().stream().map(Status.SuspendedStatus::name).toList());
        }
        try (Tidemill mill = open(data)) {
            assertEquals(List.of(), suspended(mill));
            assertEquals(List.of("-1", "-2"), rows(mill, "SELECT x FROM worse ORDER BY x DESC"));
        }
    }

    @Test
    void refusesAFileThatDoesNotPlanAndDidNotBefore() throws Exception {
        Files.createDirectories(project().resolve("tables"));
        Files.writeString(project().resolve("tables/wrong.sql"), "SELECT forgotten(1) AS x\n");
        assertEquals(
                ErrorCode.UNKNOWN_FUNCTION,
                assertThrows(TidemillException.class, () -> open(data("file"))).errorCode());
    }
}
