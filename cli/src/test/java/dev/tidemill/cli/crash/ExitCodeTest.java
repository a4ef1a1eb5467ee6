package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process whose mill fails tells its shell. */
class ExitCodeTest {
    @TempDir private Path folder;

    private Process start(Class<?> main, Path log) throws IOException {
        Files.writeString(folder.resolve("tidemill.yaml"), "name: dying\n");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        "run",
                        folder.toString(),
                        "--port",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    @Test
    void saysThatTheFaultIsOursWhenTheEngineEnds() throws Exception {
        Path log = folder.resolve("log");
        Process process = start(DyingEngine.class, log);
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log, UTF_8);
        assertEquals(ExitCode.INTERNAL, process.exitValue(), said);
        assertTrue(said.contains("TM4013"), said);
    }
}
