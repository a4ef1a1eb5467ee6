package dev.tidemill.node.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.supervise.SupervisedReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source whose file is gone and comes back, on a mill that runs. */
@Timeout(60)
class RestartedSourceTest {
    @TempDir private Path project;

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.sleep(10);
        }
    }

    private static SupervisedReport source(Tidemill mill) {
        return mill.status().supervised().getFirst();
    }

    private static Object rows(Tidemill mill) {
        return mill.query("SELECT count(*) FROM airports").rows().row(0).getFirst();
    }

    @Test
    void fileThatComesBackIsReadByItself() throws Exception {
        Files.createDirectories(project.resolve("contracts"));
        Files.writeString(
                project.resolve("contracts/airports.yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: airports
                name: airports
                version: 1.0.0
                status: active
                schema:
                  - name: airports
                    customProperties:
                      - {property: tableKind, value: keyed}
                    properties:
                      - {name: code, logicalType: string, physicalType: TEXT, required: true, primaryKey: true}
                """);
        Files.writeString(
                project.resolve("tidemill.yaml"),
                """
                name: airports
                sources:
                  - {name: airports, kind: csv, table: airports, file: airports.csv}
                """);
        Path file = project.resolve("airports.csv");
        Files.writeString(file, "code\\nORD\\n".replace("\\n", "\n"));
        try (Tidemill mill =
                Tidemill.open(project, TidemillOptions.defaults().withWatching(false))) {
            await("it ends", () -> source(mill).state().equals("ended"));
            await("its row is there", () -> rows(mill).equals(1L));

            Files.delete(file);
            mill.supervisor().restart("airports");
            await("it fails", () -> source(mill).state().equals("waiting"));
            assertNotNull(source(mill).problem());
            assertEquals(1L, rows(mill), "what it gave stays");
            await("its breaker opens", () -> source(mill).state().equals("broken"));
            assertEquals(5, source(mill).failuresInRow());

            Files.writeString(file, "code\nORD\nSTL\n");
            mill.supervisor().restart("airports");
            await("the new row is there", () -> rows(mill).equals(2L));
            await("it ends again", () -> source(mill).state().equals("ended"));

            Files.delete(file);
            mill.supervisor().restart("airports");
            await("it fails again", () -> source(mill).state().equals("waiting"));
            Files.writeString(file, "code\nORD\nSTL\nMDW\n");
            await("it is read without being asked", () -> rows(mill).equals(3L));
        }
    }
}
