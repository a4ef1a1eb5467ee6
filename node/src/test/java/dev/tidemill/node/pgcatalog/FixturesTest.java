package dev.tidemill.node.pgcatalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query that tools send is the catalog's, and has the answer that is kept for a known
 * project. {@code -Dtidemill.regenerate=true} writes the answers anew, to be looked through.
 */
class FixturesTest {
    private static final Path KEPT =
            Path.of("src/test/resources/dev/tidemill/node/pgcatalog/expected");

    @TempDir private Path folder;

    @Test
    void toolsAreAnsweredAsBefore() throws IOException {
        Shop.write(folder);
        List<String> differences = new ArrayList<>();
        try (Shop shop = Shop.open(folder)) {
            for (String tool : Fixture.TOOLS) {
                String answers =
                        Fixture.of(tool).stream()
                                .map(fixture -> answer(shop, fixture))
                                .collect(Collectors.joining("\n"));
                String file = tool + ".txt";
                if (Boolean.getBoolean("tidemill.regenerate")) {
                    Files.createDirectories(KEPT);
                    Files.writeString(KEPT.resolve(file), answers);
                } else if (!answers.equals(kept(file))) {
                    differences.add(difference(tool, kept(file), answers));
                }
            }
        }
        assertEquals(List.of(), differences);
    }

    private static String difference(String tool, String kept, String now) {
        List<String> before = kept.lines().toList();
        List<String> after = now.lines().toList();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (!before.get(i).equals(after.get(i))) {
                return "%s, line %d: %s, was %s"
                        .formatted(tool, i + 1, after.get(i), before.get(i));
            }
        }
        return "%s has %d lines, had %d".formatted(tool, after.size(), before.size());
    }

    private static String kept(String file) throws IOException {
        try (@Nullable InputStream in =
                FixturesTest.class.getResourceAsStream("expected/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
        }
    }

    /** The title, the columns with their types, and the rows. */
    private static String answer(Shop shop, Fixture fixture) {
        StringBuilder text = new StringBuilder("== ").append(fixture.title()).append('\n');
        try {
            CatalogQuery query =
                    shop.catalog()
                            .prepare(fixture.sql(shop::oid), List.of())
                            .orElseThrow(
                                    () -> new AssertionError(fixture + " is not the catalog's"));
            text.append(
                    query.columns().stream()
                            .map(column -> column.name() + " " + column.type().name())
                            .collect(Collectors.joining(" | ")));
            text.append('\n');
            for (List<@Nullable String> row : Shop.rows(query)) {
                text.append(
                        row.stream()
                                .map(value -> value == null ? "∅" : value.replace("\n", "⏎"))
                                .collect(Collectors.joining(" | ")));
                text.append('\n');
            }
        } catch (TidemillException e) {
            text.append("error ").append(e.errorCode()).append(' ').append(e.message());
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    void noToolIsToldOfAnError() throws IOException {
        Shop.write(folder);
        List<String> errors = new ArrayList<>();
        try (Shop shop = Shop.open(folder)) {
            for (Fixture fixture : Fixture.all()) {
                String answer = answer(shop, fixture);
                if (answer.contains("\nerror ")) {
                    errors.add(fixture + answer.substring(answer.indexOf("\nerror ")).strip());
                }
            }
        }
        assertEquals(List.of(), errors);
    }
}
