package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Money moves between accounts by transactions of many clients, some of which give up, go back to a
 * savepoint, or have to try again. The sum is nothing at each tick that a query, a live table or a
 * subscription tells of.
 */
class TransferTest {
    private static final int ACCOUNTS = 10;
    private static final int CLIENTS = 6;
    private static final int TRANSFERS = 40;
    private static final String SERIALIZATION_FAILURE = "40001";

    @TempDir Path folder;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();

    @Test
    void sumsToNothingWhoeverLooks() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (Wired wired = Wired.in(folder)) {
            wired.run(
                    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)",
                    "INSERT INTO accounts VALUES "
                            + IntStream.range(0, ACCOUNTS)
                                    .mapToObj("(%d, 0)"::formatted)
                                    .collect(Collectors.joining(", ")),
                    "CREATE LIVE TABLE total AS SELECT sum(balance) AS total FROM accounts");
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger looks = new AtomicInteger();
            try (Connection following = wired.jdbc()) {
                CopyOut changes =
                        following
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut("SUBSCRIBE TO accounts");
                AtomicInteger ticks = new AtomicInteger();
                Thread follower = thread(() -> follow(changes, ticks));
                Thread reader = thread(() -> read(wired, done, looks));
                List<Thread> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    Random random = new Random(seed + i);
                    clients.add(thread(() -> transfer(wired, random)));
                }
                for (Thread each : clients) {
                    each.join();
                }
                done.set(true);
                reader.join();
                // What is told of the last transfer comes before this row.
                wired.run("INSERT INTO accounts VALUES (-1, 0)");
                follower.join();
                System.out.printf(
                        "%d transfers committed, %d tried again, %d looks, %d ticks followed%n",
                        committed.get(), again.get(), looks.get(), ticks.get());
                assertEquals(List.of(), List.copyOf(wrong));
                assertTrue(looks.get() > 0 && ticks.get() > 1 && committed.get() > 0);
            }
        }
    }

    /** What a thread does. */
    private interface Work {
        void run() throws Exception;
    }

    private Thread thread(Work work) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                work.run();
                            } catch (Exception e) {
                                wrong.add(e.toString());
                            }
                        });
    }

    private void transfer(Wired wired, Random random) throws SQLException {
        try (Connection connection = wired.jdbc()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSFERS; i++) {
                boolean moved = false;
                while (!moved) {
                    moved = moved(connection, random);
                }
            }
        }
    }

    /** Whether it came to an end, by commit or by a change of mind. */
    private boolean moved(Connection connection, Random random) throws SQLException {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(100);
        try {
            add(connection, from, -amount);
            if (random.nextInt(4) == 0) {
                Savepoint before = connection.setSavepoint();
                add(connection, to, 1_000_000);
                connection.rollback(before);
            }
            add(connection, to, amount);
            if (random.nextInt(5) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                committed.incrementAndGet();
            }
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                throw e;
            }
            again.incrementAndGet();
            return false;
        }
    }

    private static void add(Connection connection, int id, int amount) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE accounts SET balance = balance + ? WHERE id = ?")) {
            update.setLong(1, amount);
            update.setInt(2, id);
            assertEquals(1, update.executeUpdate());
        }
    }

    private void read(Wired wired, AtomicBoolean done, AtomicInteger looks) throws SQLException {
        try (Connection connection = wired.jdbc();
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                for (String sql :
                        List.of(
                                "SELECT sum(balance) FROM accounts",
                                "SELECT total FROM total",
                                "SELECT (SELECT sum(balance) FROM accounts) - total FROM total")) {
                    try (ResultSet rows = statement.executeQuery(sql)) {
                        if (!rows.next() || rows.getLong(1) != 0) {
                            wrong.add(sql + " is not 0");
                        }
                    }
                }
                looks.incrementAndGet();
            }
        }
    }

    /** Adds up what a subscription tells, and looks at the sum between two ticks. */
    private void follow(CopyOut changes, AtomicInteger ticks) throws SQLException {
        Map<Long, Long> balances = new HashMap<>();
        long last = -1;
        while (true) {
            String[] row = new String(changes.readFromCopy(), UTF_8).strip().split("\t", -1);
            long tick = Long.parseLong(row[0]);
            long id = Long.parseLong(row[2]);
            if (tick != last) {
                long sum = balances.values().stream().mapToLong(Long::longValue).sum();
                if (sum != 0) {
                    wrong.add("tick " + last + " sums to " + sum);
                }
                ticks.incrementAndGet();
                last = tick;
            }
            if (id < 0) {
                return;
            }
            balances.merge(id, Long.parseLong(row[1]) * Long.parseLong(row[3]), Long::sum);
        }
    }
}
