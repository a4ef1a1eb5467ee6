package dev.tidemill.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.Main;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.backup.BackupManifest;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.Restoration;
import dev.tidemill.node.check.CheckReport;
import dev.tidemill.node.check.DataCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a loaded server while it takes backups, and the command that restores one. A folder with a
 * backup's name is a whole backup; what is restored has the rows acknowledged up to its tick and no
 * others; the killed server's folder passes its check. {@code -Dtidemill.long=true} kills fifty
 * times, {@code -Dtidemill.kills} as often as it says, {@code -Dtidemill.seed} repeats a run.
 */
class BackupKillTest {
    private static final int KILLS =
            Integer.getInteger("tidemill.kills", Boolean.getBoolean("tidemill.long") ? 50 : 3);
    private static final int WRITERS = 2;
    private static final int LIFE_MILLIS_MAX = 3_000;
    private static final String LIMITS = "\nlimits:\n  history-run-rows: 2000\n";
    private static final Path EXAMPLE = Path.of("..", "examples", "flights").toAbsolutePath();

    private final long seed = Long.getLong("tidemill.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Set<Path> seen = new HashSet<>();
    private int whole;
    private int partial;

    @TempDir private Path folder;

    private Path project() throws IOException {
        Path project = folder.resolve("flights");
        if (Files.exists(project)) {
            return project;
        }
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            for (Path file : files.filter(f -> !f.toString().contains(".tidemill")).toList()) {
                Path copy = project.resolve(EXAMPLE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (file.endsWith("departures.yaml")) {
                    String text = Files.readString(file);
                    Files.writeString(copy, text.replace("value: 2 days", "value: 4000 days"));
                } else if (file.endsWith("tidemill.yaml")) {
                    Files.writeString(copy, Files.readString(file) + LIMITS);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return project;
    }

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void leavesWholeBackupsOnlyAcrossKills() throws Exception {
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        Path data = folder.resolve("data");
        Files.createDirectories(folder.resolve("backups"));
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i, seed));
        }
        Path newest = null;
        for (int kill = 0; kill < KILLS; kill++) {
            String when = "kill " + kill + ", seed " + seed;
            ServerProcess server = ServerProcess.start(project(), data);
            try {
                try (ServerClient client = server.client()) {
                    check(client, writers, Long.MAX_VALUE, "before " + when);
                }
                // A machine may be too slow for a whole one in all the lives before.
                backUpThenKill(server, writers, kill, kill == KILLS - 1 && whole == 0);
            } finally {
                server.kill();
            }
            Path found = verifyBackups(when);
            newest = found == null ? newest : found;
            CheckReport report = DataCheck.of(data, folder, _ -> {});
            assertTrue(report.isWhole(), when + ": " + report);
            restoreUnderKills(newest, writers, when, kill == KILLS - 1);
        }
        System.out.printf("%d kills: %d whole backups, %d partial ones%n", KILLS, whole, partial);
        assertTrue(whole > 0, "no backup was whole");
    }

    /**
     * Posts rows and takes one backup after the other until the server is gone.
     *
     * @param wantsOne whether it is not killed before a backup was answered
     */
    private void backUpThenKill(
            ServerProcess server, List<Writer> writers, int kill, boolean wantsOne)
            throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(wantsOne ? 1 : 0);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Thread.Builder builder =
                Thread.ofVirtual()
                        .uncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        List<Thread> threads = new ArrayList<>();
        for (Writer writer : writers) {
            threads.add(
                    builder.start(
                            () -> {
                                try (ServerClient client = server.client()) {
                                    writer.postUntilKilled(client);
                                }
                            }));
        }
        threads.add(
                builder.start(
                        () -> {
                            try (ServerClient client = server.client()) {
                                takeUntilKilled(client, kill, answered);
                            }
                        }));
        Thread.sleep(50 + random.nextInt(LIFE_MILLIS_MAX));
        boolean isAnswered = answered.await(60, TimeUnit.SECONDS);
        server.kill();
        assertTrue(isAnswered, "no backup in a minute");
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures), "answers nobody expected");
    }

    private void takeUntilKilled(ServerClient client, int kill, CountDownLatch answered) {
        for (int i = 0; ; i++) {
            Path target = folder.resolve("backups").resolve("%03d-%04d".formatted(kill, i));
            JsonNode answer;
            try {
                answer =
                        client.post(
                                "/v1/backups",
                                JsonOutput.object().put("directory", target.toString()));
            } catch (RuntimeException e) {
                return;
            }
            if (!Files.exists(target) || answer.path("tick").asLong() == 0) {
                throw new IllegalStateException(target + ": " + answer);
            }
            answered.countDown();
        }
    }

    /** The newest whole one; the others are removed. Null when there is none of this life. */
    private @Nullable Path verifyBackups(String when) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
            found = files.sorted().toList();
        }
        Path newest = null;
        for (Path backup : found) {
            if (backup.toString().endsWith(".partial")) {
                partial++;
                delete(backup);
                continue;
            }
            BackupManifest manifest = BackupManifest.read(backup);
            Restoration.verify(backup, manifest);
            whole += seen.add(backup) ? 1 : 0;
            if (newest != null) {
                delete(newest);
            }
            newest = backup;
        }
        assertTrue(found.size() < 1000, when);
        return newest;
    }

    /** Kills the command while it restores: the data folder is there and whole, or it is not. */
    private void restoreUnderKills(
            @Nullable Path backup, List<Writer> writers, String when, boolean open)
            throws Exception {
        if (backup == null) {
            return;
        }
        Path data = folder.resolve("restored");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "restore",
                                backup.toString(),
                                "--data",
                                data.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        boolean ended = process.waitFor(100 + random.nextInt(900), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        process.waitFor();
        if (!Files.exists(data)) {
            assertFalse(ended, when);
            BackupManifest ignored = Restoration.restore(backup, data, new CopyMeter());
        }
        assertFalse(Files.exists(folder.resolve("restored.partial")), when);
        CheckReport report = DataCheck.of(data, folder, _ -> {});
        assertTrue(report.isWhole(), when + ": " + report);
        long tick = BackupManifest.read(backup).tick();
        assertEquals(tick, report.tick(), when);
        if (open) {
            ServerProcess server = ServerProcess.start(project(), data);
            try (ServerClient client = server.client()) {
                check(client, writers, tick, "restored, " + when);
            } finally {
                server.kill();
            }
        }
        delete(data);
    }

    private static void check(ServerClient client, List<Writer> writers, long tick, String when) {
        for (Writer writer : writers) {
            long first = writer.firstFlight();
            long flights = writer.flights(tick);
            assertEquals(flights, flights(client, first, flights), "rows " + when);
            // The answer to one batch may have been lost.
            long more = flights(client, first + flights, Writer.BATCH_ROWS_MAX + 1L);
            assertTrue(more < Writer.BATCH_ROWS_MAX, more + " rows too many " + when);
        }
        JsonNode verification = client.post("/v1/verify", null);
        assertEquals(0, verification.path("mismatches").asLong(), when + ": " + verification);
    }

    /** Distinct flights in a range; there may be no double. */
    private static long flights(ServerClient client, long first, long count) {
        JsonNode row =
                client.queryJson(
                                "SELECT count(*), count(DISTINCT flight_id) FROM departures"
                                        + " WHERE flight_id >= "
                                        + first
                                        + " AND flight_id < "
                                        + (first + count))
                        .path("rows")
                        .path(0);
        assertEquals(row.path(0).asLong(), row.path(1).asLong(), "doubled flights");
        return row.path(1).asLong();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
