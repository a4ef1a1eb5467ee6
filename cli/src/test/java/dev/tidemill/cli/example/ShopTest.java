package dev.tidemill.cli.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Ran;
import dev.tidemill.cli.Sources;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.replay.Receipts;
import dev.tidemill.cli.shop.Shop;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example shop in a real server, from opening to closing and on. */
@Timeout(180)
class ShopTest {
    private static final Path PROJECT = Sources.root().resolve("examples/shop");
    private static final Duration PAST = Duration.ofHours(2);

    @TempDir private Path folder;

    private TidemillServer serve() {
        return TidemillServer.start(
                ServerOptions.loopback(0),
                url ->
                        Tidemill.open(
                                PROJECT,
                                TidemillOptions.defaults()
                                        .withData(folder.resolve("data"))
                                        .withWatching(false)
                                        .withLocalUrl(url)));
    }

    private static ServerClient clientOf(TidemillServer server) {
        return new ServerClient(ServerAddress.parse(server.url(), null));
    }

    private static long number(ServerClient client, String sql) {
        return client.queryJson(sql).path("rows").get(0).get(0).asLong();
    }

    private static void verify(ServerClient client) {
        JsonNode compared = client.post("/v1/verify", null);
        assertEquals(0, compared.path("mismatches").asLong(), compared.toString());
        assertTrue(compared.path("tables").size() >= 11, compared.toString());
    }

    @Test
    void keepsItsTablesRightWhilePeopleBuyAndGoesOnWhereItWas() throws Exception {
        Instant now = Instant.now();
        long orders;
        try (TidemillServer server = serve();
                ServerClient client = clientOf(server)) {
            Shop shop = Shop.open(client, 7, 30, now, PAST);
            verify(client);
            for (int minute = 1; minute <= 5; minute++) {
                shop.advance(now.plus(Duration.ofSeconds(minute * 10L)));
                verify(client);
            }
            awaitReadable(server, shop);
            Receipts receipts = shop.receipts();
            assertEquals(0, receipts.quarantined(), "the shop keeps its contracts");
            orders = number(client, "SELECT orders FROM shop_now");
            assertTrue(orders > 2000, orders + " orders in two hours");
            assertEquals(orders, number(client, "SELECT count(*) FROM orders"));
            assertTrue(number(client, "SELECT count(*) FROM failed_payments") > 0);
            assertTrue(number(client, "SELECT count(*) FROM unpaid_orders") > 0);
            assertEquals(
                    0,
                    number(
                            client,
                            "SELECT count(*) FROM contract_checks"
                                    + " WHERE state <> 'passing' AND check_name <> 'latency'"));
            assertEquals(
                    0,
                    number(
                            client,
                            "SELECT CAST(100 * ((SELECT sum(revenue) FROM revenue_by_hour)"
                                    + " - (SELECT sum(value) FROM customer_value)) AS BIGINT)"));
            awaitHook(client);
        }
        try (TidemillServer server = serve();
                ServerClient client = clientOf(server)) {
            Shop shop = Shop.open(client, 7, 30, now.plus(Duration.ofMinutes(1)), PAST);
            shop.advance(now.plus(Duration.ofMinutes(50)));
            awaitReadable(server, shop);
            long more = number(client, "SELECT orders FROM shop_now");
            assertTrue(more > orders, "the shop is not opened anew");
            assertTrue(more < orders + 50 * 60, more + " orders");
            assertEquals(
                    0,
                    number(
                            client,
                            "SELECT count(*) FROM open_orders WHERE order_id <= 'o-"
                                    + "%04d'".formatted(orders / 2)),
                    "what was open is done");
            assertEquals(12, number(client, "SELECT count(*) FROM stock WHERE in_stock >= 0"));
            verify(client);
        }
    }

    /** What is acknowledged is on disk, and may be read a moment later. */
    private static void awaitReadable(TidemillServer server, Shop shop)
            throws InterruptedException {
        assertTrue(server.mill().await(shop.receipts().tick(), 60_000), "the newest tick");
    }

    /** The action's webhooks come to the mill's own demo application. */
    private static void awaitHook(ServerClient client) throws InterruptedException {
        JsonNode alerts;
        do {
            Thread.sleep(20);
            alerts = client.get("/app/hooks/payments").path("alerts");
        } while (alerts.isEmpty());
        assertTrue(alerts.get(0).path("row").has("order_id"), alerts.toString());
    }

    @Test
    void isTheSameForTheSameSeed() throws Exception {
        Instant at = Instant.now();
        long first = revenue(folder.resolve("one"), at);
        assertEquals(first, revenue(folder.resolve("two"), at));
        assertTrue(first > 0);
    }

    private static long revenue(Path data, Instant at) throws InterruptedException {
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url ->
                                        Tidemill.open(
                                                PROJECT,
                                                TidemillOptions.defaults()
                                                        .withData(data)
                                                        .withWatching(false)
                                                        .withLocalUrl(url)));
                ServerClient client = clientOf(server)) {
            Shop shop = Shop.open(client, 3, 20, at, Duration.ofHours(1));
            awaitReadable(server, shop);
            return number(client, "SELECT CAST(sum(revenue) * 100 AS BIGINT) FROM revenue_by_hour");
        }
    }

    @Test
    void itsTestsPass() {
        Ran ran = Ran.command("test-project", PROJECT.toString());
        assertEquals(ExitCode.OK, ran.exitCode(), ran.out() + ran.err());
        assertFalse(ran.out().contains("FAIL"), ran.out());
        assertTrue(ran.out().contains("5 tests passed"), ran.out());
    }
}
