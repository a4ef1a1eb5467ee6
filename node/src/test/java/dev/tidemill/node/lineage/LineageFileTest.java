package dev.tidemill.node.lineage;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mill that tells its lineage to a file. */
class LineageFileTest {
    private static final long POLL_MILLIS = 50;

    @TempDir @Nullable Path folder;

    @Test
    @Timeout(60)
    void aMillTellsWhatItRunsAndThatItStops() throws Exception {
        Path project = requireNonNull(folder);
        Path file = project.resolve("told/lineage.ndjson");
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: told\nlineage:\n  openlineage:\n    file: told/lineage.ndjson\n");
        try (Tidemill mill =
                Tidemill.open(project, TidemillOptions.defaults().withWatching(false))) {
            mill.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, n INTEGER)");
            mill.execute("CREATE LIVE TABLE total AS SELECT sum(n) AS n FROM items");
            await(file, "START", "total");
            mill.execute("DROP LIVE TABLE total");
            await(file, "COMPLETE", "total");
            mill.execute("CREATE LIVE TABLE other AS SELECT id FROM items");
            await(file, "START", "other");
        }
        List<String> events = Files.readAllLines(file);
        for (String event : events) {
            assertEquals("object", Json.parse(event).kind());
        }
        assertTrue(tells(events.getLast(), "COMPLETE", "other"), events.getLast());
        assertEquals(1, events.stream().filter(e -> e.contains("$defs/DatasetEvent\"")).count());
    }

    private static void await(Path file, String state, String table) throws Exception {
        while (!Files.exists(file)
                || Files.readAllLines(file).stream()
                        .noneMatch(event -> tells(event, state, table))) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean tells(String event, String state, String table) {
        return event.contains("\"" + state + "\"") && event.contains("\"name\": \"" + table + "\"");
    }
}
