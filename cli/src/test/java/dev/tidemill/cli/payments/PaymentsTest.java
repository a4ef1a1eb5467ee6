package dev.tidemill.cli.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.Sources;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.predict.PredictorStatus;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The payments example in a real server: fraud is foretold, and what to do about it is learnt. */
@Timeout(300)
class PaymentsTest {
    private static final Path PROJECT = Sources.root().resolve("examples/payments");
    private static final long SEED = 7;
    private static final int ROUNDS = 60;
    private static final int PER_ROUND = 100;

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

    @Test
    void foretellsFraudAndLearnsWhichStepPays() throws Exception {
        try (TidemillServer server = serve();
                ServerClient client = clientOf(server)) {
            PaymentOffice office = PaymentOffice.open(client, SEED, Duration.ZERO);
            for (int round = 0; round < ROUNDS; round++) {
                office.take(PER_ROUND, Instant.now());
                for (int told = 0; told < PER_ROUND; ) {
                    told += office.tellOutcomes(Instant.now().plusSeconds(1));
                }
            }
            assertTrue(server.mill().await(office.receipts().tick(), 60_000), "the newest tick");
            assertEquals(0, office.receipts().quarantined(), "the office keeps its contracts");
            assertEquals(0, client.post("/v1/verify", null).path("mismatches").asLong());
            PredictorStatus fraud = server.mill().predictor("fraud").status();
            System.out.println(fraud);
            System.out.println(server.mill().predictor("review_step").status());
            assertEquals(ROUNDS * PER_ROUND, fraud.labelsLearnt());
            assertTrue(fraud.measures().getOrDefault("auc", 0.0) > 0.85, fraud.toString());
            isBetterThanOneStepForAll(client);
            awaitHook(client);
        }
        try (TidemillServer server = serve();
                ServerClient client = clientOf(server)) {
            PaymentOffice office = PaymentOffice.open(client, SEED, Duration.ZERO);
            office.take(1, Instant.now());
            assertEquals(0, office.receipts().quarantined());
            assertTrue(server.mill().await(office.receipts().tick(), 60_000));
            assertEquals(
                    Payment.id((long) ROUNDS * PER_ROUND),
                    client.queryJson("SELECT max(payment_id) FROM payments")
                            .path("rows")
                            .get(0)
                            .get(0)
                            .asText(),
                    "it goes on behind the last one");
        }
    }

    /** Over the second half, when it has learnt something, and of the very same payments. */
    private static void isBetterThanOneStepForAll(ServerClient client) {
        JsonNode outcomes =
                client.queryJson("SELECT payment_id, step, reward FROM outcomes").path("rows");
        assertEquals(ROUNDS * PER_ROUND, outcomes.size());
        PaymentStream stream = new PaymentStream(SEED);
        double chosen = 0;
        Map<ReviewStep, Double> always = new EnumMap<>(ReviewStep.class);
        for (JsonNode row : outcomes) {
            long number = Payment.number(row.get(0).asText());
            if (number < ROUNDS * PER_ROUND / 2) {
                continue;
            }
            Payment payment = stream.payment(number);
            assertEquals(
                    stream.reward(payment, ReviewStep.of(row.get(1).asText())),
                    row.get(2).asDouble(),
                    1e-9);
            chosen += row.get(2).asDouble();
            for (ReviewStep step : ReviewStep.values()) {
                always.merge(step, stream.reward(payment, step), Double::sum);
            }
        }
        System.out.println("chosen " + chosen + ", always " + always);
        for (Map.Entry<ReviewStep, Double> each : always.entrySet()) {
            assertTrue(chosen > each.getValue(), chosen + ", and always " + each);
        }
    }

    /** The action's webhooks come to the mill's own demo application. */
    private static void awaitHook(ServerClient client) throws InterruptedException {
        JsonNode alerts;
        do {
            Thread.sleep(20);
            alerts = client.get("/app/hooks/reviews").path("alerts");
        } while (alerts.isEmpty());
        assertTrue(alerts.get(0).path("payload").has("step"), alerts.toString());
    }
}
