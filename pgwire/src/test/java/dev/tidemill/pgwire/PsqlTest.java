package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.pgwire.sql.StatementText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts that psql runs, with all that it shows. {@code -Dtidemill.psql.update=true} writes what
 * it shows now. Where there is no psql, nothing is tested and the test is told as skipped.
 */
class PsqlTest {
    private static final Path PSQL = Path.of("/usr/bin/psql");
    private static final int STATEMENTS_MIN = 80;

    @TempDir Path folder;

    private static Path scripts() {
        return Path.of(System.getProperty("tidemill.root"), "pgwire/src/test/resources/psql");
    }

    private static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(scripts())) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
        }
    }

    @Test
    void showsWhatTheScriptsExpect() throws Exception {
        assumeTrue(Files.isExecutable(PSQL), "there is no psql at " + PSQL + ": NOT TESTED");
        boolean updates = Boolean.getBoolean("tidemill.psql.update");
        int statements = 0;
        for (Path script : all()) {
            try (Wired wired = Wired.in(folder.resolve(script.getFileName().toString()))) {
                String shown = run(wired, script);
                Path expected = Path.of(script.toString().replace(".sql", ".out"));
                if (updates) {
                    Files.writeString(expected, shown);
                }
                assertEquals(Files.readString(expected), shown, script.toString());
                statements += statements(Files.readString(script));
            }
        }
        assertTrue(statements >= STATEMENTS_MIN, statements + " statements");
    }

    /** Lines of psql's own are no statements. */
    private static int statements(String script) {
        String sql =
                String.join("\n", script.lines().filter(line -> !line.startsWith("\\")).toList());
        return StatementText.split(sql).size();
    }

    private static String run(Wired wired, Path script) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(PSQL.toString(), "-X", "-a", "-q", "-h", "127.0.0.1", "-p"));
        command.addAll(
                List.of(
                        Integer.toString(wired.port()),
                        "-U",
                        "anybody",
                        "-d",
                        "wire",
                        "-f",
                        script.getFileName().toString()));
        ProcessBuilder psql = new ProcessBuilder(command).directory(scripts().toFile());
        psql.environment().put("PGCLIENTENCODING", "UTF8");
        psql.environment().put("PGTZ", "UTC");
        psql.redirectErrorStream(true);
        Process process = psql.start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return shown;
    }
}
