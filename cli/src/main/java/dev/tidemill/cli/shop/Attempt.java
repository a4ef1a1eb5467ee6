package dev.tidemill.cli.shop;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What came of paying.
 *
 * @param reason why it failed, or null
 * @param cardLast4 null when no card was used
 */
record Attempt(String outcome, @Nullable String reason, String method, @Nullable String cardLast4) {
    private static final double FAILING_SHARE = 0.15;
    private static final List<String> METHODS = List.of("card", "card", "wallet", "transfer");
    private static final List<String> REASONS =
            List.of("insufficient funds", "expired card", "declined", "timed out");
    private static final int LAST4_END = 10_000;

    static Attempt of(RandomGenerator random) {
        return random.nextDouble() < FAILING_SHARE
                ? with("failed", REASONS.get(random.nextInt(REASONS.size())), random)
                : with("paid", null, random);
    }

    static Attempt refund(RandomGenerator random) {
        return with("refunded", null, random);
    }

    private static Attempt with(String outcome, @Nullable String reason, RandomGenerator random) {
        String method = METHODS.get(random.nextInt(METHODS.size()));
        String last4 = "%04d".formatted(random.nextInt(LAST4_END));
        return new Attempt(outcome, reason, method, method.equals("card") ? last4 : null);
    }

    boolean hasFailed() {
        return outcome.equals("failed");
    }
}
