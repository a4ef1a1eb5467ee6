package dev.tidemill.bench.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A query that both sides are asked, from a file in which each begins with a comment, its name. */
record AskedQuery(String name, String sql) {
    static List<AskedQuery> read(String file) {
        try (InputStream in = AskedQuery.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            List<AskedQuery> queries = new ArrayList<>();
            for (String part : new String(in.readAllBytes(), UTF_8).split("(?m)^-- ", -1)) {
                int end = part.indexOf('\n');
                if (end > 0) {
                    queries.add(
                            new AskedQuery(
                                    part.substring(0, end).strip(), part.substring(end).strip()));
                }
            }
            return queries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
