package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog says how tables are used, to whom sees them as they are. */
class CatalogUsageTest {
    private static JsonNode entry(Guarded guarded, String token, String table) throws Exception {
        for (JsonNode entry : Served.json(guarded.get(token, "/v1/catalog")).path("entries")) {
            if (entry.path("id").asText().equals(table)) {
                return entry;
            }
        }
        throw new AssertionError("no entry " + table);
    }

    private static void done(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void readsAreCountedAndHiddenWithTheRows(@TempDir Path folder) throws Exception {
        try (Guarded guarded = Guarded.in(folder)) {
            guarded.plant();
            String root = guarded.root();
            done(guarded.sql(root, "SELECT * FROM regions r JOIN members m ON r.size = m.level"));
            done(guarded.sql(root, "SELECT count(*) FROM regions"));
            done(guarded.get(root, "/v1/tables/regions/lookup?key=south"));
            assertEquals(404, guarded.get(root, "/v1/tables/regions/lookup?key=x").statusCode());
            JsonNode regions = entry(guarded, root, "regions");
            assertEquals(2, regions.path("queries").asLong(), regions.toString());
            assertEquals(2, regions.path("lookups").asLong(), regions.toString());
            assertEquals(0, regions.path("subscriptions").asLong(), regions.toString());
            assertTrue(
                    Instant.parse(regions.path("last_change").asText())
                            .isAfter(Instant.now().minusSeconds(600)),
                    regions.toString());
            assertEquals(1, entry(guarded, root, "members").path("queries").asLong());
            assertEquals(0, entry(guarded, root, "vault").path("queries").asLong());

            String ann = guarded.ann();
            done(guarded.sql(ann, "CREATE TABLE mine_x (id BIGINT PRIMARY KEY)"));
            JsonNode own = entry(guarded, ann, "mine_x");
            assertTrue(own.path("queries").isNumber(), own.toString());
            assertFalse(own.has("last_change"), "nothing was written: " + own);
            for (String table : new String[] {"regions", "members"}) {
                JsonNode seen = entry(guarded, ann, table);
                assertTrue(seen.has("rows"), seen.toString());
                for (String count :
                        new String[] {"queries", "lookups", "subscriptions", "last_change"}) {
                    assertFalse(seen.has(count), seen.toString());
                }
            }
        }
    }
}
