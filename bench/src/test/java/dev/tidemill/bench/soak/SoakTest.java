package dev.tidemill.bench.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.bench.Main;
import dev.tidemill.cli.show.JsonOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two minutes of {@code tidemill bench soak} in a process of its own, with the garbage collector of
 * a server. {@code -Dtidemill.soak.minutes=30} takes longer.
 */
class SoakTest {
    private static final String MINUTES = System.getProperty("tidemill.soak.minutes", "1.5");

    /**
     * Only a tick that stands still for seconds fails here: how fast ticks are depends on what else
     * the machine does, and is for the command to measure.
     */
    private static final String TICK_MILLIS = System.getProperty("tidemill.soak.tick", "5000");

    @Test
    void staysAsItIsUnderALoadThatGoesOn(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path told = folder.resolve("err");
        Path plot = folder.resolve("soak.png");
        int status =
                new ProcessBuilder(command(plot))
                        .redirectOutput(out.toFile())
                        .redirectError(told.toFile())
                        .start()
                        .waitFor();
        System.out.println(Files.readString(told, UTF_8));
        System.out.println(Files.readString(out, UTF_8));

        assertEquals(0, status, () -> read(told));
        JsonNode result = JsonOutput.parse(Files.readString(out, UTF_8));
        assertTrue(result.path("table_changes").asLong() > 5, result.toString());
        assertTrue(result.path("tables_compared").asLong() >= 6, result.toString());
        assertTrue(result.path("rows").asLong() > 100_000, result.toString());
        assertTrue(Files.size(plot) > 0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> command(Path plot) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A heap that is there from the beginning, so that resident memory has no reason to grow.
        command.addAll(List.of("-Xms1536m", "-Xmx1536m", "-XX:+AlwaysPreTouch"));
        command.addAll(List.of("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=15"));
        command.addAll(
                List.of(
                        "-XX:+UseCompactObjectHeaders",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "-Djava.awt.headless=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("soak", "--minutes", MINUTES, "--measure-seconds", "6"));
        command.addAll(List.of("--tick-millis", TICK_MILLIS, "--plot", plot.toString(), "--json"));
        return command;
    }
}
