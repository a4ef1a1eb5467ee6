package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.actions.Signature;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.catalog.lineage.Direction;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.sql.lineage.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions of a mill that runs, and what people say of them. */
class ActionDeskTest {
    @TempDir @Nullable Path folder;
    private @Nullable HttpServer receiver;
    private final Queue<Received> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);

    /** What the receiver got. */
    private record Received(
            String key, String body, @Nullable String timestamp, @Nullable String signature) {}

    private Path project() {
        return Objects.requireNonNull(folder).resolve("project");
    }

    @BeforeEach
    void makeProject() throws IOException {
        for (String part : List.of("contracts", "tables", "actions", "secrets")) {
            Files.createDirectories(project().resolve(part));
        }
        Files.writeString(project().resolve("tidemill.yaml"), "name: actions\n");
        Files.writeString(project().resolve("secrets/hook"), "s3cret\n");
        keyed("readings", "rate", "number", "DOUBLE");
        keyed("flags", "rate", "number", "DOUBLE");
        Files.writeString(
                project().resolve("contracts/beats.yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: test.beats
                name: beats
                version: 1.0.0
                status: active
                schema:
                  - name: beats
                    customProperties:
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                    properties:
                      - {name: id, logicalType: string, physicalType: TEXT, required: true}
                      - {name: rate, logicalType: number, physicalType: DOUBLE}
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                """);
        Files.writeString(
                project().resolve("tables/high.sql"),
                "SELECT id, rate FROM readings WHERE rate > 0.4\n");
        Files.writeString(
                project().resolve("tables/busy.sql"),
                "SELECT id, count(*) AS n FROM beats GROUP BY id HAVING count(*) > 2\n");
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    var headers = exchange.getRequestHeaders();
                    int answer = status.get();
                    if (answer == 200) {
                        requests.add(
                                new Received(
                                        headers.getFirst("Idempotency-Key"),
                                        body,
                                        headers.getFirst(Signature.TIMESTAMP_HEADER),
                                        headers.getFirst(Signature.SIGNATURE_HEADER)));
                    }
                    exchange.sendResponseHeaders(answer, -1);
                    exchange.close();
                });
        receiver.start();
    }

    @AfterEach
    void stopReceiver() {
        Objects.requireNonNull(receiver).stop(0);
    }

    private void keyed(String table, String column, String logical, String physical)
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
                    customProperties:
                      - {property: tableKind, value: keyed}
                    properties:
                      - {name: id, logicalType: string, physicalType: TEXT, primaryKey: true, primaryKeyPosition: 1, required: true}
                      - {name: %2$s, logicalType: %3$s, physicalType: %4$s, logicalTypeOptions: {maximum: 0.95}}
                """
                        .formatted(table, column, logical, physical));
    }

    private void action(String terms) throws IOException {
        Files.writeString(
                project().resolve("actions/tell.yaml"),
                "name: tell\non: high\nkey: [id]\n"
                        + terms.replace(
                                "URL",
                                "\"http://127.0.0.1:%d/\""
                                        .formatted(
                                                Objects.requireNonNull(receiver)
                                                        .getAddress()
                                                        .getPort())));
    }

    private Tidemill open() {
        return Tidemill.open(
                project(),
                TidemillOptions.defaults()
                        .withData(project().resolveSibling("data"))
                        .withWatching(false));
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

    private static void await(Tidemill mill, String sql, String... expected)
            throws InterruptedException {
        List<String> found = List.of();
        for (int i = 0; i < 800; i++) {
            found = rows(mill, sql);
            if (found.equals(List.of(expected))) {
                return;
            }
            Thread.sleep(25);
        }
        assertEquals(List.of(expected), found, sql);
    }

    private static final String STATUSES =
            "SELECT row_key || ' ' || transition || ' ' || status FROM tidemill.outbox"
                    + " ORDER BY created_tick, row_key";

    @Test
    void sendsNothingWhilePausedAndAllOfItAfterwards() throws Exception {
        action("when: [entered]\nwebhook: {url: URL}\n");
        try (Tidemill mill = open()) {
            long ignored = mill.actionDesk().pause("tell", "moving");
            set(mill, "a", 0.9);
            await(mill, STATUSES, "a entered PENDING");
        }
        try (Tidemill mill = open()) {
            Thread.sleep(300);
            assertEquals(0, requests.size(), "a pause outlives a restart");
            assertTrue(mill.actionDesk().states().getFirst().paused());
            long ignored = mill.actionDesk().resume("tell");
            await(mill, STATUSES, "a entered DELIVERED");
            assertEquals(1, requests.size());
            assertThrows(TidemillException.class, () -> mill.actionDesk().resume("tell"));
        }
    }

    @Test
    void keepsASilenceThroughARestartAndCountsWhatItKeptBack() throws Exception {
        action("when: [entered]\nwebhook: {url: URL}\n");
        try (Tidemill mill = open()) {
            long ignored =
                    mill.actionDesk().silence("tell", List.of("a"), Duration.ofHours(1), "known");
        }
        try (Tidemill mill = open()) {
            set(mill, "a", 0.9);
            set(mill, "b", 0.9);
            await(mill, STATUSES, "b entered DELIVERED");
            ActionState state = mill.actionDesk().states().getFirst();
            assertEquals(1, state.counts().silenced());
            assertEquals("a", state.silences().getFirst().key());
            long ignored = mill.actionDesk().endSilence("tell", List.of("a"));
            set(mill, "a", 0.1);
            set(mill, "a", 0.9);
            await(mill, STATUSES, "b entered DELIVERED", "a entered DELIVERED");
            TidemillException unknown =
                    assertThrows(
                            TidemillException.class, () -> mill.actionDesk().pause("tel", null));
            assertEquals(ErrorCode.NOT_FOUND, unknown.errorCode());
            assertEquals("did you mean tell?", unknown.hint());
        }
    }

    @Test
    void drivesDeadDeliveriesAgainWithTheSameKeyAndKeepsEachAttempt() throws Exception {
        action("when: [entered]\nwebhook: {url: URL, signing: {key: \"${secret:hook}\"}}\n");
        status.set(410);
        try (Tidemill mill = open()) {
            set(mill, "a", 0.9);
            await(mill, STATUSES, "a entered DEAD");
            String key = mill.actionDesk().dead(null, 10).getFirst().key();
            status.set(200);
            assertEquals(1, mill.actionDesk().retry(List.of(key)).retried());
            await(mill, STATUSES, "a entered DELIVERED");
            await(
                    mill,
                    "SELECT outcome || ' ' || http_status FROM tidemill.action_attempts ORDER BY id",
                    "dead 410",
                    "delivered 200");
            Received received = Objects.requireNonNull(requests.peek());
            assertEquals(key, received.key());
            assertTrue(
                    Signature.isGenuine(
                            "s3cret",
                            String.valueOf(received.timestamp()),
                            String.valueOf(received.signature()),
                            received.body(),
                            Instant.now().getEpochSecond(),
                            Duration.ofMinutes(1)));
            assertEquals(List.of(), mill.actionDesk().dead(null, 10));
        }
    }

    @Test
    void keepsTheNewestDeliveriesAndAttempts() throws Exception {
        Files.writeString(
                project().resolve("tidemill.yaml"),
                "name: actions\nlimits: {outbox-kept: 2, attempts-kept: 3}\n");
        action("when: [entered]\nwebhook: {url: URL}\n");
        for (int life = 0; life < 2; life++) {
            try (Tidemill mill = open()) {
                for (int i = 0; i < 4; i++) {
                    String id = life + "k" + i;
                    set(mill, id, 0.9);
                    await(
                            mill,
                            "SELECT status FROM tidemill.outbox WHERE row_key = '" + id + "'",
                            "DELIVERED");
                }
                String last = life + "k";
                await(
                        mill,
                        "SELECT row_key FROM tidemill.outbox ORDER BY row_key",
                        last + 2,
                        last + 3);
                await(
                        mill,
                        "SELECT row_key FROM tidemill.action_attempts ORDER BY id",
                        last + 1,
                        last + 2,
                        last + 3);
            }
        }
    }

    /** Time goes on though no row comes. */
    @Test
    void tellsOfARowThatHasStayedThoughNothingComes() throws Exception {
        action("when: [stayed]\nfor: 1s\nwebhook: {url: URL}\n");
        try (Tidemill mill = open()) {
            set(mill, "a", 0.9);
            set(mill, "b", 0.9);
            set(mill, "b", 0.1);
            await(mill, STATUSES, "a stayed DELIVERED");
        }
    }

    @Test
    void writesRowsOnceAndGivesUpThoseThatTheirTableDoesNotTake() throws Exception {
        action(
                """
                when: [entered]
                write:
                  table: flags
                  left: delete
                  row: {id: "{{row.id}}", rate: "{{row.rate}}"}
                """);
        try (Tidemill mill = open()) {
            assertTrue(
                    new LineageGraph(mill.catalog())
                                    .reached(
                                            List.of(new Origin("readings", "rate")), Direction.DOWN)
                                    .stream()
                                    .anyMatch(
                                            edge ->
                                                    edge.isDirect()
                                                            && edge.to()
                                                                    .equals(
                                                                            new Origin(
                                                                                    "flags",
                                                                                    "rate"))),
                    "what is written is made of what the live table is made of");
            set(mill, "a", 0.5);
            set(mill, "b", 0.6);
            await(mill, "SELECT id || ' ' || rate FROM flags ORDER BY id", "a 0.5", "b 0.6");
            set(mill, "a", 0.1);
            await(mill, "SELECT id || ' ' || rate FROM flags ORDER BY id", "b 0.6");
            await(mill, STATUSES, "a entered DELIVERED", "b entered DELIVERED", "a left DELIVERED");
        }
        Files.writeString(
                project().resolve("tables/high.sql"),
                "SELECT id, rate + 0.5 AS rate FROM readings WHERE rate > 0.4\n");
        try (Tidemill mill = open()) {
            set(mill, "c", 0.9);
            await(
                    mill,
                    "SELECT row_key || ' ' || status FROM tidemill.outbox WHERE row_key = 'c'",
                    "c DEAD");
            assertEquals(List.of("b 0.6"), rows(mill, "SELECT id || ' ' || rate FROM flags"));
        }
    }

    /** A row that entered before would not enter again: a wait that was lost would show. */
    @Test
    void goesOnWaitingWhenItsFileSaysOtherwiseWhatIsSent() throws Exception {
        action("when: [stayed]\nfor: 2s\nwebhook: {url: URL}\n");
        try (Tidemill mill = open()) {
            set(mill, "a", 0.9);
        }
        action("when: [stayed]\nfor: 2s\nwebhook: {url: URL, body: {id: \"{{row.id}}\"}}\n");
        try (Tidemill mill = open()) {
            await(mill, STATUSES, "a stayed DELIVERED");
            assertEquals("{\"id\":\"a\"}", Objects.requireNonNull(requests.peek()).body());
        }
    }

    @Test
    void forgetsRowsThatAnotherQueryDoesNotHave() throws Exception {
        action("when: [stayed]\nfor: 1s\nwebhook: {url: URL}\n");
        try (Tidemill mill = open()) {
            set(mill, "a", 0.5);
            set(mill, "b", 0.9);
        }
        Files.writeString(
                project().resolve("tables/high.sql"),
                "SELECT id, rate, 'high' AS word FROM readings WHERE rate > 0.8\n");
        try (Tidemill mill = open()) {
            set(mill, "c", 0.9);
            await(mill, STATUSES, "b stayed DELIVERED", "c stayed DELIVERED");
            assertTrue(
                    Objects.requireNonNull(requests.peek()).body().contains("\"word\":\"high\""));
        }
    }

    @Test
    void refusesAWriteThatComesBackToItsOwnTable() throws Exception {
        Files.writeString(
                project().resolve("tables/high.sql"),
                "SELECT r.id, r.rate FROM readings r LEFT JOIN flags f ON f.id = r.id"
                        + " WHERE r.rate > 0.4 OR f.id IS NOT NULL\n");
        String write = "when: [entered]\nwrite: {table: flags, row: {id: \"{{row.id}}\"}%s}\n";
        action(write.formatted(""));
        TidemillException refused = assertThrows(TidemillException.class, this::open);
        assertTrue(refused.message().contains("come into its own table high"), refused.message());
        action(write.formatted(", cycle: allow"));
        try (Tidemill mill = open()) {
            set(mill, "a", 0.9);
            await(mill, "SELECT id FROM flags", "a");
        }
    }

    @Test
    void saysWhatAnActionWouldHaveDoneWithTheRowsThatAreKept() throws Exception {
        action("when: [entered]\nwebhook: {url: URL}\n");
        Files.writeString(
                project().resolve("actions/busy.yaml"),
                """
                name: busy
                on: busy
                key: [id]
                when: [entered, changed]
                shadow: true
                webhook: {url: "http://127.0.0.1:9/", body: {n: "{{row.n}}"}}
                """);
        Files.writeString(
                project().resolve("actions/long.yaml"),
                """
                name: long
                on: busy
                key: [id]
                when: [stayed]
                for: 90 s
                webhook: {url: "http://127.0.0.1:9/"}
                """);
        try (Tidemill mill = open()) {
            var schema = mill.input("beats").schema();
            BatchBuilder beats = new BatchBuilder(schema, 8);
            long day = 86_400_000_000L;
            for (int i = 0; i < 5; i++) {
                beats.add(1, "a", 0.5, 20_000 * day + i * 60_000_000L);
            }
            long tick =
                    mill.append("beats", ParsedRows.of(beats.build()), AppendOptions.embedded())
                            .tick();
            assertTrue(mill.await(tick, 20_000));
            await(
                    mill,
                    "SELECT transition || ' ' || payload || ' ' || status FROM tidemill.outbox",
                    "entered {\"n\":5} SHADOW");
            BacktestReport report =
                    mill.actionDesk().backtest("busy", null, null, Duration.ofSeconds(1), 1_000);
            assertEquals(
                    List.of(
                            "2024-10-04T00:02:00Z entered {\"n\":3}",
                            "2024-10-04T00:03:00Z changed {\"n\":4}",
                            "2024-10-04T00:04:00Z changed {\"n\":5}"),
                    report.fires().stream()
                            .map(fire -> fire.at() + " " + fire.transition() + " " + fire.body())
                            .toList());
            assertEquals(5, report.rows());
            assertEquals("2024-10-04T00:00:00Z", report.availableFrom());
            long from = 20_000 * day + 200_000_000L;
            assertEquals(
                    1,
                    mill.actionDesk()
                            .backtest("busy", from, null, Duration.ofSeconds(1), 1_000)
                            .fired());
            assertEquals(
                    ErrorCode.RESULT_TOO_LARGE,
                    assertThrows(
                                    TidemillException.class,
                                    () ->
                                            mill.actionDesk()
                                                    .backtest(
                                                            "busy",
                                                            null,
                                                            null,
                                                            Duration.ofSeconds(1),
                                                            4))
                            .errorCode());
            assertEquals(1, rows(mill, "SELECT key FROM tidemill.outbox").size());
            assertEquals(
                    List.of("2024-10-04T00:03:30Z stayed"),
                    mill
                            .actionDesk()
                            .backtest("long", null, null, Duration.ofSeconds(1), 1_000)
                            .fires()
                            .stream()
                            .map(fire -> fire.at() + " " + fire.transition())
                            .toList());
        }
    }

    @Test
    void draftsATableAndAnActionThatBothPlan() throws Exception {
        Files.deleteIfExists(project().resolve("actions/tell.yaml"));
        ActionDraft draft =
                ActionDraft.of(
                        ProjectLoader.load(project()),
                        project().resolveSibling("jars"),
                        "readings_alerts",
                        "SELECT id, rate FROM readings WHERE rate > 0.9;");
        assertEquals(List.of("id"), draft.key());
        for (var file : draft.files().entrySet()) {
            Files.writeString(project().resolve(file.getKey()), file.getValue());
        }
        try (Tidemill mill = open()) {
            set(mill, "a", 0.92);
            await(mill, STATUSES, "a entered SHADOW");
        }
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () ->
                                ActionDraft.of(
                                        ProjectLoader.load(project()),
                                        project().resolveSibling("jars"),
                                        "others",
                                        "SELECT rate FROM readings"));
        assertTrue(refused.message().contains("tells the query's rows apart"), refused.message());
    }
}
