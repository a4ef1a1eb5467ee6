package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalOptions;
import dev.tidemill.journal.ReplayHandler;
import dev.tidemill.journal.Seal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a loaded server at random moments. Each acknowledged row must be there exactly once after
 * every restart, in the tick it was acknowledged in; replayed rows must have no gap and no double;
 * live tables must equal their queries. {@code -Dtidemill.kills=30} makes it long, {@code
 * -Dtidemill.seed} repeats a run.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("tidemill.kills", 4);
    private static final int WRITERS = 3;
    private static final int LIFE_MILLIS_MAX = 2_500;
    private static final Path PROJECT = Path.of("..", "examples", "flights").toAbsolutePath();

    private final Map<Long, Long> tickTimes = new HashMap<>();

    @TempDir private Path folder;

    @Test
    void keepsEveryAcknowledgedRowExactlyOnceAcrossKills() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        SplittableRandom random = new SplittableRandom(seed);
        Path data = folder.resolve("data");
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i, seed));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            ServerProcess server = ServerProcess.start(PROJECT, data);
            try (ServerClient client = server.client()) {
                check(client, writers, "before kill " + kill + ", seed " + seed);
                loadThenKill(server, writers, random.nextInt(LIFE_MILLIS_MAX));
            } finally {
                server.kill();
            }
            readSeals(data);
        }
        ServerProcess server = ServerProcess.start(PROJECT, data);
        try (ServerClient client = server.client()) {
            check(client, writers, "at the end, seed " + seed);
        } finally {
            server.kill();
        }
        assertTrue(writers.stream().mapToLong(Writer::flights).sum() > 0, "nothing was posted");
    }

    private static void loadThenKill(ServerProcess server, List<Writer> writers, int millis)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Writer writer : writers) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (ServerClient client = server.client()) {
                                            writer.postUntilKilled(client);
                                        }
                                    }));
        }
        Thread.sleep(millis);
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void check(ServerClient client, List<Writer> writers, String when) {
        for (Writer writer : writers) {
            long first = writer.firstFlight();
            JsonNode row =
                    row(
                            client,
                            "SELECT count(*), count(DISTINCT flight_id), coalesce(max(flight_id), 0)"
                                    + " FROM departures WHERE flight_id >= "
                                    + first
                                    + " AND flight_id < "
                                    + (first + writer.flights()));
            assertEquals(writer.flights(), row.path(0).asLong(), "rows " + when);
            assertEquals(writer.flights(), row.path(1).asLong(), "distinct rows " + when);
        }
        for (String table : List.of("departures", "arrivals")) {
            JsonNode row =
                    row(
                            client,
                            "SELECT count(*), count(DISTINCT flight_id) FROM "
                                    + table
                                    + " WHERE flight_id < 1000000000");
            assertEquals(row.path(0).asLong(), row.path(1).asLong(), table + " doubled " + when);
        }
        JsonNode replayed =
                row(
                        client,
                        "SELECT count(*), coalesce(max(flight_id) - min(flight_id) + 1, 0)"
                                + " FROM departures WHERE flight_id < 1000000000");
        assertEquals(replayed.path(0).asLong(), replayed.path(1).asLong(), "gap " + when);
        JsonNode verification = client.post("/v1/verify", null);
        assertEquals(0, verification.path("mismatches").asLong(), when + ": " + verification);
        repeatsAnswers(client, writers, when);
    }

    /** A key that was acknowledged before the kill gets the same answer after it. */
    private static void repeatsAnswers(ServerClient client, List<Writer> writers, String when) {
        for (Writer writer : writers) {
            writer.acknowledged().entrySet().stream()
                    .skip(Math.max(0, writer.acknowledged().size() - 3))
                    .forEach(
                            entry -> {
                                JsonNode answer =
                                        client.postRows(
                                                "departures",
                                                "{\"flight_id\":1}\n".getBytes(UTF_8),
                                                entry.getKey());
                                assertTrue(answer.path("duplicate").asBoolean(), when + answer);
                                assertEquals(entry.getValue(), answer.path("tick").asLong(), when);
                            });
        }
    }

    private static JsonNode row(ServerClient client, String sql) {
        return client.queryJson(sql).path("rows").path(0);
    }

    /** Reads the seals that the killed process left: a tick once sealed keeps its time. */
    private void readSeals(Path data) throws IOException {
        Path copy = Files.createTempDirectory(folder, "journal");
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        try (Journal journal = Journal.open(copy, JournalOptions.defaults())) {
            long first = journal.stats().firstTick();
            journal.replay(
                    Math.max(0, first - 1),
                    new ReplayHandler() {
                        private long last = first - 1;

                        @Override
                        public void record(long tick, ByteBuffer payload) {
                            assertEquals(last + 1, tick, "ticks are consecutive");
                        }

                        @Override
                        public void seal(Seal seal) {
                            assertEquals(++last, seal.tick(), "ticks are consecutive");
                            Long known = tickTimes.put(seal.tick(), seal.timeMicros());
                            if (known != null) {
                                assertEquals(known, seal.timeMicros(), "tick " + seal.tick());
                            }
                        }
                    });
        }
    }
}
