package dev.tidemill.node.consistency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange.Op;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Money moves between accounts, is corrected and taken back, from several writers at once and out
 * of order. Whatever a reader is told, tick for tick: the balances sum to nothing, and a transfer
 * joined with itself finds itself. (The test that eventually consistent engines fail: J. Brandon,
 * "Internal consistency in streaming systems", 2021.)
 */
class BankTest {
    private static final int WRITERS = 3;
    private static final int BATCHES = 120;
    private static final int BATCH_ROWS_MAX = 40;
    private static final int ACCOUNTS = 10;
    private static final int TRANSFERS = 300;
    private static final long OUT_OF_ORDER_MICROS = 10_000_000;
    private static final long POLL_MILLIS = 20;

    private static final List<String> TABLES =
            List.of(
                    "CREATE TABLE transfers (id BIGINT PRIMARY KEY, payer INTEGER NOT NULL,"
                            + " payee INTEGER NOT NULL, amount BIGINT NOT NULL, at TIMESTAMP)",
                    "CREATE LIVE TABLE credits AS SELECT payee AS account, sum(amount) AS credits"
                            + " FROM transfers GROUP BY payee",
                    "CREATE LIVE TABLE debits AS SELECT payer AS account, sum(amount) AS debits"
                            + " FROM transfers GROUP BY payer",
                    "CREATE LIVE TABLE accounts AS SELECT account FROM credits UNION ALL SELECT"
                            + " account FROM debits",
                    "CREATE LIVE TABLE balances AS SELECT a.account, coalesce(c.credits, 0) -"
                            + " coalesce(d.debits, 0) AS balance FROM (SELECT DISTINCT account FROM"
                            + " accounts) a LEFT JOIN credits c ON c.account = a.account LEFT JOIN"
                            + " debits d ON d.account = a.account",
                    "CREATE LIVE TABLE total AS SELECT sum(balance) AS total, count(*) AS accounts"
                            + " FROM balances",
                    "CREATE LIVE TABLE unmatched AS SELECT t.id FROM transfers t LEFT JOIN"
                            + " transfers u ON u.id = t.id WHERE u.id IS NULL",
                    "CREATE LIVE TABLE per_second AS SELECT date_trunc('second', at) AS second,"
                            + " count(*) AS n, sum(amount) AS moved FROM transfers GROUP BY second",
                    "CREATE LIVE TABLE moved AS SELECT sum(n) AS n, sum(moved) AS moved FROM"
                            + " per_second",
                    "CREATE LIVE TABLE counted AS SELECT m.n - c.n AS missing, m.moved - c.moved AS"
                            + " lost FROM moved m CROSS JOIN (SELECT count(*) AS n, sum(amount) AS"
                            + " moved FROM transfers) c");

    @TempDir @Nullable Path folder;

