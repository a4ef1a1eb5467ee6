package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server at random moments while its actions tell of rows that enter, stay and go through
 * steps, and write to a table. Every transition of an acknowledged row must be told at least once,
 * always with the same key, and each write must be made. {@code -Dtidemill.kills} kills as often as
 * it says, {@code -Dtidemill.seed} repeats a run.
 */
class ActionKillTest {
    private static final int KILLS = Integer.getInteger("tidemill.kills", 4);
    private static final int LIFE_MILLIS_MAX = 2_500;
    private static final int BATCH_ROWS = 3;
    private static final long CALM_MILLIS = 60_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private HttpServer receiver;

    /** The keys with which each transition of a row was told, by {@code ACTION ROW TRANSITION}. */
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

    private final Set<String> acknowledged = new TreeSet<>();
    private int sent;

    @BeforeEach
    void makeProject() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", this::receive);
        receiver.start();
        write("tidemill.yaml", "name: kills\n");
        contract("readings", "level");
        contract("marks", "tick");
        write("tables/high.sql", "SELECT id, level FROM readings WHERE level > 5\n");
        action("tell", "when: [entered, left]\nwebhook: {url: URL}\n");
        action("stay", "when: [stayed]\nfor: 1s\nwebhook: {url: URL}\n");
        action(
                "walk",
                """
                when: [entered]
                steps:
                  - {name: one, webhook: {url: URL}}
                  - {name: two, after: 300ms, if: delivered, webhook: {url: URL}}
                """);
        action(
                "mark",
                """
                when: [entered]
                write: {table: marks, row: {id: "{{row.id}}", tick: "{{tick}}"}}
                """);
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("project").resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    private void contract(String table, String column) throws IOException {
        write(
                "contracts/" + table + ".yaml",
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: test.%1$s
                name: %1$s
                version: 1.0.0
                status: active
                schema:
                  - name: %1$s
                    customProperties:
                      - {property: tableKind, value: keyed}
                    properties:
                      - {name: id, logicalType: string, physicalType: TEXT, primaryKey: true, primaryKeyPosition: 1, required: true}
                      - {name: %2$s, logicalType: integer, physicalType: BIGINT}
                """
                        .formatted(table, column));
    }

    private void action(String name, String terms) throws IOException {
        String url = "\"http://127.0.0.1:%d/\"".formatted(receiver.getAddress().getPort());
        write(
                "actions/" + name + ".yaml",
                "name: %s\non: high\nkey: [id]\nretry: {initial: 100ms, max: 1s, attempts: 100}\n"
                                .formatted(name)
                        + "rate: {per-second: 1000, in-flight: 16}\n"
                        + terms.replace("URL", url));
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String what =
                "%s %s %s"
                        .formatted(
                                body.path("action").asText(),
                                body.path("row").path("id").asText(),
                                body.path("transition").asText());
        told.computeIfAbsent(what, _ -> ConcurrentHashMap.newKeySet())
                .add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void losesNoActionAndTellsEachWithOneKeyAcrossKills() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            ServerProcess server = start();
            try (ServerClient client = server.client()) {
                Thread killer = Thread.ofVirtual().start(() -> killAfter(server, random));
                postUntilKilled(client);
                killer.join();
            } finally {
                server.kill();
            }
        }
        ServerProcess server = start();
        try (ServerClient client = server.client()) {
            post(client, false); // All that is known leaves again.
            awaitAll(client);
            long marks = count(client, "SELECT count(*) FROM marks");
            assertTrue(marks >= acknowledged.size(), marks + " marks, seed " + seed);
            assertEquals(
                    0, client.post("/v1/verify", null).path("mismatches").asLong(), "seed " + seed);
        } finally {
            server.kill();
        }
        told.forEach((what, keys) -> assertEquals(1, keys.size(), what + ", seed " + seed));
        System.out.printf("%d rows, %d transitions told%n", acknowledged.size(), told.size());
        assertTrue(acknowledged.size() > KILLS, "nothing was posted");
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(folder.resolve("project"), folder.resolve("data"));
    }

    private static void killAfter(ServerProcess server, SplittableRandom random) {
        try {
            Thread.sleep(500 + random.nextInt(LIFE_MILLIS_MAX));
            server.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void postUntilKilled(ServerClient client) throws InterruptedException {
        try {
            while (true) {
                post(client, true);
                Thread.sleep(5);
            }
        } catch (TidemillException | ServerUnreachable e) {
            // killed, or on its way down
        }
    }

    /**
     * @param in whether new rows come; those that are known go otherwise
     */
    private void post(ServerClient client, boolean in) {
        List<String> ids = new ArrayList<>(in ? List.of() : acknowledged);
        for (int i = 0; in && i < BATCH_ROWS; i++) {
            ids.add("r" + sent++);
        }
        StringBuilder rows = new StringBuilder();
        ids.forEach(id -> rows.append("{\"id\":\"%s\",\"level\":%d}\n".formatted(id, in ? 9 : 1)));
        String key = (in ? "in " : "out ") + ids.getFirst();
        JsonNode answer = client.postRows("readings", rows.toString().getBytes(UTF_8), key);
        assertEquals(ids.size(), answer.path("accepted").asInt(), answer.toString());
        acknowledged.addAll(ids);
    }

    private void awaitAll(ServerClient client) throws InterruptedException {
        List<String> missing = List.of();
        long until = System.currentTimeMillis() + CALM_MILLIS;
        while (System.currentTimeMillis() < until) {
            missing = missing();
            long marked =
                    count(client, "SELECT count(*) FROM tidemill.outbox WHERE status = 'PENDING'");
            if (missing.isEmpty() && marked == 0) {
                return;
            }
            Thread.sleep(100);
        }
        assertEquals(List.of(), missing);
    }

    /** Rows of the last life may have left before they had stayed. */
    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (String id : acknowledged) {
            for (String what :
                    List.of(
                            "tell %s entered",
                            "tell %s left", "walk %s step one", "walk %s step two")) {
                if (!told.containsKey(what.formatted(id))) {
                    missing.add(what.formatted(id));
                }
            }
        }
        return missing;
    }

    private static long count(ServerClient client, String sql) {
        return client.queryJson(sql).path("rows").path(0).path(0).asLong();
    }
}
