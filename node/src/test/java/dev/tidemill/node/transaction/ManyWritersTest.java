package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several that write the same at the same moment, so that they come into the same ticks. */
class ManyWritersTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 40;

    @TempDir @Nullable Path folder;

    /** What one of them does in a round. */
    private interface Turn {
        void take(int thread, int round) throws Exception;
    }

    private static void together(Turn turn) throws InterruptedException {
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int round = 0; round < ROUNDS; round++) {
                                            try {
                                                barrier.await();
                                                turn.take(thread, round);
                                            } catch (Exception | AssertionError e) {
                                                failures.add(e);
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
    }

    private OltpMill opened() throws Exception {
        OltpMill db = OltpMill.in(Objects.requireNonNull(folder).resolve("project"));
        db.run("CREATE TABLE users (id BIGINT PRIMARY KEY, email TEXT UNIQUE, n INTEGER)");
        return db;
    }

    private static long id(int thread, int round) {
        return round * 1_000L + thread;
    }

    @Test
    void oneOfThemGetsAUniqueValue() throws Exception {
        try (OltpMill db = opened()) {
            AtomicInteger won = new AtomicInteger();
            together(
                    (thread, round) -> {
                        try (Transaction in = db.begin()) {
                            in.execute(
                                    "INSERT INTO users VALUES ($1, $2, 0)",
                                    List.of(id(thread, round), "user" + round));
                            in.commit();
                            won.incrementAndGet();
                        } catch (TidemillException e) {
                            assertEquals("23505", e.errorCode().sqlState(), e.message());
                        }
                    });
            assertEquals(ROUNDS, won.get());
            assertEquals(
                    List.of(ROUNDS + "|" + ROUNDS),
                    db.rows("SELECT count(*), count(DISTINCT email) FROM users"));
        }
    }

    @Test
    void oneIsInsertedAndTheOthersUpdateItOnConflictOfAUniqueColumn() throws Exception {
        try (OltpMill db = opened()) {
            together(
                    (thread, round) -> {
                        StatementResult done =
                                db.run(
                                        "INSERT INTO users VALUES ($1, $2, 1) ON CONFLICT (email)"
                                                + " DO UPDATE SET n = users.n + 1",
                                        id(thread, round),
                                        "user" + round);
                        assertEquals(1, done.count());
                    });
            assertEquals(
                    List.of(ROUNDS + "|" + THREADS + "|" + THREADS),
                    db.rows("SELECT count(*), min(n), max(n) FROM users"));
            assertEquals(0, db.mill().verify().mismatches());
        }
    }

    @Test
    void othersDoNothingOnConflict() throws Exception {
        try (OltpMill db = opened()) {
            AtomicInteger inserted = new AtomicInteger();
            together(
                    (thread, round) -> {
                        StatementResult done =
                                db.run(
                                        "INSERT INTO users VALUES ($1, $2, 1) ON CONFLICT DO"
                                                + " NOTHING",
                                        id(thread, round),
                                        "user" + round);
                        inserted.addAndGet((int) done.count());
                    });
            assertEquals(ROUNDS, inserted.get());
            assertEquals(List.of(String.valueOf(ROUNDS)), db.rows("SELECT count(*) FROM users"));
        }
    }

    @Test
    void aValueThatOneLeavesIsTakenByOneOther() throws Exception {
        try (OltpMill db = opened()) {
            db.run("INSERT INTO users VALUES (-1, 'wanted', 0)");
            Set<String> wrong = Collections.synchronizedSet(new java.util.TreeSet<>());
            together(
                    (thread, round) -> {
                        try (Transaction in = db.begin()) {
                            in.execute("DELETE FROM users WHERE email = 'wanted'");
                            in.execute(
                                    "INSERT INTO users VALUES ($1, 'wanted', 0)",
                                    List.of(id(thread, round)));
                            in.commit();
                        } catch (TidemillException e) {
                            String state = e.errorCode().sqlState();
                            if (!state.equals("40001") && !state.equals("23505")) {
                                wrong.add(e.toString());
                            }
                        }
                        List<String> holders =
                                db.rows("SELECT id FROM users WHERE email = 'wanted'");
                        if (holders.size() != 1) {
                            wrong.add("held by " + holders);
                        }
                    });
            assertEquals(Set.of(), wrong);
            assertTrue(
                    db.rows("SELECT id FROM users WHERE email = 'wanted' AND id >= 0").size() == 1,
                    "none of them was committed");
        }
    }
}
