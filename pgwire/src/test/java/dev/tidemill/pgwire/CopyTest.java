package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** COPY both ways, and SUBSCRIBE. */
class CopyTest {
    private static final String ITEMS =
            "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, day DATE, price DECIMAL(8,2))";

    @TempDir Path folder;
    private Wired wired;

    @BeforeEach
    void open() throws Exception {
        wired = Wired.in(folder);
        wired.run(ITEMS);
    }

    @AfterEach
    void close() {
        wired.close();
    }

    private static CopyManager copying(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private static String out(CopyManager copy, String sql) throws Exception {
        StringWriter out = new StringWriter();
        copy.copyOut(sql, out);
        return out.toString();
    }

    @Test
    void copiesTextWithItsEscapes() throws Exception {
        try (Connection connection = wired.jdbc()) {
            CopyManager copy = copying(connection);
            String rows =
                    "1\ta\\tb\\\\c\\nd\t2020-01-02\t1.50\n2\t\\N\t\\N\t\\N\n3\t\t2021-01-01\t-0.01\n";
            assertEquals(3, copy.copyIn("COPY items FROM STDIN", new StringReader(rows)));
            assertEquals(rows, out(copy, "COPY (SELECT * FROM items ORDER BY id) TO STDOUT"));
            assertEquals(
                    rows.lines().sorted().toList(),
                    out(copy, "COPY items TO STDOUT").lines().sorted().toList());
            assertEquals("a\tb\\c\nd", text(connection, "SELECT name FROM items WHERE id = 1"));
            assertEquals(
                    "3\t\n2\t\\N\n",
                    out(
                            copy,
                            "COPY (SELECT id, name FROM items WHERE id > 1 ORDER BY id DESC) TO STDOUT"));
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }

    @Test
    void copiesCsvWithItsQuotes() throws Exception {
        try (Connection connection = wired.jdbc()) {
            CopyManager copy = copying(connection);
            String rows = "id,name\r\n1,\"a \"\"b\"\", c\nd\"\r\n2,\r\n3,\"\"\r\n";
            assertEquals(
                    3,
                    copy.copyIn(
                            "COPY items (id, name) FROM STDIN WITH (FORMAT csv, HEADER)",
                            new StringReader(rows)));
            assertEquals(
                    "id|name\n1|'a \"b\", c\nd'\n2|\n3|''\n",
                    out(
                                    copy,
                                    "COPY (SELECT id, name FROM items ORDER BY id) TO STDOUT"
                                            + " WITH (FORMAT csv, HEADER true, DELIMITER '|', QUOTE '''')")
                            .replace("1|a \"b\", c\nd\n", "1|'a \"b\", c\nd'\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "csv", "binary"})
    void whatComesOutGoesInAgain(String format) throws Exception {
        wired.run(Wired.KINDS, Wired.KINDS.replace("kinds", "again"));
        wired.run(
                "INSERT INTO kinds VALUES (1, 9223372036854775807, TRUE, 1.5e-300, -99.99, 'a\"b,c\\d',"
                        + " DATE '2020-02-29', TIMESTAMP '1999-12-31 23:59:59.5',"
                        + " CAST('2001-01-01 00:00:00+00' AS TIMESTAMPTZ), INTERVAL '1' DAY,"
                        + " CAST('01234567-89ab-cdef-0123-456789abcdef' AS UUID), CAST('{\"a\": 1}' AS JSON),"
                        + " ARRAY[1, 2], ARRAY['x', 'y z'])",
                "INSERT INTO kinds (id) VALUES (2)");
        try (Connection connection = wired.jdbc()) {
            CopyManager copy = copying(connection);
            String with = " WITH (FORMAT " + format + ")";
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertEquals(2, copy.copyOut("COPY kinds TO STDOUT" + with, bytes));
            assertEquals(
                    2,
                    copy.copyIn(
                            "COPY again FROM STDIN" + with,
                            new ByteArrayInputStream(bytes.toByteArray()),
                            7));
            assertEquals(
                    out(copy, "COPY (SELECT * FROM kinds ORDER BY id) TO STDOUT"),
                    out(copy, "COPY (SELECT * FROM again ORDER BY id) TO STDOUT"));
        }
    }

    @Test
    void takesNothingOfWhatHasAWrongRow() throws Exception {
        try (Connection connection = wired.jdbc()) {
            CopyManager copy = copying(connection);
            assertState(
                    "22P02",
                    copy,
                    "COPY items FROM STDIN",
                    "1\ta\t2020-01-01\t1\nx\tb\t2020-01-01\t1\n");
            assertState("22P04", copy, "COPY items FROM STDIN", "1\ta\t2020-01-01\t1\n2\tb\n");
            assertState("22P04", copy, "COPY items FROM STDIN", "1\ta\t2020-01-01\t1\t5\n");
            assertState("22P04", copy, "COPY items FROM STDIN WITH (FORMAT csv)", "1,\"a\n");
            assertState(
                    "22P04",
                    copy,
                    "COPY items FROM STDIN WITH (FORMAT binary)",
                    "no such head, and long enough");
            assertState("42703", copy, "COPY items (id, nothing) FROM STDIN", "1\ta\n");
            assertEquals("0", text(connection, "SELECT count(*) FROM items"));
            CopyIn given = copy.copyIn("COPY items FROM STDIN");
            given.writeToCopy("1\ta\t2020-01-01\t1\n".getBytes(UTF_8), 0, 8);
            given.cancelCopy();
            assertEquals("0", text(connection, "SELECT count(*) FROM items"));
        }
    }

    private static void assertState(String state, CopyManager copy, String sql, String rows) {
        SQLException e =
                assertThrows(SQLException.class, () -> copy.copyIn(sql, new StringReader(rows)));
        assertEquals(state, e.getSQLState(), e.getMessage());
    }

    @Test
    void copiesWithinATransaction() throws Exception {
        try (Connection connection = wired.jdbc();
                Connection other = wired.jdbc()) {
            connection.setAutoCommit(false);
            CopyManager copy = copying(connection);
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                rows.append(i).append("\tname ").append(i).append("\t2020-01-01\t1.00\n");
            }
            assertEquals(
                    1_000, copy.copyIn("COPY items FROM STDIN", new StringReader(rows.toString())));
            assertEquals("1000", text(connection, "SELECT count(*) FROM items"));
            assertEquals("0", text(other, "SELECT count(*) FROM items"));
            connection.rollback();
            assertEquals("0", text(connection, "SELECT count(*) FROM items"));
            assertEquals(
                    1_000, copy.copyIn("COPY items FROM STDIN", new StringReader(rows.toString())));
            connection.commit();
            assertEquals("1000", text(other, "SELECT count(*) FROM items"));
            assertState("23505", copy, "COPY items FROM STDIN", "7\tagain\t2020-01-01\t1\n");
            connection.rollback();
        }
    }

    @Test
    void copiesManyRowsInPiecesOfAnySize() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            rows.append(i).append("\tname ").append(i).append("\t2020-01-01\t1.00\n");
        }
        byte[] bytes = rows.toString().getBytes(UTF_8);
        try (Connection connection = wired.jdbc()) {
            CopyIn copy = copying(connection).copyIn("COPY items FROM STDIN");
            int at = 0;
            while (at < bytes.length) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(5_000));
                copy.writeToCopy(bytes, at, count);
                at += count;
            }
            assertEquals(20_000, copy.endCopy());
            assertEquals("20000", text(connection, "SELECT count(DISTINCT name) FROM items"));
        }
    }

    /** The driver's own {@code cancelCopy} would leave the error to the next statement. */
    private static void cancel(Connection connection, CopyOut stream) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
        SQLException e =
                assertThrows(
                        SQLException.class,
                        () -> {
                            while (stream.readFromCopy() != null) {
                                // What was on its way.
                            }
                        });
        assertEquals("57014", e.getSQLState());
    }

