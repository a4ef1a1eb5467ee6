package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop over sockets: an order comes in, an offer is chosen for its customer and sent to
 * the shop, the shop posts what it brought, and the next choice is better.
 */
@Timeout(180)
class ChoiceLoopTest {
    private static final int ORDERS = 240;

    /** A sampling policy tries what it thinks worse now and then, so one offer tells nothing. */
    private static final int ASKED_AGAIN = 20;

    private static final String OFFER =
            """
            name: offer
            on: orders
            key: {id: BIGINT}
            features:
              customer: {type: category}
            target: {type: choice, choices: [discount, gift, nothing]}
            reward: {table: rewards, key: [order_id], value: brought, within: 1 hour, missing: 0}
            learner: {type: thompson, seed: 3}
            """;

    private static final String REWARDS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.rewards
            name: rewards
            version: 1.0.0
            status: active
            schema:
              - name: rewards
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: order_id, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true}
                  - {name: brought, logicalType: number, physicalType: DOUBLE}
            """;

    /** What each customer likes. */
    private static final Map<String, String> LIKED =
            Map.of("ada", "gift", "bob", "discount", "eve", "nothing");

    private final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
    private HttpServer shop;
    private ExecutorService shopThreads;
    private Served served;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        shopThreads = Executors.newVirtualThreadPerTaskExecutor();
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.setExecutor(shopThreads);
        shop.createContext("/offers", this::take);
        shop.start();
        put(folder, "contracts/rewards.yaml", REWARDS);
        put(folder, "predictors/offer.yaml", OFFER);
        put(
                folder,
                "actions/make-offer.yaml",
                """
                name: make-offer
                on: tidemill.predictions_offer
                key: [id]
                when: [entered]
                rate: {per-second: 10000, in-flight: 16}
                webhook:
                  url: http://127.0.0.1:%d/offers
                  body:
                    order: "{{row.id}}"
                    offer: "{{row.prediction}}"
                    propensity: "{{row.score}}"
                """
                        .formatted(shop.getAddress().getPort()));
        served = Served.in(folder);
    }

    private static void put(Path folder, String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).resolveSibling(""));
        Files.writeString(folder.resolve(path), text);
    }

    private void take(HttpExchange exchange) throws IOException {
        told.add(Served.JSON.readTree(exchange.getRequestBody().readAllBytes()));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @AfterEach
    void close() {
        served.close();
        shop.stop(0);
        shopThreads.shutdownNow();
    }

    private JsonNode offered(long id, String customer) throws Exception {
        var answer =
                served.order(
                        "{\"id\":%d,\"customer\":\"%s\",\"amount\":1%s}\n"
                                .formatted(id, customer, Served.AT));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode offer = told.poll(20, TimeUnit.SECONDS);
        assertNotNull(offer, "no offer for order " + id);
        assertEquals(id, offer.path("order").asLong(), offer.toString());
        assertTrue(offer.path("propensity").asDouble() > 0, offer.toString());
        return offer;
    }

    private void reward(long id, double brought) throws Exception {
        var answer =
                served.post(
                        "rewards",
                        Served.NDJSON,
                        "{\"order_id\":%d,\"brought\":%s}\n"
                                .formatted(id, brought)
                                .getBytes(UTF_8));
        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void theBetterOfferIsFoundForEachCustomer() throws Exception {
        List<String> customers = LIKED.keySet().stream().sorted().toList();
        List<Long> micros = new ArrayList<>();
        int liked = 0;
        for (int id = 0; id < ORDERS; id++) {
            String customer = customers.get(id % customers.size());
            long sent = System.nanoTime();
            String offer = offered(id, customer).path("offer").asText();
            micros.add((System.nanoTime() - sent) / 1_000);
            boolean likes = offer.equals(LIKED.get(customer));
            liked += likes && id >= ORDERS / 2 ? 1 : 0;
            reward(id, likes ? 1 : 0);
        }
        Collections.sort(micros);
        System.out.printf(
                "order in to offer at the shop: p50 %d µs, p90 %d µs, p99 %d µs%n",
                micros.get(ORDERS / 2), micros.get(ORDERS * 9 / 10), micros.get(ORDERS * 99 / 100));
        assertTrue(liked > ORDERS / 2 * 0.8, liked + " of " + ORDERS / 2 + " were liked");
        awaitSettled(ORDERS);
        assertEquals(
                0,
                served.count(
                        "SELECT count(*) FROM orders WHERE PREDICT_VALUE('offer', id) IS NULL"
                                + " OR PREDICT('offer', id) <= 0"));
        JsonNode model = Served.json(served.get("/v1/predictors/offer"));
        assertEquals(ORDERS, model.path("labels_learnt").asInt(), model.toString());
        served.restart();
        JsonNode after = Served.json(served.get("/v1/predictors/offer"));
        assertEquals(ORDERS, after.path("labels_learnt").asInt(), after.toString());
        int gifts = 0;
        for (int id = ORDERS; id < ORDERS + ASKED_AGAIN; id++) {
            gifts += offered(id, "ada").path("offer").asText().equals("gift") ? 1 : 0;
        }
        assertTrue(gifts > ASKED_AGAIN * 0.6, gifts + " of " + ASKED_AGAIN + " were gifts");
    }

    private void awaitSettled(long count) throws Exception {
        String sql = "SELECT count(*) FROM tidemill.predictions_offer WHERE status = 'labelled'";
        long end = System.nanoTime() + 20_000_000_000L;
        while (served.count(sql) < count) {
            assertTrue(System.nanoTime() < end, served.count(sql) + " are settled");
            Thread.sleep(5);
        }
    }

    @Test
    void whoAsksIsToldTheChoice() throws Exception {
        JsonNode answer =
                Served.json(
                        served.send(
                                served.request("/v1/predict/offer")
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"row\":{\"id\":7,\"customer\":\"bob\"}}"))));
        assertTrue(
                LIKED.containsValue(answer.path("row").path("prediction").asText()),
                answer.toString());
        assertEquals("pending", answer.path("row").path("status").asText());
    }
}
