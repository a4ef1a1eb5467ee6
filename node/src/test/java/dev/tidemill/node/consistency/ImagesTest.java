package dev.tidemill.node.consistency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange.Op;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.status.Status;
import dev.tidemill.store.QueryResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Money moves between accounts in bursts; between them the query engine copies the tables for
 * itself. Whatever a query reads, rows or a copy, is what the tables held at its tick.
 */
class ImagesTest {
    private static final int ACCOUNTS = 500;
    private static final int BURSTS = 25;
    private static final int READERS = 3;
    private static final long PAUSE_MILLIS_MAX = 300;

    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("id", Type.INTEGER),
                    Field.of("owner", Type.TEXT),
                    Field.of("balance", Type.BIGINT));

    /** Each gives the check sum, the number of accounts and 0. */
    private static final List<String> QUERIES =
            List.of(
                    "SELECT sum(id * balance), count(*), sum(balance) FROM accounts",
                    "SELECT sum(checked), sum(n), sum(balance) FROM by_owner",
                    "SELECT sum(a.id * a.balance), count(*), sum(a.balance) + count(*) FILTER"
                            + " (WHERE a.balance <> b.balance OR a.owner <> b.owner)"
                            + " FROM accounts a JOIN accounts b USING (id)",
                    "SELECT sum(a.checked), sum(a.n), sum(a.balance - b.balance) FROM by_owner a"
                            + " JOIN (SELECT owner, sum(balance) AS balance FROM accounts"
                            + " GROUP BY owner) b USING (owner)",
                    "SELECT sum(moved), 500, count(*) - count(DISTINCT step) FROM steps");

    private static final int LAST = QUERIES.size() - 1;

    @TempDir @Nullable Path folder;

    /** What a query answered, and at which tick. */
    private record Answer(int query, long tick, List<Long> values) {}

    private final TreeMap<Long, List<Long>> expected = new TreeMap<>();
    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean done;

    @Test
    void noQuerySeesACopyThatIsNotItsTicks() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        try (Tidemill mill = open()) {
            mill.execute(
                    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT, balance BIGINT)");
            mill.execute("CREATE TABLE steps (step BIGINT, moved BIGINT)");
            mill.execute(
                    "CREATE LIVE TABLE by_owner AS SELECT owner, count(*) AS n, sum(balance) AS"
                            + " balance, sum(id * balance) AS checked FROM accounts GROUP BY owner");
            Writer writer = new Writer(mill, new SplittableRandom(seed));
            writer.open();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                SplittableRandom random = new SplittableRandom(seed + 1 + i);
                readers.add(started(() -> read(mill, random)));
            }
            Thread writing = started(writer::run);
            writing.join();
            done = true;
            for (Thread reader : readers) {
                reader.join();
            }
            assertEquals(List.of(), failures, "seed " + seed);
            for (Answer answer : answers) {
                List<Long> at = expected.floorEntry(answer.tick()).getValue();
                List<Long> right =
                        answer.query() == LAST
                                ? List.of(at.get(1), 500L, 0L)
                                : List.of(at.get(0), (long) ACCOUNTS, 0L);
                assertEquals(right, answer.values(), "seed " + seed + ", " + answer);
            }
            Status.QueryEngineStatus engine = mill.status().queryEngine();
            assertTrue(engine.imagesMade() > 2, engine.toString());
            assertTrue(engine.imageReads() > 10, engine.toString());
            assertEquals(0, mill.verify().mismatches(), "seed " + seed);
        }
    }

    private Thread started(Work work) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                work.run();
                            } catch (Throwable e) {
                                failures.add(e);
                            }
                        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private Tidemill open() throws IOException {
        Path project = java.util.Objects.requireNonNull(folder);
        Files.writeString(project.resolve("tidemill.yaml"), "name: images\n");
        return Tidemill.open(project, TidemillOptions.defaults());
    }

    private void read(Tidemill mill, SplittableRandom random) {
        while (!done) {
            int query = random.nextInt(QUERIES.size());
            QueryResult result = mill.query(QUERIES.get(query));
            List<Long> values = new ArrayList<>();
            for (Object value : result.rows().row(0)) {
                values.add(value == null ? 0 : ((Number) value).longValue());
            }
            answers.add(new Answer(query, result.tick(), values));
        }
    }

    /** Moves money, a batch a tick, and notes what the tables hold after each. */
    private final class Writer {
        private final Tidemill mill;
        private final SplittableRandom random;
        private final long[] balances = new long[ACCOUNTS];
        private long moved;
        private long step;

        Writer(Tidemill mill, SplittableRandom random) {
            this.mill = mill;
            this.random = random;
        }

        void open() throws InterruptedException {
            BatchBuilder rows = new BatchBuilder(SCHEMA, ACCOUNTS);
            for (int id = 0; id < ACCOUNTS; id++) {
                rows.add(1, id, owner(id), 0L);
            }
            long tick = send("accounts", rows, Op.UPSERT);
            note(tick);
            assertTrue(mill.await(tick, 10_000));
        }

        void run() throws InterruptedException {
            for (int burst = 0; burst < BURSTS; burst++) {
                int batches = random.nextInt(1, 20);
                for (int i = 0; i < batches; i++) {
                    if (random.nextInt(3) == 0) {
                        step();
                    } else {
                        transfer();
                    }
                }
                Thread.sleep(random.nextLong(PAUSE_MILLIS_MAX));
            }
        }

        private void step() throws InterruptedException {
            long amount = random.nextLong(1_000);
            moved += amount;
            Schema schema =
                    Schema.of(Field.of("step", Type.BIGINT), Field.of("moved", Type.BIGINT));
            BatchBuilder rows = new BatchBuilder(schema, 1).add(1, ++step, amount);
            note(send("steps", rows, Op.INSERT));
        }

        private void transfer() throws InterruptedException {
            BatchBuilder rows = new BatchBuilder(SCHEMA, 2);
            int payer = random.nextInt(ACCOUNTS);
            int payee = (payer + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long amount = random.nextLong(1_000_000);
            balances[payer] -= amount;
            balances[payee] += amount;
            rows.add(1, payer, owner(payer), balances[payer]);
            rows.add(1, payee, owner(payee), balances[payee]);
            note(send("accounts", rows, Op.UPSERT));
        }

        private static String owner(int id) {
            return "the owner of some accounts, number " + id % 40;
        }

        private long send(String table, BatchBuilder rows, Op op) throws InterruptedException {
            return mill.append(
                            table, ParsedRows.of(rows.build()), AppendOptions.embedded().withOp(op))
                    .tick();
        }

        private void note(long tick) {
            long checked = 0;
            for (int id = 0; id < ACCOUNTS; id++) {
                checked += id * balances[id];
            }
            expected.put(tick, List.of(checked, moved));
        }
    }
}
