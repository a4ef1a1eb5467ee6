package dev.tidemill.node.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Actions that come, go and change between a crash and the next start. A crash is a copy of the
 * journal of a mill that runs; no checkpoint is taken meanwhile, so that every tick is replayed.
 */
class ActionRestartTest {
    private static final double ENTERS = 0.4;
    private static final double STAYS = 0.3;

    @TempDir @Nullable Path folder;
    private @Nullable HttpServer receiver;
    private int copies;

    private Path project() {
        return java.util.Objects.requireNonNull(folder).resolve("project");
    }

    @BeforeEach
    void makeProject() throws IOException {
        for (String part : List.of("contracts", "tables", "actions")) {
            Files.createDirectories(project().resolve(part));
        }
        Files.writeString(project().resolve("tidemill.yaml"), "name: actions\n");
        contract("readings", "rate", "number", "DOUBLE");
        Files.writeString(
                project().resolve("tables/high.sql"),
                "SELECT id, rate FROM readings WHERE rate > 0.4\n");
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver().stop(0);
    }

    private HttpServer receiver() {
        return java.util.Objects.requireNonNull(receiver);
    }

    private void contract(String table, String column, String logical, String physical)
            throws IOException {
        Files.writeString(
                project().resolve("contracts/" + table + ".yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: test.%1$s
                name: %1$s
                version: 1.0.0
                status: active
                schema:
                  - name: %1$s
                    logicalType: object
                    physicalType: table
                    customProperties:
                      - {property: tableKind, value: keyed}
                    properties:
                      - {name: id, logicalType: string, physicalType: TEXT, primaryKey: true, primaryKeyPosition: 1, required: true}
                      - {name: %2$s, logicalType: %3$s, physicalType: %4$s}
                """
                        .formatted(table, column, logical, physical));
    }

    private Path actionFile() {
        return project().resolve("actions/tell.yaml");
    }

    private void action(String key, String latch) throws IOException {
        Files.writeString(
                actionFile(),
                """
                name: tell
                on: high
                key: [%s]
                when: [entered, left]
                webhook: {url: "http://127.0.0.1:%d/"}
                %s
                """
                        .formatted(key, receiver().getAddress().getPort(), latch),
                UTF_8);
    }

    private void latchedAction() throws IOException {
        contract("held", "since", "string", "TEXT");
        Files.writeString(
                project().resolve("tables/high.sql"),
                """
                SELECT r.id, r.rate FROM readings r LEFT JOIN held ON held.id = r.id
                WHERE r.rate > 0.4 OR (held.id IS NOT NULL AND r.rate >= 0.3)
                """);
        action("id", "latch: {table: held, key: id}");
    }

    private Path freshData() {
        return project().resolveSibling("data-" + copies++);
    }

    private Tidemill open(Path data) {
        return open(data, false);
    }

    private Tidemill open(Path data, boolean watches) {
        return Tidemill.open(
                project(),
                TidemillOptions.defaults()
                        .withData(data)
                        .withWatching(watches)
                        .withCheckpoints(Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE));
    }

    /** What a kill at this moment would leave. */
    private Path crashed(Path data) throws IOException {
        Path copy = freshData();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, copy.resolve(data.relativize(file).toString()));
                }
            }
        }
        return copy;
    }

    private static void set(Tidemill mill, String id, double rate) throws InterruptedException {
        Batch row = new BatchBuilder(mill.input("readings").schema(), 1).add(1, id, rate).build();
        long tick = mill.append("readings", ParsedRows.of(row), AppendOptions.embedded()).tick();
        assertTrue(mill.await(tick, 20_000));
    }

    private static List<String> rows(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(String.valueOf(batch.row(i).getFirst()));
        }
        return rows;
    }

    private static List<String> told(Tidemill mill) throws InterruptedException {
        return rows(
                mill,
                "SELECT row_key || ' ' || transition FROM tidemill.outbox"
                        + " ORDER BY created_tick, row_key");
    }

    private static List<String> keys(Tidemill mill) throws InterruptedException {
        return rows(mill, "SELECT key || ' ' || status FROM tidemill.outbox");
    }

    /** Waits until nothing moves any more: all delivered, and the latch as it must be. */
    private static void settle(Tidemill mill) throws InterruptedException {
        long calmSince = System.nanoTime();
        long seen = -1;
        while (System.nanoTime() - calmSince < 400_000_000L) {
            long changes =
                    mill.status().tables().stream()
                            .filter(t -> t.name().equals("held") || t.name().endsWith("outbox"))
                            .mapToLong(t -> t.version())
                            .sum();
            if (changes != seen) {
                seen = changes;
                calmSince = System.nanoTime();
            }
            Thread.sleep(20);
        }
    }

    @Test
    void replaysOldTicksWithTheActionsOfThatTime() throws Exception {
        Path first = freshData();
        Path crash;
        try (Tidemill mill = open(first)) {
            set(mill, "a", 0.9);
            set(mill, "b", 0.9);
            crash = crashed(first);
        }
        latchedAction();
        Path second;
        try (Tidemill mill = open(crash)) {
            settle(mill);
            assertEquals(List.of(), told(mill), "nothing is told of ticks before the action");
            set(mill, "c", 0.9);
            settle(mill);
            assertEquals(List.of("c entered"), told(mill));
            assertEquals(List.of("a", "b", "c"), rows(mill, "SELECT id FROM held ORDER BY id"));
            set(mill, "c", 0.1);
            settle(mill);
            second = crashed(crash);
        }
        Files.delete(actionFile());
        Path third;
        try (Tidemill mill = open(second)) {
            settle(mill);
            assertEquals(List.of("c entered", "c left"), told(mill));
            set(mill, "c", 0.9);
            settle(mill);
            third = crashed(second);
        }
        action("id", "");
        try (Tidemill mill = open(third)) {
            set(mill, "c", 0.1);
            settle(mill);
            assertEquals(
                    List.of("c entered", "c left", "c left"),
                    told(mill),
                    "what entered while there was no action was not told");
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void takesOverALatchThatAnotherActionFilled() throws Exception {
        latchedAction();
        Path data = freshData();
        try (Tidemill mill = open(data)) {
            set(mill, "a", 0.9);
            settle(mill);
        }
        Files.delete(actionFile());
        open(data).close();
        latchedAction();
        try (Tidemill mill = open(data)) {
            set(mill, "a", 0.35);
            set(mill, "a", 0.1);
            settle(mill);
            assertEquals(List.of("a entered", "a left"), told(mill));
            assertEquals(List.of(), rows(mill, "SELECT id FROM held"));
        }
    }

    @Test
    void takesASavedActionWhileItRuns() throws Exception {
        contract("held", "since", "string", "TEXT");
        Path data = freshData();
        try (Tidemill mill = open(data, true)) {
            set(mill, "a", 0.9);
            latchedAction();
            awaitActions(mill, 1);
            set(mill, "b", 0.9);
            settle(mill);
            assertEquals(List.of("b entered"), told(mill));
            assertEquals(List.of("a", "b"), rows(mill, "SELECT id FROM held ORDER BY id"));
            assertEquals(List.of("DELIVERED"), rows(mill, "SELECT status FROM tidemill.outbox"));
            Files.delete(actionFile());
            awaitActions(mill, 0);
            set(mill, "c", 0.9);
            set(mill, "b", 0.1);
            settle(mill);
            assertEquals(List.of("b entered"), told(mill));
        }
        try (Tidemill mill = open(data)) {
            assertEquals(List.of("b entered"), told(mill));
        }
    }

    private static void awaitActions(Tidemill mill, int count) throws InterruptedException {
        for (int i = 0; i < 800 && mill.status().actions().size() != count; i++) {
            Thread.sleep(25);
        }
        assertEquals(count, mill.status().actions().size(), mill.status().definitionProblem());
    }

    @Test
    void refusesAnActionWhoseKeyItsTableDoesNotHave() throws Exception {
        action("nothing", "");
        Path data = freshData();
        TidemillException refused = assertThrows(TidemillException.class, () -> open(data));
        assertEquals(ErrorCode.INVALID_PROJECT, refused.errorCode());
        action("id", "");
        try (Tidemill mill = open(data)) {
            set(mill, "a", 0.9);
            settle(mill);
            assertEquals(List.of("a entered"), told(mill));
        }
    }

    /**
     * Rows flap while their latch is written, and the mill crashes at any moment, several times
     * over the same journal. What is told of a row must alternate and end with the truth, and a
     * crash may not take a notice back or add one to a tick that had been seen.
     */
    @Test
    void tellsTheSameOfATickAfterAnyNumberOfCrashes() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        latchedAction();
        Path data = freshData();
        Map<String, Double> rates = new HashMap<>();
        List<String> before = List.of();
        for (int life = 0; life < 8; life++) {
            String when = "life " + life + ", seed " + seed;
            Path crash;
            try (Tidemill mill = open(data)) {
                if (random.nextInt(3) == 0) {
                    settle(mill);
                }
                for (int i = random.nextInt(1, 25); i > 0; i--) {
                    String id = "k" + random.nextInt(4);
                    double rate = random.nextInt(10) / 10.0 + 0.05;
                    set(mill, id, rate);
                    rates.put(id, rate);
                }
                crash = crashed(data);
                assertTrue(keys(mill).containsAll(before), when);
            }
            data = crash;
            try (Tidemill mill = open(data)) {
                settle(mill);
                List<String> told = told(mill);
                assertTrue(keys(mill).containsAll(before), when);
                requireAlternating(told, rates, when);
                assertEquals(
                        rows(mill, "SELECT id FROM high ORDER BY id"),
                        rows(mill, "SELECT id FROM held ORDER BY id"),
                        when);
                before = keys(mill);
                data = crashed(data);
            }
        }
    }

    private static void requireAlternating(
            List<String> told, Map<String, Double> rates, String when) {
        Map<String, String> last = new HashMap<>();
        for (String each : told) {
            int space = each.indexOf(' ');
            String transition = each.substring(space + 1);
            String former = last.put(each.substring(0, space), transition);
            String expected = "entered".equals(former) ? "left" : "entered";
            assertEquals(expected, transition, told + ", " + when);
        }
        rates.forEach(
                (id, rate) -> {
                    if (rate > ENTERS || rate < STAYS) {
                        assertEquals(
                                rate > ENTERS,
                                "entered".equals(last.get(id)),
                                id + " at " + rate + ": " + told + ", " + when);
                    }
                });
    }
}
