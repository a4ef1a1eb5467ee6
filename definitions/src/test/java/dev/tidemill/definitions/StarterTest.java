package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterTest {
    @TempDir Path directory;

    @Test
    void writesAProjectWithoutProblems() {
        Path folder = directory.resolve("9 My Shop");
        List<String> files = Starter.in(folder).write();
        ProjectReading reading = new ProjectLoader(Map.of()).read(folder);
        assertEquals(List.of(), reading.problems());
        assertEquals("my-shop", requireNonNull(reading.project()).name());
        assertTrue(files.contains("contracts/orders.yaml"), files.toString());
        ProjectTestReading tests = ProjectTestLoader.read(folder);
        assertEquals(List.of(), tests.problems());
        assertEquals("sales_by_product", tests.tests().getFirst().name());
    }

    @Test
    void namesASchemaThatIsThereInEachYamlFile() throws IOException {
        for (String file : Starter.in(directory).write()) {
            if (file.endsWith(".yaml")) {
                Path path = directory.resolve(file);
                String first = Files.readAllLines(path).getFirst();
                String mark = "# yaml-language-server: $schema=";
                assertTrue(first.startsWith(mark), file);
                assertTrue(
                        Files.exists(path.resolveSibling(first.substring(mark.length()))), first);
            }
        }
    }

    @Test
    void changesNoFileThatIsThere() throws IOException {
        Files.writeString(directory.resolve("README.md"), "mine");
        TidemillException refusal =
                assertThrows(TidemillException.class, () -> Starter.in(directory).write());
        assertTrue(refusal.message().contains("README.md"), refusal.message());
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }
}
