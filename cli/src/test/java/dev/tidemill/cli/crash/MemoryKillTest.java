package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a small heap, and whatever could fill it: definitions, rows and queries. It must
 * say so with a code, and neither die nor get another table wrong; killed, it must come back with
 * the same tables suspended. Runs with {@code -Dtidemill.long=true}; {@code -Dtidemill.seed}
 * repeats a run, and {@code -Dtidemill.heap} gives the server another heap than 256m.
 */
class MemoryKillTest {
    private static final String HEAP = "-Xmx" + System.getProperty("tidemill.heap", "256m");
    private static final int LIVES = Integer.getInteger("tidemill.kills", 4);
    private static final int BATCH = 500;
    private static final int BATCHES = 60;
    private static final int QUERIES = 6;
    private static final int DELETED = 4_000;

    /** Definitions that need far more than there is, by the names that they get. */
    private static final Map<String, String> ABUSES =
            new TreeMap<>(
                    Map.of(
                            "crossed",
                            "SELECT a.k AS x, b.k AS y, a.s FROM e a JOIN e b ON a.g = b.g",
                            "keyed_wide",
                            "SELECT s, count(*) AS n, max(k) AS k FROM e GROUP BY s",
                            "arrays",
                            "SELECT g, array_agg(s ORDER BY k) AS all_of FROM e GROUP BY g",
                            "joined_text",
                            "SELECT g, string_agg(s, ',' ORDER BY k) AS t FROM e GROUP BY g",
                            "repeated",
                            "SELECT k, repeat(s, 3000) AS r FROM e",
                            "numbered",
                            "SELECT k, s, row_number() OVER (PARTITION BY g ORDER BY s) AS i FROM e",
                            "copied",
                            "SELECT k, g, s, s || 'x' AS t, s || 'y' AS u FROM e WHERE k >= 0",
                            "unnested",
                            "SELECT e.k, e.s, u.x FROM e CROSS JOIN UNNEST(STRING_TO_ARRAY("
                                    + "repeat('ab,', 20000), ',')) AS u(x)"));

    private static final Set<String> CODES =
            Set.of("TM4007", "TM4008", "TM4014", "TM4040", "TM4042");

    @TempDir private Path folder;

    private Random random = new Random();
    private long nextRow;
    private long acceptedRows;
    private long nextKey;
    private long lastTick;
    private int suspensions;
    private int refusals;
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

