package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while transactions commit, again and again over the same data: what was
 * committed is there, each transaction is there whole or not at all, and what was never committed
 * is not. {@code -Dtidemill.kills=50} makes it long.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class TransactionKillTest {
    private static final int KILLS = Integer.getInteger("tidemill.kills", 3);
    private static final int DELAY_MILLIS_MAX = 1_500;

    @TempDir @Nullable Path folder;

    /** What a process said before it was killed. */
    private record Said(Set<Long> began, Set<Long> done) {}

    @Test
    void committedTransactionsAreThereWholeAndOthersAreNot() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        Random random = new Random(seed);
        Path project = Objects.requireNonNull(folder).resolve("project");
        Set<Long> began = new HashSet<>();
        Set<Long> done = new TreeSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            int delay = random.nextInt(DELAY_MILLIS_MAX);
            String note = "seed " + seed + ", kill " + kill + " after " + delay + " ms";
            Said said = killed(project, kill * 100_000_000L, delay, note);
            began.addAll(said.began());
            done.addAll(said.done());
            try (OltpMill db = OltpMill.in(project)) {
                afterwards(db, began, done, note);
            }
        }
        assertFalse(done.isEmpty(), "nothing was committed, seed " + seed);
    }

    private static Said killed(Path project, long first, int delay, String note) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledTransactions.class.getName(),
                                project.toString(),
                                Long.toString(first))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Said said = new Said(new HashSet<>(), new HashSet<>());
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals("running")) {
                line = out.readLine();
            }
            assertEquals("running", line, note);
            Thread killer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            Thread.sleep(delay);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        // By its handle: what it has said can still be read.
                                        boolean _ = process.toHandle().destroyForcibly();
                                    });
            for (line = out.readLine(); line != null; line = out.readLine()) {
                assertFalse(line.startsWith("failed"), line + ", " + note);
                // The last line may be cut off by the kill.
                if (line.matches("began \\d+")) {
                    said.began().add(Long.parseLong(line.substring(6)));
                } else if (line.matches("done \\d+") && said.began().contains(id(line))) {
                    said.done().add(id(line));
                }
            }
            killer.join();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return said;
    }

    private static long id(String done) {
        return Long.parseLong(done.substring(5));
    }

    private static void afterwards(OltpMill db, Set<Long> began, Set<Long> done, String note)
            throws Exception {
        Set<Long> there = new TreeSet<>();
        for (String row : db.rows("SELECT id FROM orders")) {
            there.add(Long.valueOf(row));
        }
        assertTrue(there.containsAll(done), () -> note + ": lost " + minus(done, there));
        assertTrue(began.containsAll(there), () -> note + ": not begun " + minus(there, began));
        assertEquals(
                List.of(),
                db.rows(
                        "SELECT o.id, count(i.item) FROM orders o FULL JOIN items i ON i.orderid ="
                                + " o.id GROUP BY o.id HAVING o.id IS NULL OR count(i.item) <> "
                                + KilledTransactions.ROWS),
                note + ": a transaction is not whole");
        assertEquals(
                List.of(String.valueOf(there.size())),
                db.rows("SELECT count(*) FROM counted WHERE n = " + KilledTransactions.ROWS),
                note);
        assertEquals(List.of(), db.rows("SELECT * FROM orders WHERE id = -1"), note);
        assertEquals(0, db.mill().verify().mismatches(), note);
    }

    private static Set<Long> minus(Set<Long> some, Set<Long> others) {
        Set<Long> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }
}