    @Test
    void noEmissionShowsMoneyThatIsNotThere() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        try (Tidemill mill = open()) {
            for (String table : TABLES) {
                mill.execute(table);
            }
            AtomicLong lastTick = new AtomicLong();
            Reader reader = new Reader(mill, lastTick);
            Thread reading = Thread.ofPlatform().start(reader);
            List<Thread> writers = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Writer writer = new Writer(mill, new SplittableRandom(seed + i), lastTick);
                writers.add(
                        Thread.ofPlatform()
                                .uncaughtExceptionHandler((_, e) -> failures.add(e))
                                .start(writer));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            reader.writersDone();
            reading.join();
            assertEquals(List.of(), failures, "seed " + seed);
            assertEquals(List.of(), reader.wrong, "seed " + seed);
            assertTrue(reader.ticks > BATCHES / 2, reader.ticks + " ticks, seed " + seed);
            assertEquals(0, mill.verify().mismatches(), "seed " + seed);
        }
    }

    private Tidemill open() throws IOException {
        Path project = java.util.Objects.requireNonNull(folder);
        Files.writeString(project.resolve("tidemill.yaml"), "name: bank\n");
        return Tidemill.open(project, TidemillOptions.defaults());
    }

    /** Sends transfers, corrects earlier ones and takes some back. */
    private record Writer(Tidemill mill, SplittableRandom random, AtomicLong lastTick)
            implements Runnable {
        @Override
        public void run() {
            try {
                for (int i = 0; i < BATCHES; i++) {
                    Op op = random.nextInt(5) == 0 ? Op.DELETE : Op.UPSERT;
                    long tick =
                            mill.append(
                                            "transfers",
                                            ParsedRows.of(batch()),
                                            AppendOptions.embedded().withOp(op))
                                    .tick();
                    lastTick.accumulateAndGet(tick, Math::max);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Batch batch() {
            int rows = random.nextInt(1, BATCH_ROWS_MAX);
            BatchBuilder builder = new BatchBuilder(mill.input("transfers").schema(), rows);
            for (int i = 0; i < rows; i++) {
                builder.add(
                        1,
                        random.nextLong(TRANSFERS),
                        random.nextInt(ACCOUNTS),
                        random.nextInt(ACCOUNTS),
                        random.nextLong(1, 1_000),
                        random.nextLong(OUT_OF_ORDER_MICROS));
            }
            return builder.build();
        }
    }

    /** Follows three tables' changes as a subscriber does, and looks at each tick alone. */
    private static final class Reader implements Runnable {
        private final Tidemill mill;
        private final AtomicLong lastTick;
        private final List<String> wrong = new ArrayList<>();
        private volatile boolean writersDone;
        private int ticks;

        Reader(Tidemill mill, AtomicLong lastTick) {
            this.mill = mill;
            this.lastTick = lastTick;
        }

        void writersDone() {
            writersDone = true;
        }

        @Override
        public void run() {
            try {
                follow("balances", this::sumsToNothing);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | AssertionError e) {
                wrong.add(e.toString());
            }
        }

        private interface Look {
            void at(long tick, Batch changes);
        }

        private void follow(String table, Look look) throws InterruptedException {
            long seen = 0;
            while (!writersDone || seen < lastTick.get()) {
                var changes = mill.changes().poll(table, Math.max(seen, 1), POLL_MILLIS);
                if (changes == null) {
                    wrong.add("the feed lost ticks after " + seen);
                    return;
                }
                for (var tick : changes) {
                    look.at(tick.tick(), tick.changes());
                    seen = tick.tick();
                    ticks++;
                }
                if (changes.isEmpty() && writersDone) {
                    break;
                }
                queryOneTick();
            }
            quiet("unmatched");
            standing("total");
            standing("counted");
        }

        /** Each tick's changes of the balances cancel out. */
        private void sumsToNothing(long tick, Batch changes) {
            long sum = 0;
            for (int i = 0; i < changes.size(); i++) {
                Object balance = java.util.Objects.requireNonNull(changes.row(i).get(1));
                sum += changes.weight(i) * Long.parseLong(balance.toString());
            }
            if (sum != 0) {
                wrong.add("tick " + tick + ": the balances sum to " + sum);
            }
        }

        /** A query over several tables sees one tick. */
        private void queryOneTick() {
            Batch answer =
                    mill.query(
                                    "SELECT (SELECT sum(balance) FROM balances), (SELECT count(*)"
                                            + " FROM unmatched), (SELECT count(*) FROM transfers)"
                                            + " - (SELECT sum(n) FROM per_second)")
                            .rows();
            for (Object value : answer.row(0)) {
                if (value != null && Double.parseDouble(value.toString()) != 0) {
                    wrong.add("a query saw " + answer.row(0));
                    return;
                }
            }
        }

        /** Never had a row. */
        private void quiet(String table) throws InterruptedException {
            var changes = mill.changes().poll(table, 1, 0);
            if (changes == null || !changes.isEmpty()) {
                wrong.add(table + " emitted " + changes);
            }
        }

        /** Only ever showed zeros or nothing in its money. */
        private void standing(String table) throws InterruptedException {
            var ticksOf = mill.changes().poll(table, 1, 0);
            if (ticksOf == null) {
                wrong.add("the feed lost ticks of " + table);
                return;
            }
            for (var tick : ticksOf) {
                for (int i = 0; i < tick.changes().size(); i++) {
                    Object money = tick.changes().row(i).getFirst();
                    if (money != null && Double.parseDouble(money.toString()) != 0) {
                        wrong.add(
                                table + " showed " + tick.changes().row(i) + " at " + tick.tick());
                    }
                }
            }
        }
    }
}
