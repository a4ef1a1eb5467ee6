package dev.tidemill.cli.payments;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Somebody who pays, made up of a seed and a number alone.
 *
 * @param country where they live
 * @param usual what they pay in the middle, in euros
 */
record Account(String id, String country, double usual) {
    static final int COUNT = 400;

    private static final List<String> COUNTRIES = List.of("AT", "BE", "DE", "FR", "NL");
    private static final double USUAL_LEAST = 8;
    private static final double USUAL_SPREAD = 12;

    static Account of(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed * 31 + number);
        String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
        double spread = random.nextDouble();
        return new Account(
                "a-%04d".formatted(number),
                country,
                USUAL_LEAST * (1 + spread * spread * USUAL_SPREAD));
    }

    /** The device that they mostly use. */
    String device() {
        return "d" + id.substring(1);
    }

    static String otherCountry(String than, SplittableRandom random) {
        String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
        return country.equals(than) ? "US" : country;
    }
}
