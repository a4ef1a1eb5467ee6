package dev.tidemill.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The functions that queries may call, from {@code allowed-functions.txt}. */
final class AllowedFunctions {
    /** Functions that may stand in FROM. */
    static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest");

    private static final Set<String> NAMES = read();

    private AllowedFunctions() {}

    static boolean contains(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    static Set<String> names() {
        return NAMES;
    }

    private static Set<String> read() {
        try (InputStream in = AllowedFunctions.class.getResourceAsStream("allowed-functions.txt")) {
            if (in == null) {
                throw new IllegalStateException("allowed-functions.txt is missing");
            }
            Set<String> names = new HashSet<>();
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    names.addAll(Set.of(line.toLowerCase(Locale.ROOT).strip().split(" +", -1)));
                }
            }
            return Set.copyOf(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
