package dev.tidemill.definitions.projecttest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.ProjectTestLoader;
import dev.tidemill.definitions.ProjectTestReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFilesTest {
    private static final String TEXT =
            """
            description: Sales.
            steps:
              - name: first
                at: 2026-01-05T10:00:00+01:00
                insert:
                  orders:
                    - {id: 1, sku: "a\\nb", price: 4.50, tags: [x, y], note: null}
                delete:
                  products: |
                    "sku", lot
                    tea,1
              - at: + 90 seconds
                send: {orders: '{"id": 7}'}
                expect:
                  sales: []
            """;

    private final Path folder;

    TestFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private ProjectTestReading read(byte[] text) throws IOException {
        Files.createDirectories(folder.resolve("tests"));
        Files.write(folder.resolve("tests/sales.yaml"), text);
        return ProjectTestLoader.read(folder);
    }

    @Test
    void readsStepsInTheOrderInWhichTheyTakeEffect() throws IOException {
        ProjectTestReading reading = read(TEXT.getBytes(UTF_8));
        assertEquals(List.of(), reading.problems());
        ProjectTest test = reading.tests().getFirst();
        TestStep first = test.steps().get(0);
        TestStep second = test.steps().get(1);

        assertEquals("sales", test.name());
        assertEquals("Sales.", test.description());
        assertEquals(
                List.of(TestChange.Kind.DELETE, TestChange.Kind.INSERT),
                first.changes().stream().map(TestChange::kind).toList());
        assertEquals(
                new TestTime.At(new Place("tests/sales.yaml", 4, 9), 1_767_603_600_000_000L),
                first.time());
        assertEquals(
                new TestTime.After(new Place("tests/sales.yaml", 12, 9), Duration.ofSeconds(90)),
                second.time());
        assertEquals(
                new TestRows.Sent("orders", new Place("tests/sales.yaml", 13, 12), "{\"id\": 7}"),
                second.changes().getFirst().rows());
        assertEquals(
                new TestRows.Listed("sales", new Place("tests/sales.yaml", 15, 7), List.of()),
                second.expectedOf("sales"));
    }

    @Test
    void keepsRowsAsJsonAndKnowsWhereTheyStand() throws IOException {
        TestStep step = read(TEXT.getBytes(UTF_8)).tests().getFirst().steps().getFirst();
        TestRows keys = step.changes().get(0).rows();
        TestRows.Listed rows = (TestRows.Listed) step.changes().get(1).rows();

        assertEquals(
                "{\"id\":1,\"sku\":\"a\\nb\",\"price\":4.50,\"tags\":[\"x\",\"y\"],\"note\":null}",
                rows.rows().getFirst().json());
        assertEquals(
                List.of("id", "sku", "price", "tags", "note"),
                List.copyOf(rows.columns().keySet()));
        assertEquals(new Place("tests/sales.yaml", 7, 12), rows.columns().get("id"));
        assertEquals(
                new Place("tests/sales.yaml", 7, 16), rows.rows().getFirst().values().get("id"));
        assertEquals(List.of("sku", "lot"), List.copyOf(keys.columns().keySet()));
        assertEquals("tests/sales.yaml:11:1", keys.placeOf(1).toString());
    }

    @Test
    void readsTimesThatThereAre() {
        Place place = Place.at(1, 1);
        assertEquals(
                Optional.of(new TestTime.At(place, 0)), TestTime.parse("1970-01-01T00:00", place));
        for (String none :
                List.of(
                        "",
                        "+",
                        "noon",
                        "+ 1 fortnight",
                        "+ 999999999999 days",
                        "2026-02-30T00:00:00Z",
                        "-999999999-01-01T00:00:00")) {
            assertEquals(Optional.empty(), TestTime.parse(none, place), none);
        }
    }

    @Test
    void tellsOfGarbageAndNeverFails() throws IOException {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] text = TEXT.getBytes(UTF_8);
            int changes = 1 + random.nextInt(8);
            for (int i = 0; i < changes; i++) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            ProjectTestReading reading = read(text);
            assertEquals(reading.tests().isEmpty(), !reading.problems().isEmpty(), "seed " + seed);
        }
        byte[] noise = new byte[4096];
        new Random(1).nextBytes(noise);
        assertFalse(read(noise).problems().isEmpty());
    }
}
