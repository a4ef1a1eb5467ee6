package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.action.ActionCounts;
import dev.tidemill.node.action.ActionState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is forgotten is in nothing that actions told, wait for, gave up or were told of. */
class ForgottenActionsTest {
    private static final String ADA = "ada@example.com";
    private static final String BOB = "bob@example.com";

    @TempDir private Path folder;
    private Shop shop;
    private HttpServer receiver;
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void makeProject() throws IOException {
        shop = Shop.in(folder.resolve("shop"), 7);
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext(
                "/",
                exchange -> {
                    bodies.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(
                            exchange.getRequestURI().getPath().equals("/refuse") ? 410 : 204, -1);
                    exchange.close();
                });
        receiver.start();
        String url = "http://127.0.0.1:%d".formatted(receiver.getAddress().getPort());
        action("stays", "when: [stayed]\nfor: 1 h\nwebhook: {url: %s/}", url);
        action(
                "groups",
                "when: [entered]\ngroup: {by: [customer], wait: 1 h}\nwebhook: {url: %s/}",
                url);
        action("crowds", "when: [entered]\ngroup: {wait: 1 h}\nwebhook: {url: %s/}", url);
        action(
                "limits",
                """
                when: [entered, changed]
                limit: {per-key: {count: 1, every: 1 h}, excess: delay}
                webhook: {url: %s/}""",
                url);
        action(
                "walks",
                """
                when: [entered]
                steps:
                  - name: wait
                    after: 1 h
                    webhook: {url: %s/}""",
                url);
        action(
                "refused",
                """
                when: [entered, left]
                webhook:
                  url: %s/refuse
                  body: {text: "dear {{row.customer}}, you bought {{row.n}}"}""",
                url);
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
    }

    private void action(String name, String terms, String url) throws IOException {
        Path file = shop.folder().resolve("actions/" + name + ".yaml");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(
                file,
                "name: %s\non: spent\nkey: [customer]\n%s\n".formatted(name, terms.formatted(url)));
    }

    private void order(Tidemill mill, String customer) throws InterruptedException {
        shop.row(
                mill,
                "orders",
                "{\"customer\":\"%s\",\"amount\":1,\"at\":\"2001-01-01T00:00:00\"}"
                        .formatted(customer));
    }

    private static long count(Tidemill mill, String sql) {
        return (Long) mill.query(sql).rows().row(0).getFirst();
    }

    private static void await(Tidemill mill, String sql, long expected)
            throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (count(mill, sql) != expected) {
            assertTrue(System.nanoTime() < end, sql + " is " + count(mill, sql));
            Thread.sleep(20);
        }
    }

    private static ActionCounts counts(Tidemill mill, String action) {
        return mill.actionDesk().states().stream()
                .filter(state -> state.name().equals(action))
                .map(ActionState::counts)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> waiting(Tidemill mill) {
        return List.of(
                counts(mill, "stays").standing(),
                counts(mill, "groups").waiting(),
                counts(mill, "crowds").waiting(),
                counts(mill, "limits").waiting(),
                counts(mill, "walks").waiting());
    }

    @Test
    void whatActionsWaitForAndHaveDoneOfThemIsGone() throws Exception {
        try (Tidemill mill = shop.open()) {
            for (String customer : List.of(ADA, BOB, ADA, BOB)) {
                order(mill, customer);
            }
            long ignored =
                    mill.actionDesk()
                            .silence("stays", List.of(ADA), Duration.ofDays(1), "their wish");
            ignored = mill.actionDesk().silence("stays", List.of(BOB), Duration.ofDays(1), null);
            await(mill, "SELECT count(*) FROM tidemill.outbox WHERE status = 'DEAD'", 2);
            await(mill, "SELECT count(*) FROM tidemill.action_attempts WHERE outcome = 'dead'", 2);
            await(mill, "SELECT count(*) FROM tidemill.outbox WHERE status = 'DELIVERED'", 2);
            assertEquals(List.of(2L, 2L, 2L, 2L, 2L), waiting(mill));
            assertTrue(
                    mill.forgetting().check(ADA, null).stream()
                            .map(ErasureReceipt.Found::place)
                            .toList()
                            .containsAll(List.of("outbox", "attempts", "controls")),
                    mill.forgetting().check(ADA, null).toString());
            bodies.clear();

            ErasureReceipt receipt =
                    mill.forgetting().forget(new ForgetDesk.Request(ADA, null, "officer"));

            assertEquals("complete", receipt.state());
            assertEquals(List.of(), receipt.found());
            assertEquals(List.of(1L, 1L, 1L, 1L, 1L), waiting(mill));
            for (String table :
                    List.of(
                            "tidemill.outbox WHERE action IN ('refused', 'limits')",
                            "tidemill.action_attempts")) {
                assertEquals(2, count(mill, "SELECT count(*) FROM " + table), table);
            }
            assertEquals(1, count(mill, "SELECT count(*) FROM tidemill.action_controls"));
            assertFalse(
                    bodies.stream().anyMatch(body -> body.contains(ADA)),
                    "nobody is told that they left");
            assertEquals(List.of(), shop.filesWith(ADA));
            assertNotEquals(List.of(), shop.filesWith(BOB));
        }
        assertEquals(List.of(), shop.filesWith(ADA), "after the last checkpoint");
        try (Tidemill mill = shop.open()) {
            assertEquals(List.of(1L, 1L, 1L, 1L, 1L), waiting(mill));
            assertEquals(List.of(), mill.forgetting().check(ADA, null));
        }
    }
}
