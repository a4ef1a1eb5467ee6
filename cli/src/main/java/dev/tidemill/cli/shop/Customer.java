package dev.tidemill.cli.shop;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Somebody who was made up. */
record Customer(String id, String name, String email, String city, String country) {
    private static final List<String> FIRST =
            List.of(
                    "Ada", "Bela", "Chloe", "Daan", "Emma", "Finn", "Greta", "Hugo", "Ines", "Jan",
                    "Kaja", "Lars", "Mina", "Noor", "Olaf", "Pia", "Quentin", "Rosa", "Sven",
                    "Tess");
    private static final List<String> LAST =
            List.of(
                    "Adler", "Bakker", "Claes", "Dubois", "Egger", "Fischer", "Gruber", "Haas",
                    "Jansen", "Klein", "Lambert", "Maes", "Nagy", "Peeters", "Roux", "Smit",
                    "Vogel", "Wolff");

    /** Each with its country. */
    private static final List<List<String>> CITIES =
            List.of(
                    List.of("Berlin", "DE"),
                    List.of("Hamburg", "DE"),
                    List.of("Leipzig", "DE"),
                    List.of("Amsterdam", "NL"),
                    List.of("Utrecht", "NL"),
                    List.of("Gent", "BE"),
                    List.of("Lyon", "FR"),
                    List.of("Lille", "FR"),
                    List.of("Graz", "AT"));

    static String id(long number) {
        return "c-%04d".formatted(number);
    }

    /** The number is in the address, so that no two customers have the same. */
    static Customer of(long number, RandomGenerator random) {
        String first = FIRST.get(random.nextInt(FIRST.size()));
        String last = LAST.get(random.nextInt(LAST.size()));
        List<String> city = CITIES.get(random.nextInt(CITIES.size()));
        String address =
                "%s.%s.%d@mail.example".formatted(first, last, number).toLowerCase(Locale.ROOT);
        return new Customer(
                id(number), first + " " + last, address, city.getFirst(), city.getLast());
    }
}
