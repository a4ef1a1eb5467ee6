package dev.tidemill.node.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogKeeperTest {
    @TempDir private Path project;

    @Test
    void makesACatalogOnceForTheDefinitionsInForce() throws Exception {
        Files.writeString(project.resolve("tidemill.yaml"), "name: kept\n");
        try (Tidemill mill =
                Tidemill.open(project, TidemillOptions.defaults().withWatching(false))) {
            mill.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, n INTEGER)");
            ProjectCatalog before = mill.catalog();
            mill.execute("INSERT INTO items VALUES (1, 2)");
            assertSame(before, mill.catalog(), "rows are no definitions");

            mill.execute("CREATE LIVE TABLE total AS SELECT sum(n) AS n FROM items");
            ProjectCatalog with = mill.catalog();
            assertNotSame(before, with);
            assertTrue(with.byId().containsKey("total"));
            assertSame(with, mill.catalog());

            mill.execute("DROP LIVE TABLE total");
            assertFalse(mill.catalog().byId().containsKey("total"));
            assertEquals(before, mill.catalog());
        }
    }
}
