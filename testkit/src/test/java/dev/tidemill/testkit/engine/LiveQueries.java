package dev.tidemill.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The queries that every implementation must agree on. */
public final class LiveQueries {
    private LiveQueries() {}

    /** In the order of the file. */
    public static List<String> all() {
        String resource = "/dev/tidemill/testkit/queries.txt";
        try (InputStream stream =
                requireNonNull(LiveQueries.class.getResourceAsStream(resource), resource)) {
            String text = new String(stream.readAllBytes(), UTF_8);
            return Arrays.stream(text.split("\n\\s*\n", -1))
                    .map(LiveQueries::withoutComments)
                    .filter(query -> !query.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }

    private static String withoutComments(String paragraph) {
        return paragraph
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"));
    }
}
