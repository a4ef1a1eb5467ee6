package dev.tidemill.cli.payments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.replay.PatientPoster;
import dev.tidemill.cli.replay.Receipts;
import dev.tidemill.cli.show.JsonOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * An application that takes payments and whose memory is a mill: payments are sent there, the step
 * that is chosen for each is read from there and carried out, and what came of it is sent back some
 * seconds later. What was under way goes on after a restart. Owned by one thread.
 */
public final class PaymentOffice {
    /** Between a choice and the knowledge of what it brought; in life it would be weeks. */
    private static final Duration OUTCOME = Duration.ofSeconds(8);

    private static final int ACCOUNTS_PER_POST = 100;
    private static final int PAYMENTS_PER_POST = 1_000;
    private static final String CHOSEN =
            """
            SELECT payment_id, prediction, due_at
            FROM tidemill.predictions_review_step
            WHERE status = 'pending'
            """;

    private final ServerClient client;
    private final PatientPoster poster;
    private final PaymentStream stream;
    private final String run = UUID.randomUUID().toString();
    private final Duration outcomeAfter;

    /** Payments whose outcome was sent and may not be seen yet. */
    private final Set<String> told = new HashSet<>();

    private long next;
    private Receipts receipts = Receipts.NONE;
    private long postings;
    private long frauds;

    private PaymentOffice(ServerClient client, long seed, Duration outcomeAfter) {
        this.client = requireNonNull(client, "client");
        this.poster = new PatientPoster(client);
        this.stream = new PaymentStream(seed);
        this.outcomeAfter = requireNonNull(outcomeAfter, "outcomeAfter");
    }

    /**
     * Opens the office of a mill that runs the example project, and goes on with the payment behind
     * the last one.
     */
    public static PaymentOffice open(ServerClient client, long seed) throws InterruptedException {
        return open(client, seed, OUTCOME);
    }

    /** One that knows sooner or later what came of a payment. */
    static PaymentOffice open(ServerClient client, long seed, Duration outcomeAfter)
            throws InterruptedException {
        PaymentOffice office = new PaymentOffice(client, seed, outcomeAfter);
        JsonNode last = client.queryJson("SELECT max(payment_id) FROM payments").path("rows");
        JsonNode id = last.path(0).path(0);
        if (id.isNull() || id.isMissingNode()) {
            office.openAccounts(seed);
        } else {
            office.next = Payment.number(id.asText()) + 1;
        }
        return office;
    }

    private void openAccounts(long seed) throws InterruptedException {
        for (int from = 0; from < Account.COUNT; from += ACCOUNTS_PER_POST) {
            StringBuilder rows = new StringBuilder();
            for (int i = from; i < Math.min(from + ACCOUNTS_PER_POST, Account.COUNT); i++) {
                Account account = Account.of(seed, i);
                rows.append(
                                JsonOutput.object()
                                        .put("account_id", account.id())
                                        .put("country", account.country()))
                        .append('\n');
            }
            post("accounts", rows);
        }
    }

    /** Takes so many payments at a time; returns when the mill has them on disk. */
    public void take(int payments, Instant at) throws InterruptedException {
        for (int left = payments; left > 0; left -= PAYMENTS_PER_POST) {
            StringBuilder rows = new StringBuilder();
            for (int i = Math.min(left, PAYMENTS_PER_POST); i > 0; i--) {
                Payment payment = stream.payment(next++);
                frauds += payment.isFraud() ? 1 : 0;
                rows.append(row(payment, at)).append('\n');
            }
            post("payments", rows);
        }
    }

    private static ObjectNode row(Payment payment, Instant at) {
        return JsonOutput.object()
                .put("payment_id", payment.id())
                .put("account_id", payment.account())
                .put("device_id", payment.device())
                .put("merchant", payment.merchant())
                .put("country", payment.country())
                .put("amount", payment.amount().toPlainString())
                .put("paid_at", at.toString());
    }

    /** Sends what came of the choices that are old enough; returns how many those were. */
    public int tellOutcomes(Instant now) throws InterruptedException {
        JsonNode chosen = client.queryJson(CHOSEN).path("rows");
        Set<String> waiting = new HashSet<>();
        StringBuilder rows = new StringBuilder();
        int count = 0;
        for (JsonNode row : chosen) {
            String id = row.get(0).asText();
            waiting.add(id);
            boolean isDue = !Instant.parse(row.get(2).asText()).plus(outcomeAfter).isAfter(now);
            if (isDue && told.add(id)) {
                rows.append(outcome(id, ReviewStep.of(row.get(1).asText()), now)).append('\n');
                count++;
            }
        }
        told.retainAll(waiting);
        if (count > 0) {
            post("outcomes", rows);
        }
        return count;
    }

    private ObjectNode outcome(String id, ReviewStep step, Instant now) {
        Payment payment = stream.payment(Payment.number(id));
        return JsonOutput.object()
                .put("payment_id", id)
                .put("fraud", payment.isFraud())
                .put("step", step.word())
                .put("reward", stream.reward(payment, step))
                .put("known_at", now.toString());
    }

    private void post(String table, StringBuilder rows) throws InterruptedException {
        JsonNode answer =
                poster.post(table, rows.toString().getBytes(UTF_8), run + "-" + postings++);
        receipts =
                receipts.plus(
                        table,
                        answer.path("accepted").asLong(),
                        answer.path("quarantined").asLong(),
                        answer.path("tick").asLong());
    }

    /** What the mill has acknowledged since the office was opened. */
    public Receipts receipts() {
        return receipts;
    }

    /** How many of the payments since then are fraud. */
    public long frauds() {
        return frauds;
    }
}
