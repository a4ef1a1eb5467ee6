package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it erases somebody: the next one ends it, or it was never begun.
 */
@Timeout(300)
class ForgetKillTest {
    private static final String ADA = Shop.customer(3);
    private static final int KILLS = 6;

    /** Longer than an erasure of this shop takes. */
    private static final int DELAY_MILLIS_MAX = 900;

    @TempDir private Path folder;

    @Test
    void erasureThatWasBegunIsEndedByTheNextStart() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Path project = folder.resolve("shop" + kill);
            int delay = kill * DELAY_MILLIS_MAX / KILLS + random.nextInt(100);
            String when = "seed " + seed + ", killed after " + delay + " ms";
            killAfter(project, delay);
            try (Tidemill mill = Shop.in(project, 10).open()) {
                afterwards(mill, when);
            }
        }
    }

    private static void killAfter(Path project, int delayMillis) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledForget.class.getName(),
                                project.toString(),
                                ADA)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals("erasing")) {
                line = out.readLine();
            }
            assertEquals("erasing", line);
            Thread.sleep(delayMillis);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void afterwards(Tidemill mill, String when) throws Exception {
        List<ErasureReceipt> receipts = mill.forgetting().receipts();
        if (receipts.isEmpty()) {
            mill.forgetting().forget(new ForgetDesk.Request(ADA, null, "officer"));
        }
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!mill.forgetting().receipts().getFirst().isComplete()) {
            assertTrue(System.nanoTime() < end, when + ": it is not complete");
            Thread.sleep(20);
        }
        ErasureReceipt receipt = mill.forgetting().receipts().getFirst();
        assertEquals(1, mill.forgetting().receipts().size(), when);
        assertEquals(List.of(), receipt.found(), when);
        assertEquals(List.of(), mill.forgetting().check(ADA, null), when);
        assertTrue(receipt.tables().stream().anyMatch(t -> t.rows() > 0), when + ": " + receipt);
        assertEquals(0, mill.verify().mismatches(), when);
    }
}
