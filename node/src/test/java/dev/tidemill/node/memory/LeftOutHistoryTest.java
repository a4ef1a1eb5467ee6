package dev.tidemill.node.memory;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.Restoration;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live table that a start has no room for keeps its rows on disk as long as the checkpoint has
 * it.
 */
class LeftOutHistoryTest {
    private static final int RUN_ROWS = 5_000;
    private static final int ROWS = 9_500;
    private static final String ROOMY = "128 MiB";
    private static final String NARROW = "3 MiB";
    private static final String LOG = "TABLE log AS SELECT k, repeat(s, 8) AS s FROM e";

    @TempDir private @Nullable Path folder;

    private Path path(String name) {
        return requireNonNull(folder).resolve(name);
    }

    /** The newest checkpoint has a run of the log, and rows of it in memory. */
    @BeforeEach
    void makeALogWithRuns() throws Exception {
        Files.createDirectories(path("project"));
        try (Tidemill mill = open(path("data"), ROOMY)) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            mill.execute("CREATE LIVE " + LOG);
            append(mill, 0, RUN_ROWS);
            awaitHistory(mill, "e", RUN_ROWS);
            awaitHistory(mill, "log", RUN_ROWS);
            append(mill, RUN_ROWS, ROWS);
        }
    }

    private Tidemill open(Path data, String memory) throws IOException {
        Files.writeString(
                path("project").resolve("tidemill.yaml"),
                "name: left\nlimits:\n  history-run-rows: %d\n  state-memory: %s\n"
                        .formatted(RUN_ROWS, memory));
        return Tidemill.open(
                path("project"),
                TidemillOptions.defaults()
                        .withData(data)
                        .withWatching(false)
                        .withCheckpoints(3_600_000, Long.MAX_VALUE));
    }

    private static void append(Tidemill mill, long from, long to) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("e").schema(), Math.toIntExact(to - from));
        for (long row = from; row < to; row++) {
            rows.add(1, row, row + "x".repeat(100));
        }
        IngestResult result =
                mill.append("e", ParsedRows.of(rows.build()), AppendOptions.embedded());
        assertTrue(mill.await(result.tick(), 30_000));
    }

    private static void awaitHistory(Tidemill mill, String table, long rows)
            throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (historyRows(mill, table) < rows) {
            assertTrue(System.nanoTime() < end, "rows of " + table + " leave memory");
            Thread.sleep(10);
        }
    }

    private static long historyRows(Tidemill mill, String table) {
        return mill.status().tables().stream()
                .filter(each -> each.name().equals(table))
                .mapToLong(Status.TableStatus::historyRows)
                .sum();
    }

    private static List<String> suspended(Tidemill mill) {
        return mill.status().suspended().stream().map(s -> s.name() + " " + s.code()).toList();
    }

    /** As a kill leaves it: what is on disk, and no last checkpoint. */
    private Path copy(Path data, String name) throws IOException {
        Path to = path(name);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, to.resolve(data.relativize(file).toString()));
                }
            }
        }
        return to;
    }

    private static void copyHistory(Path from, Path to) throws IOException {
        for (String name : List.of("history.duckdb", "history.duckdb.wal")) {
            Files.deleteIfExists(to.resolve(name));
            if (Files.exists(from.resolve(name))) {
                Files.copy(
                        from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void checkWhole(Tidemill mill) throws InterruptedException {
        assertEquals(List.of(), suspended(mill));
        assertEquals(
                List.of((Object) (long) ROWS, (long) ROWS),
                mill.query("SELECT count(*), count(DISTINCT k) FROM log").rows().row(0));
        assertEquals(0, mill.verify().mismatches());
    }

    @Test
    void aLaterStartWithMoreMemoryHasTheWholeTable() throws Exception {
        Path whole = copy(path("data"), "whole");
        Path killed;
        try (Tidemill mill = open(path("data"), NARROW)) {
            assertEquals(List.of("log TM4040"), suspended(mill));
            killed = copy(path("data"), "killed");
        }
        // Killed before it was written down that the table is suspended.
        copyHistory(killed, whole);
        try (Tidemill mill = open(whole, ROOMY)) {
            assertEquals(RUN_ROWS, historyRows(mill, "log"));
            checkWhole(mill);
        }
        // Killed afterwards; the table is made anew, moves too, and the checkpoint is still the
        // old.
        Path again;
        try (Tidemill mill = open(killed, ROOMY)) {
            assertEquals(List.of("log TM4040"), suspended(mill));
            mill.execute("CREATE OR REPLACE LIVE " + LOG + " /* again */");
            awaitHistory(mill, "log", RUN_ROWS);
            checkWhole(mill);
            again = copy(killed, "again");
        }
        for (Path data : List.of(again, killed)) {
            try (Tidemill mill = open(data, ROOMY)) {
                checkWhole(mill);
            }
        }
    }

    @Test
    void aBackupOfTheNarrowStartHasWhatItsCheckpointSays() throws Exception {
        try (Tidemill mill = open(path("data"), NARROW)) {
            assertEquals(List.of("log TM4040"), suspended(mill));
            var ignored = mill.backups().take(path("backup"));
        }
        var ignored = Restoration.restore(path("backup"), path("restored"), new CopyMeter());
        try (Tidemill mill = open(path("restored"), ROOMY)) {
            assertEquals(List.of("log TM4040"), suspended(mill));
            mill.execute("CREATE OR REPLACE LIVE " + LOG + " /* again */");
            awaitHistory(mill, "log", RUN_ROWS);
            checkWhole(mill);
        }
    }

    /** A checkpoint of the narrow start lacks the table, and then its rows may go. */
    @Test
    void theTableGoesWithTheNextCheckpoint() throws Exception {
        try (Tidemill mill = open(path("data"), NARROW)) {
            mill.askForCheckpoint();
            append(mill, ROWS, ROWS + 1);
            long end = System.nanoTime() + 30_000_000_000L;
            while (mill.checkpoints().written() == null || mill.checkpoints().underWay()) {
                assertTrue(System.nanoTime() < end, "a checkpoint is taken");
                Thread.sleep(10);
            }
        }
        try (Tidemill mill = open(path("data"), ROOMY)) {
            assertEquals(List.of("log TM4040"), suspended(mill));
            assertEquals(
                    List.of((Object) (ROWS + 1L)),
                    mill.query("SELECT count(*) FROM e").rows().row(0));
            assertEquals(0, mill.verify().mismatches());
        }
    }
}
