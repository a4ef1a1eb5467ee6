package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions that run at once read, change, insert and delete the rows of few keys, by key, by
 * index and by query. What each of them was told is then compared with a model: the committed
 * writes, put in the order of their ticks. So there is no dirty read (of what was not committed),
 * no fuzzy read (of two states), no lost update (a write over another row than the one that it
 * saw).
 */
class SnapshotIsolationTest {
    private static final int THREADS = 6;
    private static final int TRANSACTIONS = Integer.getInteger("tidemill.transactions", 150);
    private static final int KEYS = 12;

    @TempDir @Nullable Path folder;

    /** What a transaction was told and did; a value is null for no row. */
    private static final class Told {
        long began;
        long committed = -1;
        boolean conflicted;
        final List<Map.Entry<Integer, Long>> reads = new ArrayList<>();
        final Map<Integer, Long> writes = new HashMap<>();
        final List<String> wrong = new ArrayList<>();
    }

    private static final long NONE = -1;

    @Test
    void everyReadIsOfOneTickAndTheFirstCommitterWins() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        String note = "seed " + seed;
        try (OltpMill db = OltpMill.in(Objects.requireNonNull(folder).resolve("project"))) {
            db.run("CREATE TABLE kv (k INTEGER PRIMARY KEY, v BIGINT NOT NULL, half INTEGER)");
            db.run("CREATE INDEX halves ON kv (half)");
            db.run("CREATE LIVE TABLE total AS SELECT count(*) AS n, sum(v) AS v FROM kv");
            AtomicLong values = new AtomicLong(1);
            List<Told> told = Collections.synchronizedList(new ArrayList<>());
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                threads.add(
                        Thread.ofPlatform()
                                .uncaughtExceptionHandler((_, e) -> failures.add(e))
                                .start(
                                        () -> {
                                            for (int t = 0; t < TRANSACTIONS; t++) {
                                                told.add(transaction(db, random, values));
                                            }
                                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), failures, note);
            check(told, db, note);
        }
    }

