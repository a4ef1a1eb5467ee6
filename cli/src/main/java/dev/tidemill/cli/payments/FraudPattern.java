package dev.tidemill.cli.payments;

import java.util.SplittableRandom;

/** How fraud goes about it. */
enum FraudPattern {
    /** A card that was copied: much and quickly, abroad, for what can be sold again. */
    COPIED_CARD {
        @Override
        Maker begin(long seed, long block, SplittableRandom random) {
            Account victim = Account.of(seed, random.nextInt(Account.COUNT));
            String device = "x-" + block;
            String country = Account.otherCountry(victim.country(), random);
            return draw ->
                    new Draft(
                            victim.id(),
                            device,
                            draw.nextBoolean() ? "electronics" : "gift-cards",
                            country,
                            victim.usual() * draw.nextDouble(3, 9));
        }
    },
    /** One device that pays small amounts from many accounts. */
    FARM {
        @Override
        Maker begin(long seed, long block, SplittableRandom random) {
            String device = "f-" + block % FARMS;
            return draw -> {
                Account victim = Account.of(seed, draw.nextInt(Account.COUNT));
                return new Draft(
                        victim.id(),
                        device,
                        draw.nextBoolean() ? "games" : "gift-cards",
                        victim.country(),
                        draw.nextDouble(20, 90));
            };
        }
    },
    /** An account that was taken over: at home, and with a device that was never seen. */
    TAKEN_OVER {
        @Override
        Maker begin(long seed, long block, SplittableRandom random) {
            Account victim = Account.of(seed, random.nextInt(Account.COUNT));
            String device = "t-" + block;
            return draw ->
                    new Draft(
                            victim.id(),
                            device,
                            draw.nextBoolean() ? "electronics" : "travel",
                            victim.country(),
                            victim.usual() * draw.nextDouble(2, 6));
        }
    };

    private static final int FARMS = 5;

    /** A payment without its number. */
    record Draft(String account, String device, String merchant, String country, double amount) {}

    /** Makes one payment of an episode after the other. */
    @FunctionalInterface
    interface Maker {
        Draft next(SplittableRandom random);
    }

    /** Begins an episode; all of it follows from the arguments. */
    abstract Maker begin(long seed, long block, SplittableRandom random);

    static FraudPattern of(SplittableRandom random) {
        return values()[random.nextInt(values().length)];
    }
}
