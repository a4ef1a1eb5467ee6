package dev.tidemill.bench.nexmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One of the 23 queries.
 *
 * @param name q0 to q22
 * @param sql in Tidemill's live SQL
 * @param compared the columns that the query decides, from 0; the others hang on which of several
 *     equal rows comes first
 * @param upsertKey the column by which a row of Flink's replaces the last one, or -1: where Flink
 *     2.3 does not take back what it replaces
 * @param notOnFlink why Flink does not run it, or null
 */
public record NexmarkQuery(
        String name,
        String sql,
        List<Integer> compared,
        int upsertKey,
        @Nullable String notOnFlink) {
    /** As many as there are. */
    public static final int COUNT = 23;

    public NexmarkQuery {
        compared = List.copyOf(compared);
    }

    /** All of them in order. */
    public static List<NexmarkQuery> all() {
        return IntStream.range(0, COUNT).mapToObj(i -> named("q" + i)).toList();
    }

    public static NexmarkQuery named(String name) {
        List<Integer> compared =
                switch (name) {
                    case "q9" -> List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13);
                    case "q18" -> List.of(0, 1, 5);
                    case "q19" -> List.of(0, 2, 7);
                    default -> List.of();
                };
        String refused =
                name.equals("q6") ? "Flink's OVER takes no rows that are taken back" : null;
        // FLINK-40368: the first of each group in an order of several columns is taken for inserts.
        int upsertKey = name.equals("q9") ? 0 : -1;
        return new NexmarkQuery(name, read(name), compared, upsertKey, refused);
    }

    /** Positions of the columns to compare, of so many. */
    int[] compared(int columns) {
        return compared.isEmpty()
                ? IntStream.range(0, columns).toArray()
                : compared.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String read(String name) {
        try (InputStream in = NexmarkQuery.class.getResourceAsStream(name + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no query " + name);
            }
            return new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
