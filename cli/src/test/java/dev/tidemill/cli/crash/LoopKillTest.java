package dev.tidemill.cli.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.predict.PredictorStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server at random moments while payments come in, features of their accounts follow, it is
 * foretold of each whether it is fraud, the application is told of each prediction, a table is
 * written to, and outcomes are learnt. Each acknowledged payment must be told of at least once and
 * always with one key, each outcome learnt exactly once though some come twice, and the model must
 * be, to the bit, that of a mill that was never disturbed and has the same journal. {@code
 * -Dtidemill.long=true} kills thirty times, {@code -Dtidemill.kills} as often as it says, {@code
 * -Dtidemill.seed} repeats a run.
 */
class LoopKillTest {
    private static final int KILLS =
            Integer.getInteger("tidemill.kills", Boolean.getBoolean("tidemill.long") ? 30 : 4);
    private static final int LIFE_MILLIS_MAX = 5_000;
    private static final long CALM_MILLIS = 60_000;
    private static final long PAUSE_MILLIS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABELLED =
            "SELECT count(*) FROM tidemill.predictions_fraud WHERE status = 'labelled'";
    private static final String KNOWN =
            "SELECT count(DISTINCT o.payment_id) FROM outcomes o"
                    + " JOIN payments p ON p.payment_id = o.payment_id";

    @TempDir private Path folder;
    private HttpServer receiver;

    /** The keys with which each payment was told of. */
    private final Map<Long, Set<String>> told = new ConcurrentHashMap<>();

    @BeforeEach
    void makeProject() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", this::receive);
        receiver.start();
        LoopProject.write(
                folder.resolve("project"),
                "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort()));
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        told.computeIfAbsent(
                        body.path("row").path("payment_id").asLong(),
                        _ -> ConcurrentHashMap.newKeySet())
                .add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void losesNoActionLearnsNothingTwiceAndKeepsItsModelAcrossKills() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        SplittableRandom random = new SplittableRandom(seed);
        LoopTraffic traffic = new LoopTraffic(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            ServerProcess server = start();
            try (ServerClient client = server.client()) {
                int millis = 500 + random.nextInt(LIFE_MILLIS_MAX);
                Thread killer = Thread.ofVirtual().start(() -> killAfter(server, millis));
                postUntilKilled(client, traffic);
                killer.join();
            } finally {
                server.kill();
            }
            keepJournal();
        }
        ServerProcess server = start();
        try (ServerClient client = server.client()) {
            traffic.finish(client);
            awaitAll(client, traffic, "seed " + seed);
        } finally {
            server.kill();
        }
        keepJournal();
        told.forEach((id, keys) -> assertEquals(1, keys.size(), id + ", seed " + seed));
        compare("seed " + seed);
        System.out.printf(
                "%d kills: %d payments told of, %d outcomes, %d of them twice%n",
                KILLS, traffic.acknowledged().size(), traffic.outcomes(), traffic.doubles());
        assertTrue(traffic.acknowledged().size() > 10 * KILLS, "nothing was posted");
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(folder.resolve("project"), folder.resolve("data"));
    }

    private static void killAfter(ServerProcess server, int millis) {
        try {
            Thread.sleep(millis);
            server.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void postUntilKilled(ServerClient client, LoopTraffic traffic)
            throws InterruptedException {
        try {
            while (true) {
                traffic.step(client);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (TidemillException | ServerUnreachable e) {
            // killed, or on its way down
        }
    }

    /** Of what a checkpoint drops in the next life, a copy stays. */
    private void keepJournal() throws IOException {
        Path archive = Files.createDirectories(folder.resolve("undisturbed/journal"));
        try (Stream<Path> files = Files.list(folder.resolve("data/journal"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        archive.resolve(file.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void awaitAll(ServerClient client, LoopTraffic traffic, String when)
            throws InterruptedException {
        long until = System.currentTimeMillis() + CALM_MILLIS;
        while (System.currentTimeMillis() < until && !isDone(client, traffic)) {
            Thread.sleep(100);
        }
        for (long payment : traffic.acknowledged()) {
            assertTrue(told.containsKey(payment), payment + " is not told of, " + when);
        }
        assertEquals(count(client, KNOWN), count(client, LABELLED), when);
        assertEquals(traffic.outcomes(), count(client, KNOWN), when);
        assertEquals(
                count(client, "SELECT count(*) FROM tidemill.predictions_fraud"),
                count(client, "SELECT count(*) FROM marks"),
                "written rows, " + when);
        assertEquals(0, client.post("/v1/verify", null).path("mismatches").asLong(), when);
    }

    private boolean isDone(ServerClient client, LoopTraffic traffic) {
        return told.keySet().containsAll(traffic.acknowledged())
                && count(client, KNOWN) == count(client, LABELLED)
                && count(client, "SELECT count(*) FROM tidemill.outbox WHERE status = 'PENDING'")
                        == 0
                && count(client, "SELECT count(*) FROM tidemill.predictions_fraud")
                        == count(client, "SELECT count(*) FROM marks");
    }

    /** The mill that was killed, and one that runs its whole journal at a stretch. */
    private void compare(String when) {
        TidemillOptions whole =
                TidemillOptions.defaults()
                        .withWatching(false)
                        .withCheckpoints(Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE);
        byte[] model;
        PredictorStatus status;
        try (Tidemill killed = open(whole.withData(folder.resolve("data")))) {
            status = killed.predictor("fraud").status();
            model = killed.predictor("fraud").model();
            assertEquals(number(killed, KNOWN), status.labelsLearnt(), when);
        }
        try (Tidemill undisturbed = open(whole.withData(folder.resolve("undisturbed")))) {
            PredictorStatus other = undisturbed.predictor("fraud").status();
            assertEquals(status.labelsLearnt(), other.labelsLearnt(), when);
            assertEquals(status.counts(), other.counts(), when);
            assertEquals(status.measures(), other.measures(), when);
            assertArrayEquals(model, undisturbed.predictor("fraud").model(), when);
        }
    }

    private Tidemill open(TidemillOptions options) {
        return Tidemill.open(folder.resolve("project"), options);
    }

    private static long number(Tidemill mill, String sql) {
        return mill.query(sql).rows().column(0).value(0) instanceof Number found
                ? found.longValue()
                : -1;
    }

    private static long count(ServerClient client, String sql) {
        return client.queryJson(sql).path("rows").path(0).path(0).asLong();
    }
}
