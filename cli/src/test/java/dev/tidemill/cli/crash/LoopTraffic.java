package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Payments, and later what became of each that was acknowledged. A post of outcomes is sent again
 * with its key until it is acknowledged; some outcomes are sent a second time with another key,
 * which must not be learnt. One thread.
 */
final class LoopTraffic {
    private static final int BATCH_ROWS = 10;
    private static final int ACCOUNTS = 40;

    /** Payments between one and its outcome. */
    private static final int LAG = 40;

    private static final int DOUBLE_EVERY = 7;

    private final SplittableRandom random;
    private final TreeSet<Long> acknowledged = new TreeSet<>();
    private final Deque<Payment> unknown = new ArrayDeque<>();
    private long next;
    private long outcomes;
    private long doubles;

    private record Payment(long id, boolean isFraud) {}

    LoopTraffic(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Some payments, and some outcomes once enough payments were sent. */
    void step(ServerClient client) {
        pay(client);
        if (unknown.size() > LAG) {
            tell(client, BATCH_ROWS);
        }
    }

    /** The outcomes of all payments. */
    void finish(ServerClient client) {
        while (!unknown.isEmpty()) {
            tell(client, Math.min(unknown.size(), 100));
        }
    }

    private void pay(ServerClient client) {
        StringBuilder rows = new StringBuilder();
        List<Payment> sent = new ArrayList<>();
        String now = Instant.now().toString();
        for (int i = 0; i < BATCH_ROWS; i++) {
            int amount = random.nextInt(1, 1_000);
            Payment payment = new Payment(next++, amount > 800 || random.nextInt(20) == 0);
            sent.add(payment);
            rows.append(
                    "{\"payment_id\":%d,\"account\":%d,\"amount\":%d,\"at\":\"%s\"}\n"
                            .formatted(payment.id(), random.nextInt(ACCOUNTS), amount, now));
        }
        post(client, "payments", rows, sent.size(), "p" + sent.getFirst().id());
        sent.forEach(payment -> acknowledged.add(payment.id()));
        unknown.addAll(sent);
    }

    private void tell(ServerClient client, int count) {
        StringBuilder rows = new StringBuilder();
        List<Payment> told = unknown.stream().limit(count).toList();
        for (Payment payment : told) {
            rows.append(
                    "{\"payment_id\":%d,\"fraud\":%b,\"at\":\"%s\"}\n"
                            .formatted(payment.id(), payment.isFraud(), Instant.now()));
        }
        String key = "o" + told.getFirst().id() + "-" + told.size();
        post(client, "outcomes", rows, told.size(), key);
        outcomes += told.size();
        for (int i = 0; i < told.size(); i++) {
            unknown.removeFirst();
        }
        if (outcomes % DOUBLE_EVERY == 0) {
            doubles += told.size();
            post(client, "outcomes", rows, told.size(), key + "-again");
        }
    }

    private static void post(
            ServerClient client, String table, StringBuilder rows, int count, String key) {
        JsonNode answer = client.postRows(table, rows.toString().getBytes(UTF_8), key);
        if (!answer.path("duplicate").asBoolean()) {
            assertEquals(count, answer.path("accepted").asInt(), answer.toString());
        }
    }

    Set<Long> acknowledged() {
        return acknowledged;
    }

    /** Payments of which the outcome is acknowledged. */
    long outcomes() {
        return outcomes;
    }

    long doubles() {
        return doubles;
    }
}
