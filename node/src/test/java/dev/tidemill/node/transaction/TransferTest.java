package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.read.TableChanges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Money moves between accounts of two tables, by transactions and by single statements that meet at
 * the same rows. The sum over both is nothing at each tick that a live table, a subscription or a
 * query tells of, and no single increment is lost.
 */
class TransferTest {
    private static final int THREADS = 4;
    private static final int TRANSFERS = 120;
    private static final int ACCOUNTS = 8;
    private static final long POLL_MILLIS = 20;

    @TempDir @Nullable Path folder;

    @Test
    void sumsToNothingAtEveryTick() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        String note = "seed " + seed;
        try (OltpMill db = OltpMill.in(Objects.requireNonNull(folder).resolve("project"))) {
            for (String table : List.of("north", "south")) {
                db.run("CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, balance BIGINT)");
                for (int id = 0; id < ACCOUNTS; id++) {
                    db.run("INSERT INTO " + table + " VALUES ($1, 0)", id);
                }
            }
            db.run("CREATE TABLE counts (id INTEGER PRIMARY KEY, n BIGINT)");
            db.run("INSERT INTO counts VALUES (1, 0)");
            db.run(
                    "CREATE LIVE TABLE total AS SELECT sum(balance) AS total, count(*) AS n FROM"
                            + " (SELECT balance FROM north UNION ALL SELECT balance FROM south)");
            db.run(
                    "CREATE LIVE TABLE ledger AS SELECT 'north' AS side, id, balance FROM north"
                            + " UNION ALL SELECT 'south' AS side, id, balance FROM south");
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger ticks = new AtomicInteger();
            List<String> wrong = Collections.synchronizedList(new ArrayList<>());
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            Thread reading =
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, e) -> failures.add(e))
                            .start(() -> read(db, done, ticks, wrong));
            AtomicInteger committed = new AtomicInteger();
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                writers.add(
                        Thread.ofPlatform()
                                .uncaughtExceptionHandler((_, e) -> failures.add(e))
                                .start(() -> write(db, random, committed)));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            done.set(true);
            reading.join();
            assertEquals(List.of(), failures, note);
            assertEquals(List.of(), wrong, note);
            assertEquals(THREADS * TRANSFERS, committed.get(), note);
            assertEquals(
                    List.of(String.valueOf(THREADS * TRANSFERS)),
                    db.rows("SELECT n FROM counts"),
                    "each increment counts, " + note);
            assertTrue(ticks.get() > TRANSFERS / 4, ticks + " ticks were told of, " + note);
            assertEquals(0, db.mill().verify().mismatches(), note);
        }
    }

    private static void write(OltpMill db, SplittableRandom random, AtomicInteger committed) {
        try {
            for (int i = 0; i < TRANSFERS; ) {
                if (transfer(db, random)) {
                    committed.incrementAndGet();
                    i++;
                    db.run("UPDATE counts SET n = n + 1 WHERE id = 1");
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean transfer(OltpMill db, SplittableRandom random)
            throws InterruptedException {
        long amount = random.nextLong(1, 100);
        try (Transaction in = db.begin()) {
            in.execute(
                    "UPDATE north SET balance = balance - $1 WHERE id = $2",
                    List.of(amount, random.nextInt(ACCOUNTS)));
            in.execute(
                    "UPDATE south SET balance = balance + $1 WHERE id = $2",
                    List.of(amount, random.nextInt(ACCOUNTS)));
            in.commit();
            return true;
        } catch (TidemillException e) {
            if (e.errorCode() != ErrorCode.SERIALIZATION_FAILURE) {
                throw e;
            }
            return false;
        }
    }

    private static void read(
            OltpMill db, AtomicBoolean done, AtomicInteger ticks, List<String> wrong) {
        long after = db.tick();
        try {
            while (!done.get()) {
                List<TableChanges> changes = db.mill().changes().poll("ledger", after, POLL_MILLIS);
                if (changes == null) {
                    after = db.tick();
                } else {
                    for (TableChanges tick : changes) {
                        ticks.incrementAndGet();
                        after = tick.tick();
                        requireNothing(tick, wrong);
                    }
                }
                String all =
                        db.rows(
                                        "SELECT (SELECT sum(balance) FROM north) + (SELECT sum(balance)"
                                                + " FROM south), (SELECT total FROM total)")
                                .getFirst();
                if (!all.equals("0|0")) {
                    wrong.add(all);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What goes from one side comes to the other in the same tick. */
    private static void requireNothing(TableChanges tick, List<String> wrong) {
        Batch changes = tick.changes();
        long sum = 0;
        for (int row = 0; row < changes.size(); row++) {
            sum += changes.weight(row) * (Long) Objects.requireNonNull(changes.row(row).get(2));
        }
        if (sum != 0) {
            wrong.add("tick " + tick.tick() + " brings " + sum + ": " + changes);
        }
    }
}