    private Path project() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(
                project.resolve("tidemill.yaml"),
                """
                name: small
                limits:
                  build-at-once-rows: 3000
                  query-timeout: 5 s
                """);
        return project;
    }

    private ServerProcess serve(int life) throws IOException {
        return ServerProcess.start(
                project(),
                folder.resolve("data"),
                List.of(HEAP, "-Dtidemill.memory=" + (512L << 20)),
                ProcessBuilder.Redirect.to(errors(life).toFile()));
    }

    private Path errors(int life) {
        return folder.resolve("errors-" + life + ".txt");
    }

    @Test
    @EnabledIfSystemProperty(named = "tidemill.long", matches = "true")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void suspendsAndRefusesAndNeverDies() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + LIVES + " lives");
        random = new Random(seed);
        List<String> abuses = new ArrayList<>();
        Map<String, String> before = new TreeMap<>();
        for (int life = 0; life < LIVES; life++) {
            ServerProcess server = serve(life);
            try (ServerClient client = server.client()) {
                String when = "life " + life + ", seed " + seed;
                if (life == 0) {
                    define(client);
                }
                assertEquals(before, told(client), "suspended before and after, " + when);
                check(client, when);
                for (String former : before.keySet()) {
                    run(client, "DROP LIVE TABLE " + former);
                }
                for (int turn = 0; turn < 3; turn++) {
                    if (abuses.isEmpty()) {
                        abuses.addAll(ABUSES.keySet());
                        Collections.shuffle(abuses, random);
                    }
                    abuse(server, client, abuses.removeLast());
                    check(client, when);
                }
                fillKeyed(client, when);
                check(client, when);
                before = told(client);
                assertTrue(server.process().isAlive(), when);
            } catch (RuntimeException | AssertionError e) {
                String state = server.process().isAlive() ? "runs" : "ended";
                System.out.println("the process " + state + "; it said:");
                System.out.println(Files.readString(errors(life)));
                throw e;
            } finally {
                server.kill();
                assertNoEnd(life);
            }
        }
        assertEquals(List.of(), List.copyOf(unexpected), "answers nobody expected");
        System.out.printf(
                "%d suspended, %d batches refused, %d rows taken%n",
                suspensions, refusals, acceptedRows);
        assertTrue(suspensions > 0, "nothing was suspended");
        assertTrue(refusals > 0, "nothing was refused");
    }

    private void assertNoEnd(int life) throws IOException {
        String said = Files.readString(errors(life));
        assertFalse(said.contains("OutOfMemoryError"), said);
    }

    private static void define(ServerClient client) {
        run(client, "CREATE TABLE e (k BIGINT, g BIGINT, s TEXT)");
        run(client, "CREATE TABLE t (id BIGINT PRIMARY KEY, s TEXT)");
        run(client, "CREATE LIVE TABLE total AS SELECT count(*) AS n, sum(k) AS k FROM e");
        run(client, "CREATE LIVE TABLE by_g AS SELECT g, count(*) AS n FROM e GROUP BY g");
        run(client, "CREATE LIVE TABLE keys AS SELECT count(*) AS n, sum(id) AS ids FROM t");
    }

    /** Defines one, sends rows and asks large questions until it is suspended, or all are sent. */
    private void abuse(ServerProcess server, ServerClient client, String name)
            throws InterruptedException {
        try {
            run(client, "CREATE LIVE TABLE " + name + " AS " + ABUSES.get(name));
        } catch (TidemillException e) {
            assertTrue(CODES.contains(e.errorCode().code()), name + ": " + e);
        }
        List<Thread> queries = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            int number = i;
            queries.add(Thread.ofVirtual().start(() -> ask(server, number)));
        }
        for (int batch = 0; batch < BATCHES && !suspended(client).contains(name); batch++) {
            sendEvents(client);
        }
        for (Thread query : queries) {
            query.join();
        }
        boolean isSuspended = suspended(client).contains(name);
        suspensions += isSuspended ? 1 : 0;
        System.out.println(name + (isSuspended ? " suspended: " + why(client, name) : " fits"));
        if (!isSuspended || random.nextBoolean()) {
            run(client, "DROP LIVE TABLE " + name);
        }
    }

    private void ask(ServerProcess server, int number) {
        String sql =
                switch (number % 3) {
                    case 0 -> "SELECT a.s, b.s FROM e a JOIN e b ON a.g = b.g ORDER BY 1, 2";
                    case 1 -> "SELECT * FROM e ORDER BY s";
                    default ->
                            "SELECT s, count(*) FROM (SELECT a.s || b.s AS s FROM e a, e b)"
                                    + " GROUP BY s";
                };
        try (ServerClient client = server.client()) {
            JsonNode ignored = client.queryJson(sql);
        } catch (TidemillException e) {
            String code = e.errorCode().code();
            if (!Set.of("TM4007", "TM4008", "TM1012", "TM4011", "TM4015").contains(code)) {
                unexpected.add(sql + ": " + e);
            }
        }
    }

    private void sendEvents(ServerClient client) throws InterruptedException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
            rows.append("{\"k\":").append(nextRow + i);
            rows.append(",\"g\":").append((nextRow + i) % 7);
            rows.append(",\"s\":\"").append(nextRow + i).append('-');
            rows.repeat('x', 20 + random.nextInt(800)).append("\"}\n");
        }
        if (send(client, "/v1/tables/e/rows", "e", rows)) {
            nextRow += BATCH;
            acceptedRows += BATCH;
        }
    }

    /** False when it was refused at the end of some patience. */
    private boolean send(ServerClient client, String path, String table, StringBuilder rows)
            throws InterruptedException {
        byte[] body = rows.toString().getBytes(UTF_8);
        String key = path + random.nextLong();
        for (int attempt = 0; attempt < 40; attempt++) {
            try {
                JsonNode answer = client.postRows(table, body, key);
                assertEquals(BATCH, answer.path("accepted").asInt(), answer.toString());
                lastTick = answer.path("tick").asLong();
                return true;
            } catch (TidemillException e) {
                String code = e.errorCode().code();
                assertTrue(code.equals("TM4041") || code.equals("TM2009"), e.toString());
                refusals++;
                Thread.sleep(50);
            }
        }
        return false;
    }

    /** Until no more rows fit; then half of them are deleted, and some fit again. */
    private void fillKeyed(ServerClient client, String when) throws InterruptedException {
        long first = nextKey;
        boolean fits = true;
        while (fits) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < BATCH; i++) {
                rows.append("{\"id\":").append(nextKey + i).append(",\"s\":\"");
                rows.repeat('y', 1_500).append("\"}\n");
            }
            fits = send(client, "/v1/tables/t/rows", "t", rows);
            nextKey += fits ? BATCH : 0;
            assertTrue(nextKey - first < 1_000_000, "the table grows without end, " + when);
        }
        awaitLast(client);
        assertEquals(
                nextKey - first,
                row(client, "SELECT n FROM keys").path(0).asLong(),
                "deletions leave the others, " + when);
        for (long from = first; from < nextKey; from += DELETED) {
            delete(client, from);
        }
        for (int i = 0;
                i < 100 && client.get("/v1/status").path("memory").hasNonNull("full");
                i++) {
            Thread.sleep(100);
        }
        sendEvents(client);
    }

    /** While old pages fill the heap, deletions wait too. */
    private void delete(ServerClient client, long from) throws InterruptedException {
        String sql = "DELETE FROM t WHERE id BETWEEN %d AND %d".formatted(from, from + DELETED - 1);
        for (int attempt = 0; ; attempt++) {
            try {
                run(client, sql);
                return;
            } catch (TidemillException e) {
                if (!e.errorCode().code().equals("TM4041") || attempt == 200) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    /** What was acknowledged is on disk, and can be read when its tick is published. */
    private void awaitLast(ServerClient client) throws InterruptedException {
        while (client.get("/v1/status").path("tick").asLong() < lastTick) {
            Thread.sleep(20);
        }
    }

    private void check(ServerClient client, String when) throws InterruptedException {
        awaitLast(client);
        JsonNode total = row(client, "SELECT n, k FROM total");
        assertEquals(nextRow, total.path(0).asLong(), when);
        JsonNode verification = client.post("/v1/verify", null);
        assertEquals(0, verification.path("mismatches").asLong(), when + ": " + verification);
    }

    private static Set<String> suspended(ServerClient client) {
        Set<String> names = new TreeSet<>();
        for (JsonNode each : client.get("/v1/status").path("suspended")) {
            assertTrue(CODES.contains(each.path("code").asText()), each.toString());
            names.add(each.path("name").asText());
        }
        return names;
    }

    /** Who is suspended, with which code, since which tick, and why. */
    private static Map<String, String> told(ServerClient client) {
        Map<String, String> told = new TreeMap<>();
        for (JsonNode each : client.get("/v1/status").path("suspended")) {
            told.put(
                    each.path("name").asText(),
                    each.path("code").asText()
                            + " since tick "
                            + each.path("since_tick").asText()
                            + ": "
                            + each.path("message").asText());
        }
        return told;
    }

    private static String why(ServerClient client, String name) {
        for (JsonNode each : client.get("/v1/status").path("suspended")) {
            if (each.path("name").asText().equals(name)) {
                return each.path("code").asText() + " " + each.path("message").asText();
            }
        }
        return "not any more";
    }

    private static void run(ServerClient client, String statement) {
        JsonNode ignored = client.queryJson(statement);
    }

    private static JsonNode row(ServerClient client, String sql) {
        return client.queryJson(sql).path("rows").path(0);
    }
}
