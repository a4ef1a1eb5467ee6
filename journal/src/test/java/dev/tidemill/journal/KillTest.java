package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class KillTest {
    private static final long SEED = 42;
    private static final int KILLS = 6;

    @TempDir Path directory;

    @Test
    void findsEveryAcknowledgedTickAfterAKill() throws Exception {
        var random = new Random(SEED);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = Math.max(acknowledged, runAndKill(30 + random.nextInt(250)));
            try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
                long last = journal.stats().lastTick();
                assertTrue(last >= acknowledged, "tick " + acknowledged + " lost, seed " + SEED);
                assertEquals(Ticks.expected(1, last), Ticks.replayed(journal, 0));
            }
        }
        assertTrue(acknowledged > 0);
    }

    /** Kills the child some time after its first acknowledgement; returns its last one. */
    private long runAndKill(int afterMillis) throws Exception {
        Process child =
                new ProcessBuilder(
                                java(),
                                "-cp",
                                classPath(),
                                Appender.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader acks = child.inputReader(StandardCharsets.UTF_8)) {
            long last = Long.parseLong(requireNonNull(acks.readLine(), "no tick"));
            Thread.ofVirtual().start(() -> killAfter(child, afterMillis));
            for (String line; (line = completeLine(acks)) != null; ) {
                last = Long.parseLong(line);
            }
            child.waitFor();
            return last;
        }
    }

    private static void killAfter(Process child, int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The handle's kill leaves the stream open, so what was acknowledged can be read.
        child.toHandle().destroyForcibly();
    }

    /** A kill can cut the last number in half; without its line end it counts for nothing. */
    private static @Nullable String completeLine(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = reader.read()) >= 0; ) {
            if (c == '\n') {
                return line.toString();
            }
            line.append((char) c);
        }
        return null;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return Stream.of(Journal.class, Appender.class, Logger.class, NullMarked.class)
                .map(KillTest::place)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
