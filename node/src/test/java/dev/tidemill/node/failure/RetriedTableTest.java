package dev.tidemill.node.failure;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.supervise.SupervisedReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A live table that failed is tried again when somebody asks, and a replay does the same. */
@Timeout(120)
class RetriedTableTest {
    private static final int COLUMNS = 40;
    private static final int ROWS = 1_000;

    @TempDir @Nullable Path folder;

    private Path project() throws IOException {
        Path project = Files.createDirectories(requireNonNull(folder).resolve("project"));
        Files.writeString(project.resolve("tidemill.yaml"), "name: retried\n");
        return project;
    }

    private Tidemill open(String data) throws IOException {
        return Tidemill.open(
                project(),
                TidemillOptions.defaults()
                        .withData(requireNonNull(folder).resolve(data))
                        .withWatching(false));
    }

    /** As a crash leaves it. */
    private void copy(String from, String to) throws IOException {
        Path data = requireNonNull(folder).resolve(from);
        Path target = requireNonNull(folder).resolve(to);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, target.resolve(data.relativize(file).toString()));
                }
            }
        }
    }

    private static String columns(String form) {
        return IntStream.range(0, COLUMNS)
                .mapToObj(i -> form.replace("#", String.valueOf(i)))
                .collect(Collectors.joining(", "));
    }

    /** Its output of one tick does not fit into memory while all rows are there. */
    private static String pairs() {
        return "SELECT a.id AS one, b.id AS other, %s, %s FROM wide a JOIN wide b ON a.k = b.k"
                .formatted(columns("a.c# AS a#"), columns("b.c# AS b#"));
    }

    private static void fill(Tidemill mill) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("wide").schema(), ROWS);
        for (int id = 0; id < ROWS; id++) {
            List<@Nullable Object> row = new ArrayList<>(List.of((long) id, 1L));
            for (int i = 0; i < COLUMNS; i++) {
                row.add(id);
            }
            rows.addRow(1, row);
        }
        long tick =
                mill.append("wide", ParsedRows.of(rows.build()), AppendOptions.embedded()).tick();
        assertTrue(mill.await(tick, 60_000));
    }

    private static List<String> suspended(Tidemill mill) {
        return mill.supervisor().reports().stream()
                .filter(each -> each.state().equals("suspended"))
                .map(each -> each.kind() + " " + each.name())
                .toList();
    }

    private static Object number(Tidemill mill, String sql) {
        return requireNonNull(mill.query(sql).rows().row(0).getFirst());
    }

    @Test
    void aSuspendedTableIsBuiltAgainWhenSomebodyAsks() throws Exception {
        try (Tidemill mill = open("data")) {
            mill.execute(
                    "CREATE TABLE wide (id BIGINT PRIMARY KEY, k BIGINT, %s)"
                            .formatted(columns("c# INTEGER")));
            mill.execute("CREATE LIVE TABLE pairs AS " + pairs());
            mill.execute("CREATE LIVE TABLE counted AS SELECT count(*) AS n FROM pairs");
            mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM wide");
            fill(mill);
            assertEquals(List.of("live table counted", "live table pairs"), suspended(mill));

            SupervisedReport again = mill.supervisor().restart("pairs").getFirst();
            assertEquals("suspended", again.state());
            assertTrue(requireNonNull(again.problem()).startsWith("TM4"), again.toString());
            assertEquals((long) ROWS, number(mill, "SELECT n FROM total"), "others go on");

            mill.execute("DELETE FROM wide WHERE id >= 10");
            assertEquals(2, suspended(mill).size(), "nobody has asked");
            SupervisedReport tried = mill.supervisor().restart("counted").getFirst();
            assertEquals("running", tried.state(), tried.toString());
            assertEquals(List.of(), suspended(mill));
            assertEquals(100L, number(mill, "SELECT n FROM counted"));
            mill.execute("DELETE FROM wide WHERE id >= 5");
            assertEquals(25L, number(mill, "SELECT n FROM counted"));
            assertEquals(0, mill.verify().mismatches());
            for (String name : List.of("pairs", "wide", "nothing")) {
                assertEquals(
                        ErrorCode.NOT_FOUND,
                        assertThrows(
                                        TidemillException.class,
                                        () -> mill.supervisor().restart(name),
                                        name)
                                .errorCode());
            }
            copy("data", "crashed");
        }
        for (String data : List.of("crashed", "data")) {
            try (Tidemill mill = open(data)) {
                assertEquals(List.of(), suspended(mill), data);
                assertEquals(25L, number(mill, "SELECT n FROM counted"), data);
                assertEquals(0, mill.verify().mismatches());
            }
        }
    }
}
