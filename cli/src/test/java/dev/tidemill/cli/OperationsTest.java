package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands for a mill's data print and answer. */
class OperationsTest {
    private static final int ROWS = 300;

    @TempDir private Path folder;

    private Tidemill open(String data) {
        return Tidemill.open(
                folder,
                TidemillOptions.defaults().withData(folder.resolve(data)).withWatching(false));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @BeforeEach
    void fillAFolder() throws Exception {
        Files.writeString(folder.resolve("tidemill.yaml"), "name: kept\n");
        try (Tidemill mill = open("data")) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, text TEXT)");
            for (int i = 0; i < 3; i++) {
                StringBuilder insert = new StringBuilder("INSERT INTO t VALUES ");
                for (int row = 0; row < ROWS / 3; row++) {
                    insert.append(row == 0 ? "" : ", ");
                    insert.append("(%d, '%s')".formatted(i * ROWS + row, "x".repeat(500)));
                }
                mill.execute(insert.toString());
            }
        }
    }

    @Test
    void backsUpChecksAndRestores() throws Exception {
        Ran backup = Ran.command("backup", path("b"), "--data", path("data"));
        assertEquals(ExitCode.OK, backup.exitCode(), backup.err());
        assertTrue(backup.out().startsWith("tick "), backup.out());
        assertTrue(backup.out().endsWith(path("b") + "\n"), backup.out());

        Ran check = Ran.command("check", "--data", path("b"));
        assertEquals(ExitCode.OK, check.exitCode(), check.out());
        assertTrue(check.out().contains("backup      whole"), check.out());
        assertTrue(check.out().contains("whole, at tick "), check.out());

        Ran restore = Ran.command("restore", path("b"), "--data", path("again"), "--json");
        assertEquals(ExitCode.OK, restore.exitCode(), restore.err());
        assertTrue(restore.out().startsWith("{\"version\":"), restore.out());
        try (Tidemill mill = open("again")) {
            assertEquals(
                    (long) ROWS, mill.execute("SELECT count(*) FROM t").rows().row(0).getFirst());
        }
    }

    @Test
    void tellsWhatIsDamaged() throws Exception {
        Path manifest;
        try (Stream<Path> files = Files.list(folder.resolve("data/checkpoints"))) {
            manifest =
                    files.filter(file -> file.getFileName().toString().startsWith("manifest-"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(manifest, bytes);

        Ran check = Ran.command("check", "--data", path("data"));
        assertEquals(ExitCode.DIFFERENT, check.exitCode(), check.out());
        assertTrue(check.out().contains("checkpoint  damaged"), check.out());
        assertTrue(check.out().contains("checkpoint TM4004: "), check.out());
        assertTrue(check.out().contains("replay      not checked"), check.out());
        Ran json = Ran.command("check", "--data", path("data"), "--json");
        assertEquals(ExitCode.DIFFERENT, json.exitCode());
        assertTrue(json.out().contains("\"whole\":false"), json.out());
        Ran none = Ran.command("check", "--data", path("nowhere"));
        assertEquals(ExitCode.REFUSED, none.exitCode());
    }

    @Test
    void asksTheServerThatRuns() {
        try (FakeServer server = new FakeServer()) {
            server.onJson(
                    "POST /v1/backups",
                    """
                    {"directory":"/b/monday","version":"3","tick":48211,"checkpoint_tick":48000,
                    "time":"2026-11-26T17:00:00Z","files":14,"bytes":512000000,"elapsed_ms":900}""");
            Ran ran = Ran.command("backup", "/b/monday", "--url", server.url());
            assertEquals("tick 48,211, 512 MB in 14 files: /b/monday\n", ran.out(), ran.err());
            assertEquals("POST /v1/backups {\"directory\":\"/b/monday\"}", server.requests());
        }
    }

    /** A process may not write files as large as one that it has to: like a disk that gets full. */
    @Test
    void leavesNothingOfACopyThatDoesNotFit() throws Exception {
        Ran whole = Ran.command("backup", path("whole"), "--data", path("data"));
        assertEquals(ExitCode.OK, whole.exitCode(), whole.err());
        for (List<String> command :
                List.of(
                        List.of("backup", path("b"), "--data", path("data")),
                        List.of("restore", path("whole"), "--data", path("b")))) {
            Process process = limited(command);
            String said =
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(ExitCode.RESOURCES, process.waitFor(), command + ": " + said);
            assertTrue(said.contains("TM40"), said);
            assertFalse(Files.exists(folder.resolve("b")), command.toString());
            assertFalse(Files.exists(folder.resolve("b.partial")), command.toString());
        }
    }

    private static Process limited(List<String> command) throws IOException {
        List<String> java =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName());
        List<String> all =
                Stream.concat(
                                Stream.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh"),
                                Stream.concat(java.stream(), command.stream()))
                        .toList();
        return new ProcessBuilder(all).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }
}
