package dev.tidemill.node.pgcatalog.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's keywords, as {@code pg_get_keywords()} tells them. */
final class SqlKeywords {
    private static final List<List<@Nullable Object>> ROWS = read();

    private SqlKeywords() {}

    static List<List<@Nullable Object>> rows() {
        return ROWS;
    }

    private static List<List<@Nullable Object>> read() {
        try (@Nullable InputStream in = SqlKeywords.class.getResourceAsStream("keywords.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\|"))
                    .map(parts -> row(parts[0], parts[1], parts[2].equals("t")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<@Nullable Object> row(String word, String category, boolean bare) {
        String description =
                switch (category) {
                    case "C" -> "unreserved (cannot be function or type name)";
                    case "R" -> "reserved";
                    case "T" -> "reserved (can be function or type name)";
                    default -> "unreserved";
                };
        return Arrays.asList(
                word, category, bare, description, bare ? "can be bare label" : "requires AS");
    }
}