    @Test
    void streamsChangesUntilItIsCancelled() throws Exception {
        wired.run("INSERT INTO items (id, name) VALUES (1, 'first')");
        try (Connection connection = wired.jdbc()) {
            CopyOut stream = copying(connection).copyOut("SUBSCRIBE TO items");
            String first = new String(stream.readFromCopy(), UTF_8);
            assertTrue(first.endsWith("\t1\t1\tfirst\t\\N\t\\N\n"), first);
            wired.run(
                    "UPDATE items SET name = 'second' WHERE id = 1",
                    "DELETE FROM items WHERE id = 1");
            assertTrue(new String(stream.readFromCopy(), UTF_8).contains("\t-1\t1\tfirst\t"));
            assertTrue(new String(stream.readFromCopy(), UTF_8).contains("\t1\t1\tsecond\t"));
            assertTrue(new String(stream.readFromCopy(), UTF_8).contains("\t-1\t1\tsecond\t"));
            cancel(connection, stream);
            assertEquals("0", text(connection, "SELECT count(*) FROM items"));
        }
    }

    @Test
    void subscribesWithoutTheRowsThatAreThere() throws Exception {
        wired.run("INSERT INTO items (id, name) VALUES (1, 'first')");
        try (Connection connection = wired.jdbc()) {
            CopyOut stream =
                    copying(connection)
                            .copyOut(
                                    "SUBSCRIBE TO items WITH (SNAPSHOT false, FORMAT csv, HEADER)");
            assertEquals("tick,diff,id,name,day,price\n", new String(stream.readFromCopy(), UTF_8));
            wired.run("INSERT INTO items (id, name) VALUES (2, 'second')");
            String row = new String(stream.readFromCopy(), UTF_8);
            assertTrue(row.endsWith(",1,2,second,,\n"), row);
            cancel(connection, stream);
            SQLException e =
                    assertThrows(
                            SQLException.class,
                            () -> copying(connection).copyOut("SUBSCRIBE TO nothing"));
            assertEquals("42P01", e.getSQLState());
        }
    }
}
