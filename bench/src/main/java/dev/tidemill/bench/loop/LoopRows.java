package dev.tidemill.bench.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Payments that are made up, a few of them fraud, which their amounts tell. One thread. */
final class LoopRows {
    private static final int ACCOUNTS = 10_000;
    private static final int AMOUNT_MAX = 500;
    private static final int FRAUD_AMOUNT = 5_000;

    private final SplittableRandom random;
    private final double labelledShare;
    private long next;

    /**
     * @param labelledShare of how many honest payments it becomes known that they were; of fraud it
     *     always does
     */
    LoopRows(long seed, double labelledShare) {
        this.random = new SplittableRandom(seed);
        this.labelledShare = labelledShare;
    }

    /** What becomes known of a payment. */
    record Outcome(long payment, boolean fraud) {}

    /**
     * Payments as NDJSON.
     *
     * @param first the number of the first one; the others follow
     * @param fraud the number of the one that is fraud; −1 when none is
     * @param outcomes what will be known of some of them
     */
    record Post(byte[] body, long first, int rows, long fraud, List<Outcome> outcomes) {
        Post {
            outcomes = List.copyOf(outcomes);
        }
    }

    Post post(int rows, boolean withFraud) {
        long first = next;
        long fraud = withFraud ? first + random.nextInt(rows) : -1;
        String now = Instant.now().toString();
        StringBuilder body = new StringBuilder(rows * 96);
        List<Outcome> outcomes = new ArrayList<>();
        for (; next < first + rows; next++) {
            boolean isFraud = next == fraud;
            int amount = isFraud ? FRAUD_AMOUNT + random.nextInt(FRAUD_AMOUNT) : amount();
            body.append("{\"payment_id\":").append(next);
            body.append(",\"account\":").append(random.nextInt(ACCOUNTS));
            body.append(",\"amount\":").append(amount);
            body.append(",\"paid_at\":\"").append(now).append("\"}\n");
            if (isFraud || random.nextDouble() < labelledShare) {
                outcomes.add(new Outcome(next, isFraud));
            }
        }
        return new Post(body.toString().getBytes(UTF_8), first, rows, fraud, outcomes);
    }

    private int amount() {
        return 5 + random.nextInt(AMOUNT_MAX);
    }

    static byte[] ndjson(List<Outcome> outcomes) {
        String now = Instant.now().toString();
        StringBuilder body = new StringBuilder(outcomes.size() * 80);
        for (Outcome outcome : outcomes) {
            body.append("{\"payment_id\":").append(outcome.payment());
            body.append(",\"fraud\":").append(outcome.fraud());
            body.append(",\"known_at\":\"").append(now).append("\"}\n");
        }
        return body.toString().getBytes(UTF_8);
    }
}
