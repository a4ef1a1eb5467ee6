package dev.tidemill.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the scripts of src/test/resources/sql. With {@code -Dsql.scripts.update=true} it writes what
 * the planner says into them instead of comparing; read the difference before you commit it.
 */
class SqlScriptTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/sql");
    private static final boolean UPDATE = Boolean.getBoolean("sql.scripts.update");

    @TestFactory
    Stream<DynamicTest> everyScriptGivesWhatItSays() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(SCRIPTS)) {
            files = listed.sorted().toList();
        }
        return files.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(), () -> run(file)));
    }

    private static void run(Path file) {
        try {
            String expected = Files.readString(file);
            String actual = SqlScript.answered(expected);
            if (UPDATE) {
                Files.writeString(file, actual);
            } else {
                assertEquals(expected, actual);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
