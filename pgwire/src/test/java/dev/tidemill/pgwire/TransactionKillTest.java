package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL while clients are within transactions. Afterwards each transaction that was told to be
 * committed is there, each is there as a whole or not at all, and those that were never committed
 * are not there.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class TransactionKillTest {
    private static final int KILLS = Integer.getInteger("tidemill.wire.kills", 3);
    private static final int CLIENTS = 4;

    /** Rows that a transaction writes into each of two tables. */
    private static final int ROWS = 3;

    /** Transactions that end before a kill. */
    private static final int ENDED_MIN = 3 * CLIENTS;

    @TempDir Path folder;

    /** How many had ended when this round began. */
    private int marked;

    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> told = new ConcurrentSkipListSet<>();
    private final Set<Integer> givenUp = new ConcurrentSkipListSet<>();

    private record Server(Process process, int port) {
        static Server start(Path folder) throws IOException {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx512m",
                                    "-XX:+UseSerialGC",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    KilledServer.class.getName(),
                                    folder.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            String line = out.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IOException("the server ended");
            }
            return new Server(process, Integer.parseInt(line.substring(5)));
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:%d/wire?user=anybody".formatted(port));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void keepsTransactionsWholeOrNotAtAll() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Files.writeString(folder.resolve("tidemill.yaml"), "name: wire\n");
        Server server = Server.start(folder);
        try {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                for (String table : List.of("a", "b")) {
                    statement.execute(
                            "CREATE TABLE %s (id INTEGER PRIMARY KEY, of INTEGER)"
                                    .formatted(table));
                }
            }
            for (int i = 0; i < KILLS; i++) {
                marked = told.size() + givenUp.size();
                List<Thread> clients = new ArrayList<>();
                Server now = server;
                for (int c = 0; c < CLIENTS; c++) {
                    clients.add(Thread.ofPlatform().start(() -> write(now)));
                }
                awaitWork();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
                server.kill();
                for (Thread each : clients) {
                    each.join();
                }
                server = Server.start(folder);
                check(server);
            }
            System.out.printf(
                    "%d transactions were begun, %d told to be committed, %d rolled back%n",
                    next.get(), told.size(), givenUp.size());
            assertTrue(!told.isEmpty() && !givenUp.isEmpty());
        } finally {
            server.kill();
        }
    }

    /** Until some transactions of this round have ended, however slow the machine is. */
    private void awaitWork() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (told.size() + givenUp.size() < marked + ENDED_MIN && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Transactions until the server is gone. Every fourth is rolled back. */
    private void write(Server server) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (true) {
                int number = next.incrementAndGet();
                for (int row = 0; row < ROWS; row++) {
                    int id = number * ROWS + row;
                    statement.execute("INSERT INTO a VALUES (%d, %d)".formatted(id, number));
                    statement.execute("INSERT INTO b VALUES (%d, %d)".formatted(id, number));
                }
                if (number % 4 == 0) {
                    givenUp.add(number);
                    connection.rollback();
                } else {
                    connection.commit();
                    told.add(number);
                }
            }
        } catch (SQLException e) {
            // The server was killed, and perhaps before it could tell of a commit.
            assertTrue(e.getSQLState().startsWith("08"), e.toString());
        }
    }

    private void check(Server server) throws SQLException {
        Set<Integer> found = new ConcurrentSkipListSet<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT of, count(*) FILTER (WHERE side = 'a'), count(*) FILTER (WHERE side = 'b')"
                                        + " FROM (SELECT 'a' AS side, of FROM a UNION ALL SELECT 'b' AS side, of FROM b)"
                                        + " GROUP BY of")) {
            while (rows.next()) {
                assertEquals(ROWS, rows.getInt(2), "of transaction " + rows.getInt(1));
                assertEquals(ROWS, rows.getInt(3), "of transaction " + rows.getInt(1));
                found.add(rows.getInt(1));
            }
        }
        assertTrue(found.containsAll(told), "a transaction that was committed is lost");
        assertTrue(
                found.stream().noneMatch(givenUp::contains),
                "a transaction that was rolled back is there");
    }
}
