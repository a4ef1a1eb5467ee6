package dev.tidemill.cli.payments;

import dev.tidemill.cli.payments.FraudPattern.Draft;
import dev.tidemill.cli.payments.FraudPattern.Maker;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Payments by their numbers, and what became of them: both follow from a seed and the number alone,
 * so that whoever goes on after a restart needs to remember nothing. About one in thirty is fraud,
 * and comes in episodes. One thread.
 */
final class PaymentStream {
    private static final int BLOCK = 100;
    private static final double EPISODES_MEAN = 0.75;
    private static final int EPISODE_LEAST = 3;
    private static final int EPISODE_MOST = 6;
    private static final double OTHER_DEVICE_SHARE = 0.04;
    private static final double ABROAD_SHARE = 0.04;
    private static final double LARGE_SHARE = 0.03;

    private static final List<String> MERCHANTS =
            List.of(
                    "groceries",
                    "groceries",
                    "groceries",
                    "restaurants",
                    "restaurants",
                    "clothes",
                    "electronics",
                    "travel",
                    "games",
                    "gift-cards");

    private final long seed;
    private long block = -1;
    private Map<Integer, Draft> frauds = Map.of();

    PaymentStream(long seed) {
        this.seed = seed;
    }

    Payment payment(long number) {
        if (number / BLOCK != block) {
            block = number / BLOCK;
            frauds = episodes();
        }
        Draft fraud = frauds.get((int) (number % BLOCK));
        Draft draft = fraud == null ? honest(random(number, 1)) : fraud;
        return new Payment(
                number,
                draft.account(),
                draft.device(),
                draft.merchant(),
                draft.country(),
                BigDecimal.valueOf(draft.amount())
                        .setScale(2, RoundingMode.HALF_UP)
                        .max(BigDecimal.ONE),
                fraud != null);
    }

    private SplittableRandom random(long of, int purpose) {
        return new SplittableRandom((seed * 1_000_003 + of) * 31 + purpose);
    }

    private Map<Integer, Draft> episodes() {
        SplittableRandom random = random(block, 2);
        Map<Integer, Draft> drafts = new TreeMap<>();
        for (double left = EPISODES_MEAN; random.nextDouble() < left; left /= 2) {
            Maker maker = FraudPattern.of(random).begin(seed, block, random);
            int at = random.nextInt(BLOCK);
            for (int i = random.nextInt(EPISODE_LEAST, EPISODE_MOST + 1);
                    i > 0 && at < BLOCK;
                    i--) {
                drafts.put(at, maker.next(random));
                at += random.nextInt(1, 6);
            }
        }
        return drafts;
    }

    private Draft honest(SplittableRandom random) {
        Account account = Account.of(seed, random.nextInt(Account.COUNT));
        boolean other = random.nextDouble() < OTHER_DEVICE_SHARE;
        boolean abroad = random.nextDouble() < ABROAD_SHARE;
        double factor =
                random.nextDouble() < LARGE_SHARE
                        ? random.nextDouble(3, 8)
                        : Math.exp(random.nextGaussian() * 0.5);
        return new Draft(
                account.id(),
                other ? account.device() + "-" + random.nextInt(100) : account.device(),
                MERCHANTS.get(random.nextInt(MERCHANTS.size())),
                abroad ? Account.otherCountry(account.country(), random) : account.country(),
                account.usual() * factor);
    }

    /** Whether a step would keep a fraud from its money; always the same answer. */
    boolean isStopped(long number, ReviewStep step) {
        return random(number, 3).nextDouble() < step.stops();
    }

    /** What a step brings, in hundreds of euros: what it costs, and what fraud then takes. */
    double reward(Payment payment, ReviewStep step) {
        boolean loses = payment.isFraud() && !isStopped(payment.number(), step);
        return -step.cost() - (loses ? payment.amount().doubleValue() / 100 : 0);
    }
}
