package dev.tidemill.engine.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BackgroundThreadsTest {
    private static final Path STAT = Path.of("/proc/thread-self/stat");

    /** The 19th field; the second is a name in brackets. */
    private static int nice() {
        try {
            String stat = Files.readString(STAT);
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 18)[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void giveWayAndOthersDoNot() throws Exception {
        assumeTrue(Files.exists(STAT), "only where the system tells of threads");
        int before = nice();
        try (ExecutorService pool =
                Executors.newSingleThreadExecutor(BackgroundThreads.factory("tested", 0))) {
            assertEquals(before + 5, pool.submit(BackgroundThreadsTest::nice).get());
        }
        assertEquals(before + 5, BackgroundThreads.call("tested", BackgroundThreadsTest::nice));
        assertEquals(before, nice());
    }

    @Test
    void whatIsThrownComesBack() {
        RuntimeException thrown = new IllegalArgumentException("this");
        assertEquals(
                thrown,
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                BackgroundThreads.call(
                                        "tested",
                                        () -> {
                                            throw thrown;
                                        })));
    }
}
