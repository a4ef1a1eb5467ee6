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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a loaded server at random moments. Each acknowledged row must be there exactly once after
 * every restart, in the tick it was acknowledged in; replayed rows must have no gap and no double;
 * live tables must equal their queries, those that are made, replaced and dropped meanwhile too;
 * late rows must be aside exactly once; and of a table that keeps the newest rows, these must be
 * there, and every live table over it must have counted all from its first row on. {@code
 * -Dtidemill.long=true} kills thirty times, {@code -Dtidemill.kills} as often as it says, {@code
 * -Dtidemill.seed} repeats a run.
 */
class KillTest {
    private static final int KILLS =
            Integer.getInteger("tidemill.kills", Boolean.getBoolean("tidemill.long") ? 30 : 4);
    private static final int WRITERS = 3;
    private static final int LIFE_MILLIS_MAX = 2_500;

    /** Every other life is so much longer: a young process takes a second to plan a definition. */
    private static final int LONGER_MILLIS = 4_000;

    /**
     * Rows leave memory so often, and tables are built so slowly, that kills meet them on their
     * way.
     */
    private static final String LIMITS =
            """

            limits:
              history-run-rows: 3000
              build-at-once-rows: 100
              build-chunk-rows: 20
              build-slice-millis: 1
            """;

    private static final Path EXAMPLE = Path.of("..", "examples", "flights").toAbsolutePath();

    private final Map<Long, Sealed> ticks = new HashMap<>();

    private int compared;

    @TempDir private Path folder;

