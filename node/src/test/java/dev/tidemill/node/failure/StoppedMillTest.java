package dev.tidemill.node.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends one of a real mill's threads, or one of its callers, and looks who is told what. */
class StoppedMillTest {
    private static final int WRITERS = 8;
    private static final long TOLD_MILLIS_MAX = 20_000;

    @TempDir @Nullable Path folder;

    private Path project() {
        return java.util.Objects.requireNonNull(folder);
    }

    @BeforeEach
    void makeProject() throws IOException {
        Files.writeString(project().resolve("tidemill.yaml"), "name: stopped\n");
    }

    private Tidemill open() {
        return Tidemill.open(project(), TidemillOptions.defaults().withWatching(false));
    }

    private static Batch row(Tidemill mill, long id) {
        return new BatchBuilder(mill.input("t").schema(), 1).add(1, id).build();
    }

    private static long count(Tidemill mill) throws InterruptedException {
        return (Long) mill.execute("SELECT count(*) FROM t").rows().row(0).getFirst();
    }

    @Test
    void tellsEverybodyWhoWaitsThatTheEngineIsDead() throws Exception {
        endsWith("engine", ErrorCode.ENGINE_FAILED);
    }

    @Test
    void tellsEverybodyWhoWaitsThatTheCommitterIsDead() throws Exception {
        endsWith("committer", null);
    }

    /**
     * @param code what all are told; null for either, as the journal may have failed first
     */
    private void endsWith(String threadName, @Nullable ErrorCode code) throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong inserted = new AtomicLong();
        Tidemill mill = open();
        mill.execute("CREATE TABLE t (id BIGINT)");
        mill.execute("CREATE LIVE TABLE total AS SELECT count(*) AS n FROM t");
        Queue<TidemillException> told = new ConcurrentLinkedQueue<>();
        Queue<Throwable> others = new ConcurrentLinkedQueue<>();
        List<Thread> waiting = new ArrayList<>();
        waiting.add(waiter(told, others, () -> mill.await(Long.MAX_VALUE, 600_000)));
        for (int writer = 0; writer < WRITERS; writer++) {
            waiting.add(
                    waiter(
                            told,
                            others,
                            () -> {
                                mill.append(
                                        "t", ParsedRows.of(row(mill, 1)), AppendOptions.embedded());
                                acknowledged.incrementAndGet();
                            }));
        }
        waiting.add(
                waiter(
                        told,
                        others,
                        () -> {
                            mill.execute("INSERT INTO t VALUES (1)");
                            inserted.incrementAndGet();
                        }));
        waiting.add(
                waiter(
                        told,
                        others,
                        () -> mill.execute("CREATE OR REPLACE LIVE TABLE o AS SELECT id FROM t")));
        while (acknowledged.get() < 50) {
            Thread.sleep(5);
        }
        Thread victim =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals(threadName))
                        .findFirst()
                        .orElseThrow();
        victim.interrupt();
        for (Thread thread : waiting) {
            thread.join(TOLD_MILLIS_MAX);
            assertFalse(thread.isAlive(), "still waits: " + List.of(thread.getStackTrace()));
        }
        assertEquals(List.of(), List.copyOf(others));
        assertEquals(WRITERS + 3, told.size());
        for (TidemillException each : told) {
            requireCode(code, each);
        }
        TidemillException failure = mill.failure().orElseThrow();
        requireCode(code, failure);
        assertFalse(mill.isReady());
        assertEquals("failed", mill.status().state());
        assertTrue(
                String.valueOf(mill.status().problem()).startsWith(failure.errorCode().code()),
                mill.status().problem());
        long read = (Long) mill.query("SELECT n FROM total").rows().row(0).getFirst();
        mill.close();
        try (Tidemill again = open()) {
            long found = count(again);
            assertTrue(found >= acknowledged.get() && found >= read, found + " rows");
            assertTrue(found <= acknowledged.get() + inserted.get() + WRITERS + 1, found + " rows");
            assertEquals(0, again.verify().mismatches());
        }
    }

    private static void requireCode(@Nullable ErrorCode code, TidemillException told) {
        ErrorCode found = told.errorCode();
        assertTrue(
                code == null
                        ? found == ErrorCode.JOURNAL_FAILED || found == ErrorCode.ENGINE_FAILED
                        : found == code,
                told.toString());
    }

    @FunctionalInterface
    private interface Act {
        void run() throws InterruptedException;
    }

    private static Thread waiter(Queue<TidemillException> told, Queue<Throwable> others, Act act) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (true) {
                                    act.run();
                                }
                            } catch (TidemillException e) {
                                told.add(e);
                            } catch (Throwable e) {
                                others.add(e);
                            }
                        });
    }

    @Test
    void sealsARepeatedBatchOnceThoughItsFirstSenderGaveUp() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int batches = 300;
        int gaveUp = 0;
        long last = 0;
        try (Tidemill mill = open()) {
            mill.execute("CREATE TABLE t (id BIGINT)");
            for (int batch = 0; batch < batches; batch++) {
                AppendOptions options = AppendOptions.embedded().withIdempotencyKey("k" + batch);
                ParsedRows rows = ParsedRows.of(row(mill, batch));
                Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
                Thread first =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                mill.append("t", rows, options);
                                            } catch (InterruptedException e) {
                                                failures.add(e);
                                            }
                                        });
                LockSupport.parkNanos(random.nextLong(TimeUnit.MICROSECONDS.toNanos(3_000)));
                first.interrupt();
                last = mill.append("t", rows, options).tick();
                first.join();
                gaveUp += failures.size();
            }
            assertTrue(gaveUp > 0, "nobody gave up, seed " + seed);
            assertTrue(mill.await(last, 10_000));
            assertEquals(batches, count(mill), gaveUp + " gave up, seed " + seed);
        }
    }
}