    private static Told transaction(OltpMill db, SplittableRandom random, AtomicLong values) {
        Told told = new Told();
        Map<Integer, Long> own = new HashMap<>();
        try (Transaction in = db.begin()) {
            told.began = in.tick();
            int steps = random.nextInt(1, 7);
            for (int step = 0; step < steps; step++) {
                int key = random.nextInt(KEYS);
                switch (random.nextInt(6)) {
                    case 0, 1 -> read(in, told, own, key);
                    case 2 -> readAll(in, told, own, random.nextBoolean());
                    case 3 -> {
                        long value = values.getAndIncrement();
                        in.execute(
                                "INSERT INTO kv VALUES ($1, $2, $3) ON CONFLICT (k) DO UPDATE SET v"
                                        + " = excluded.v",
                                List.of(key, value, key % 2));
                        own.put(key, value);
                    }
                    case 4 -> {
                        long value = values.getAndIncrement();
                        StatementResult changed =
                                in.execute(
                                        "UPDATE kv SET v = $1 WHERE k = $2", List.of(value, key));
                        if (changed.count() == 1) {
                            own.put(key, value);
                        } else {
                            note(told, own, key, NONE);
                        }
                    }
                    default -> {
                        StatementResult gone =
                                in.execute("DELETE FROM kv WHERE k = $1", List.of(key));
                        if (gone.count() == 1) {
                            own.put(key, NONE);
                        } else {
                            note(told, own, key, NONE);
                        }
                    }
                }
            }
            if (random.nextInt(5) == 0) {
                in.rollback();
                return told;
            }
            told.committed = in.commit();
            told.writes.putAll(own);
        } catch (TidemillException e) {
            if (e.errorCode() == ErrorCode.SERIALIZATION_FAILURE) {
                told.conflicted = true;
                told.writes.putAll(own);
            } else {
                told.wrong.add(e.toString());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return told;
    }

    private static void read(Transaction in, Told told, Map<Integer, Long> own, int key)
            throws InterruptedException {
        List<String> rows = OltpMill.rows(in, "SELECT v FROM kv WHERE k = $1", key);
        note(told, own, key, rows.isEmpty() ? NONE : Long.parseLong(rows.getFirst()));
    }

    /** By a query of the query store, or half of them by the index. */
    private static void readAll(Transaction in, Told told, Map<Integer, Long> own, boolean byIndex)
            throws InterruptedException {
        List<String> rows =
                byIndex
                        ? OltpMill.rows(in, "SELECT k, v FROM kv WHERE half = 0")
                        : OltpMill.rows(in, "SELECT k, max(v) FROM kv GROUP BY k");
        Map<Integer, Long> found = new HashMap<>();
        for (String row : rows) {
            String[] parts = row.split("\\|", -1);
            found.put(Integer.valueOf(parts[0]), Long.valueOf(parts[1]));
        }
        for (int key = 0; key < KEYS; key += byIndex ? 2 : 1) {
            note(told, own, key, found.getOrDefault(key, NONE));
        }
    }

    private static void note(Told told, Map<Integer, Long> own, int key, long value) {
        Long written = own.get(key);
        if (written == null) {
            told.reads.add(Map.entry(key, value));
        } else if (written != value) {
            told.wrong.add("wrote " + key + " = " + written + " and read " + value);
        }
    }

    private static void check(List<Told> told, OltpMill db, String note) throws Exception {
        NavigableMap<Long, Map<Integer, Long>> states = new TreeMap<>();
        Map<Integer, Long> state = new HashMap<>();
        states.put(0L, Map.of());
        List<Told> committed =
                told.stream()
                        .filter(each -> each.committed >= 0 && !each.writes.isEmpty())
                        .sorted(
                                Comparator.<Told>comparingLong(each -> each.committed)
                                        // What left nothing is as of the tick that it read.
                                        .thenComparing(each -> each.committed == each.began))
                        .toList();
        List<String> wrong = new ArrayList<>();
        for (Told each : committed) {
            Map<Integer, Long> seen =
                    Objects.requireNonNull(states.floorEntry(each.began)).getValue();
            each.writes.forEach(
                    (key, value) -> {
                        // No two writes have the same value: only "no row" can come again.
                        long before = seen.getOrDefault(key, NONE);
                        long now = state.getOrDefault(key, NONE);
                        if (before != now) {
                            wrong.add(
                                    "lost update of %d = %d: began at %d with %d, committed at %d"
                                            .formatted(
                                                    key, now, each.began, before, each.committed));
                        }
                        state.put(key, value);
                    });
            states.put(each.committed, Map.copyOf(state));
        }
        for (Told each : told) {
            wrong.addAll(each.wrong);
            Map<Integer, Long> seen =
                    Objects.requireNonNull(states.floorEntry(each.began)).getValue();
            for (Map.Entry<Integer, Long> read : each.reads) {
                long real = seen.getOrDefault(read.getKey(), NONE);
                if (real != read.getValue()) {
                    wrong.add(
                            "at tick %d read %d = %d, which was %d"
                                    .formatted(each.began, read.getKey(), read.getValue(), real));
                }
            }
        }
        assertEquals(List.of(), wrong, note);
        long conflicts = told.stream().filter(each -> each.conflicted).count();
        assertTrue(conflicts > 0, "no two met: " + note);
        assertTrue(committed.size() > TRANSACTIONS / 5, committed.size() + " committed, " + note);
        Map<Integer, Long> last = new HashMap<>();
        for (String row : db.rows("SELECT k, v FROM kv")) {
            String[] parts = row.split("\\|", -1);
            last.put(Integer.valueOf(parts[0]), Long.valueOf(parts[1]));
        }
        Map<Integer, Long> wanted = new HashMap<>(state);
        wanted.values().removeIf(value -> value == NONE);
        assertEquals(wanted, last, note);
        assertEquals(0, db.mill().verify().mismatches(), note);
    }
}