    /**
     * The example, made once, with small runs of history and a lateness of departures that lets in
     * what the writers say of the past. That of arrivals is the example's own.
     */
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
        RetainedWriter.define(project);
        return project;
    }

    /** Thirty kills take some minutes on two slow cores. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void keepsEveryAcknowledgedRowExactlyOnceAcrossKills() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        SplittableRandom random = new SplittableRandom(seed);
        Path data = folder.resolve("data");
        List<Writer> writers = new ArrayList<>();
        KeylessWriter keyless = new KeylessWriter(seed);
        LateWriter late = new LateWriter(seed);
        RetainedWriter retained = new RetainedWriter(seed);
        Definer definer = new Definer(seed);
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i, seed));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            ServerProcess server = ServerProcess.start(project(), data);
            try (ServerClient client = server.client()) {
                keyless.check(client, "before kill " + kill + ", seed " + seed);
                late.check(client, "before kill " + kill + ", seed " + seed);
                retained.check(client, "before kill " + kill + ", seed " + seed);
                definer.check(client, "before kill " + kill + ", seed " + seed);
                check(client, writers, "before kill " + kill + ", seed " + seed);
                loadThenKill(
                        server,
                        writers,
                        keyless,
                        late,
                        retained,
                        definer,
                        random.nextInt(LIFE_MILLIS_MAX) + kill % 2 * LONGER_MILLIS);
            } finally {
                server.kill();
            }
            readTicks(data);
        }
        ServerProcess server = ServerProcess.start(project(), data);
        try (ServerClient client = server.client()) {
            assertTrue(rowsOnDisk(client) > 0, "no row left memory");
            keyless.check(client, "at the end, seed " + seed);
            late.check(client, "at the end, seed " + seed);
            retained.check(client, "at the end, seed " + seed);
            definer.check(client, "at the end, seed " + seed);
            check(client, writers, "at the end, seed " + seed);
        } finally {
            server.kill();
        }
        System.out.printf(
                "%d kills: %d rows with keys, %d without, %d in time, %d late, %d of %d retained,"
                        + " %d ticks compared%n",
                KILLS,
                writers.stream().mapToLong(Writer::flights).sum(),
                keyless.acknowledgedRows(),
                late.accepted(),
                late.late(),
                retained.acknowledgedRows() - retained.firstSeen(),
                retained.acknowledgedRows(),
                compared);
        System.out.printf(
                "%d definitions, %d times a table was being built, %d looked at; refused: %s%n",
                definer.defined(), definer.seenBuilding(), definer.checked(), definer.refusals());
        assertTrue(definer.defined() > 0, "no table was made");
        assertTrue(compared > 0, "no tick was seen twice");
        assertTrue(late.late() > 0, "no row was late");
        assertTrue(writers.stream().mapToLong(Writer::flights).sum() > 0, "nothing was posted");
    }

    private static void loadThenKill(
            ServerProcess server,
            List<Writer> writers,
            KeylessWriter keyless,
            LateWriter late,
            RetainedWriter retained,
            Definer definer,
            int millis)
            throws InterruptedException {
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
                            try {
                                keyless.postUntilKilled(server.port());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }));
        threads.add(
                builder.start(
                        () -> {
                            try (ServerClient client = server.client()) {
                                late.postUntilKilled(client);
                            }
                        }));
        threads.add(
                builder.start(
                        () -> {
                            try (ServerClient client = server.client()) {
                                retained.postUntilKilled(client);
                            }
                        }));
        threads.add(
                builder.start(
                        () -> {
                            try (ServerClient client = server.client()) {
                                definer.defineUntilKilled(client);
                            }
                        }));
        Thread.sleep(millis);
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures), "answers nobody expected");
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
        checkNoGap(client, when);
        JsonNode verification = client.post("/v1/verify", null);
        assertEquals(0, verification.path("mismatches").asLong(), when + ": " + verification);
        repeatsAnswers(client, writers, when);
    }

    /**
     * Departures are numbered as they come. Arrivals come in another order: each flight that landed
     * more than a minute before the last arrival must have arrived.
     */
    private static void checkNoGap(ServerClient client, String when) {
        JsonNode departed =
                row(
                        client,
                        "SELECT count(*), coalesce(max(flight_id) - min(flight_id) + 1, 0)"
                                + " FROM departures WHERE flight_id < 1000000000");
        assertEquals(departed.path(0).asLong(), departed.path(1).asLong(), "gap " + when);
        JsonNode missing =
                row(
                        client,
                        "SELECT count(*) FROM departures d LEFT JOIN arrivals a"
                                + " ON a.flight_id = d.flight_id WHERE d.flight_id < 1000000000"
                                + " AND a.flight_id IS NULL AND d.departed_at"
                                + " + INTERVAL '1 minute' * CAST(31 + d.distance / 7.5 AS INTEGER)"
                                + " < (SELECT max(arrived_at) FROM arrivals) - INTERVAL '1 minute'");
        assertEquals(0, missing.path(0).asLong(), "arrivals missing " + when);
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

    private static long rowsOnDisk(ServerClient client) {
        long rows = 0;
        for (JsonNode table : client.get("/v1/status").path("tables")) {
            rows += table.path("history_rows").asLong();
        }
        return rows;
    }

    private static JsonNode row(ServerClient client, String sql) {
        return client.queryJson(sql).path("rows").path(0);
    }

    /** What a tick holds: its time, and a digest of its records and its seal. */
    private record Sealed(long timeMicros, String digest) {}

    /** Reads the ticks that the killed process left: one once sealed keeps its time and rows. */
    private void readTicks(Path data) throws IOException {
        Path copy = Files.createTempDirectory(folder, "journal");
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        try (Journal journal = Journal.open(copy, JournalOptions.defaults())) {
            long first = journal.stats().firstTick();
            journal.replay(Math.max(0, first - 1), new TickReader(first - 1));
        }
    }

    private final class TickReader implements ReplayHandler {
        private final MessageDigest records = sha256();
        private long last;

        TickReader(long last) {
            this.last = last;
        }

        @Override
        public void record(long tick, ByteBuffer payload) {
            assertEquals(last + 1, tick, "ticks are consecutive");
            add(payload);
        }

        @Override
        public void seal(Seal seal) {
            assertEquals(++last, seal.tick(), "ticks are consecutive");
            add(seal.payload());
            Sealed found =
                    new Sealed(seal.timeMicros(), HexFormat.of().formatHex(records.digest()));
            Sealed known = ticks.putIfAbsent(seal.tick(), found);
            if (known != null) {
                assertEquals(known, found, "tick " + seal.tick());
                compared++;
            }
        }

        /** The length goes in too, so that rows cannot move between records unseen. */
        private void add(ByteBuffer payload) {
            records.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, payload.remaining()));
            records.update(payload.duplicate());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
