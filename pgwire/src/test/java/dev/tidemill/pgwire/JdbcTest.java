package dev.tidemill.pgwire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The PostgreSQL driver for Java against the server. */
class JdbcTest {
    /** Text always, binary from the first time on, and what the driver does by itself. */
    private static final String BINARY = "-1";

    private static final String TEXT = "0";
    private static final UUID REF = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    @TempDir Path folder;
    private Wired wired;

    @BeforeEach
    void open() throws Exception {
        wired = Wired.in(folder);
    }

    @AfterEach
    void close() {
        wired.close();
    }

    private Connection connection(String threshold) throws SQLException {
        return wired.jdbc(
                "prepareThreshold",
                threshold,
                "binaryTransfer",
                Boolean.toString(!threshold.equals(TEXT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, BINARY, "1", "5"})
    void writesAndReadsEveryType(String threshold) throws Exception {
        wired.run(Wired.KINDS);
        try (Connection connection = connection(threshold)) {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (int id = 1; id <= 3; id++) {
                    insert.setInt(1, id);
                    insert.setLong(2, Long.MAX_VALUE - id);
                    insert.setBoolean(3, id % 2 == 0);
                    insert.setDouble(4, id / 3.0);
                    insert.setBigDecimal(
                            5, new BigDecimal("-1234.50").multiply(BigDecimal.valueOf(id)));
                    insert.setString(6, "it's a \"label\" \\ of € " + id);
                    insert.setObject(7, LocalDate.of(1969, 12, 31).plusDays(id));
                    insert.setObject(8, LocalDateTime.of(1999, 12, 31, 23, 59, 59, 123_456_000));
                    insert.setObject(
                            9, OffsetDateTime.of(2020, 2, 29, 1, 2, 3, 0, ZoneOffset.ofHours(3)));
                    insert.setObject(10, new PGInterval(1, 2, 3, 4, 5, 6.5));
                    insert.setObject(11, REF);
                    PGobject json = new PGobject();
                    json.setType("json");
                    json.setValue("{\"a\": [1, null]}");
                    insert.setObject(12, json);
                    insert.setArray(
                            13, connection.createArrayOf("int4", new Integer[] {1, null, -3}));
                    insert.setArray(
                            14, connection.createArrayOf("text", new String[] {"a,b", "", "NULL"}));
                    assertEquals(1, insert.executeUpdate());
                }
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT * FROM kinds WHERE id = ? ORDER BY id")) {
                for (int id = 1; id <= 3; id++) {
                    select.setInt(1, id);
                    try (ResultSet rows = select.executeQuery()) {
                        assertTrue(rows.next());
                        assertRow(rows, id);
                        assertFalse(rows.next());
                    }
                }
            }
        }
    }

    private static void assertRow(ResultSet rows, int id) throws SQLException {
        assertEquals(id, rows.getInt(1));
        assertEquals(Long.MAX_VALUE - id, rows.getLong(2));
        assertEquals(id % 2 == 0, rows.getBoolean(3));
        assertEquals(id / 3.0, rows.getDouble(4));
        assertEquals(
                new BigDecimal("-1234.50").multiply(BigDecimal.valueOf(id)), rows.getBigDecimal(5));
        assertEquals("it's a \"label\" \\ of € " + id, rows.getString(6));
        assertEquals(LocalDate.of(1969, 12, 31).plusDays(id), rows.getObject(7, LocalDate.class));
        assertEquals(
                LocalDateTime.of(1999, 12, 31, 23, 59, 59, 123_456_000),
                rows.getObject(8, LocalDateTime.class));
        assertEquals(
                OffsetDateTime.of(2020, 2, 28, 22, 2, 3, 0, ZoneOffset.UTC).toInstant(),
                rows.getObject(9, OffsetDateTime.class).toInstant());
        assertEquals(new PGInterval(1, 2, 3, 4, 5, 6.5), rows.getObject(10));
        assertEquals(REF, rows.getObject(11));
        assertEquals("{\"a\":[1,null]}", rows.getString(12).replace(" ", ""));
        assertArrayEquals(new Integer[] {1, null, -3}, (Object[]) rows.getArray(13).getArray());
        assertArrayEquals(
                new String[] {"a,b", "", "NULL"}, (Object[]) rows.getArray(14).getArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, BINARY})
    void readsNullsAndOddNumbers(String threshold) throws Exception {
        try (Connection connection = connection(threshold);
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT NULL::INTEGER, 'NaN'::DOUBLE, 'Infinity'::DOUBLE, 0.0::DECIMAL(5,3),"
                                        + " 123456789012345678901234567890.12345678::DECIMAL(38,8),"
                                        + " -0.0001::DECIMAL(8,4), 1e300::DOUBLE, DATE '0044-03-15 (BC)',"
                                        + " 10000::DECIMAL(10,0), 1e-7::DOUBLE")) {
            for (int i = 0; i < 3; i++) {
                try (ResultSet rows = select.executeQuery()) {
                    assertTrue(rows.next());
                    assertEquals(0, rows.getInt(1));
                    assertTrue(rows.wasNull());
                    assertTrue(Double.isNaN(rows.getDouble(2)));
                    assertEquals(Double.POSITIVE_INFINITY, rows.getDouble(3));
                    assertEquals(new BigDecimal("0.000"), rows.getBigDecimal(4));
                    assertEquals(
                            new BigDecimal("123456789012345678901234567890.12345678"),
                            rows.getBigDecimal(5));
                    assertEquals(new BigDecimal("-0.0001"), rows.getBigDecimal(6));
                    assertEquals(1e300, rows.getDouble(7));
                    assertEquals(LocalDate.of(-43, 3, 15), rows.getObject(8, LocalDate.class));
                    assertEquals(new BigDecimal("10000"), rows.getBigDecimal(9));
                    assertEquals(1e-7, rows.getDouble(10));
                }
            }
        }
    }

    @Test
    void fetchesInPages() throws Exception {
        try (Connection connection = connection("5")) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(100);
                long sum = 0;
                int count = 0;
                try (ResultSet rows =
                        statement.executeQuery(
                                "SELECT i, repeat('x', 500) FROM range(50000) t(i)")) {
                    while (rows.next()) {
                        sum += rows.getLong(1);
                        count++;
                    }
                }
                assertEquals(50_000, count);
                assertEquals(49_999L * 25_000, sum);
            }
            connection.commit();
        }
    }

    @Test
    void letsGoOfACursorThatIsNotReadToItsEnd() throws Exception {
        try (Connection connection = connection("5")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 20; i++) {
                try (Statement statement = connection.createStatement()) {
                    statement.setFetchSize(10);
                    ResultSet rows =
                            statement.executeQuery(
                                    "SELECT i, repeat('x', 900) FROM range(500000) t(i)");
                    assertTrue(rows.next());
                }
                // Leaving a cursor is no failure of its transaction.
                assertEquals(i, one(connection, "SELECT " + i));
                connection.commit();
            }
            for (int i = 0; i < 200 && wired.mill.queries().running() > 0; i++) {
                Thread.sleep(10);
            }
            assertEquals(0, wired.mill.queries().running());
        }
    }

    @Test
    void writesBatches() throws Exception {
        wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)");
        try (Connection connection = connection("1");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO items (id, name) VALUES (?, ?)")) {
            for (int i = 0; i < 50; i++) {
                insert.setInt(1, i);
                insert.setString(2, i % 5 == 0 ? null : "n" + i);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            assertEquals(50, counts.length);
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT count(*), count(name) FROM items")) {
                assertTrue(rows.next());
                assertEquals(50, rows.getInt(1));
                assertEquals(40, rows.getInt(2));
            }
        }
    }

    private static ServerErrorMessage error(Connection connection, String sql) {
        PSQLException e =
                assertThrows(
                        PSQLException.class,
                        () -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(sql);
                            }
                        });
        return java.util.Objects.requireNonNull(e.getServerErrorMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void tellsErrorsWithTheirPlaceAndHint(String mode) throws Exception {
        wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)");
        try (Connection connection = wired.jdbc("preferQueryMode", mode)) {
            ServerErrorMessage unknown = error(connection, "SELECT nam FROM items");
            assertEquals("42703", unknown.getSQLState());
            assertEquals(8, unknown.getPosition());
            assertEquals("TM1002", unknown.getRoutine());

            ServerErrorMessage table = error(connection, "SELECT 1 FROM\n  nothing");
            assertEquals("42P01", table.getSQLState());
            assertEquals(17, table.getPosition());
            assertTrue(table.getHint().contains("items"), table.getHint());

            assertEquals("42601", error(connection, "SELEC 1").getSQLState());
            assertEquals("22012", error(connection, "SELECT 1 / 0").getSQLState());
            assertEquals("42601", error(connection, "INSERT INTO items VALUES (1").getSQLState());
            assertEquals("42704", error(connection, "SET no_such_thing = 1").getSQLState());
            assertEquals("22023", error(connection, "SET TimeZone = 'Mars'").getSQLState());
            assertEquals(
                    "0A000",
                    error(connection, "SELECT 1; COPY items TO '/tmp/x'")
                            .getSQLState()
                            .replace("42501", "0A000"));
            assertEquals(1, one(connection, "SELECT 1"));
        }
    }

    private static int one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getInt(1);
        }
    }

    @Test
    void findsTheTypesOfParameters() throws Exception {
        wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, day DATE)");
        try (Connection connection = connection("5")) {
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT id, name FROM items WHERE day > ? AND id = ?")) {
                assertEquals(Types.DATE, select.getParameterMetaData().getParameterType(1));
                assertEquals(Types.INTEGER, select.getParameterMetaData().getParameterType(2));
                ResultSetMetaData columns = select.getMetaData();
                assertEquals(2, columns.getColumnCount());
                assertEquals("int4", columns.getColumnTypeName(1));
                assertEquals("text", columns.getColumnTypeName(2));
            }
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO items (day, id) VALUES (?, ?), (?, 4)")) {
                assertEquals(Types.DATE, insert.getParameterMetaData().getParameterType(1));
                assertEquals(Types.INTEGER, insert.getParameterMetaData().getParameterType(2));
                assertEquals(Types.DATE, insert.getParameterMetaData().getParameterType(3));
                assertNull(insert.getMetaData());
            }
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE items SET day = ? WHERE id >= ?")) {
                assertEquals(Types.DATE, update.getParameterMetaData().getParameterType(1));
                assertEquals(Types.INTEGER, update.getParameterMetaData().getParameterType(2));
            }
        }
    }

    @Test
    void takesParametersWhereverTheyStand() throws Exception {
        try (Connection connection = connection("1");
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT i, ? AS \"what's $1\", '$2 ?' /* $3 -- */ FROM range(100) t(i)"
                                        + " WHERE i > ? AND i = ANY(?) ORDER BY i LIMIT ? OFFSET ?")) {
            select.setString(1, "'; DROP TABLE x; --");
            select.setInt(2, 3);
            select.setArray(3, connection.createArrayOf("int8", new Long[] {2L, 5L, 7L, 9L, 11L}));
            select.setInt(4, 2);
            select.setInt(5, 1);
            for (int i = 0; i < 3; i++) {
                List<Long> found = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                        assertEquals("'; DROP TABLE x; --", rows.getString(2));
                        assertEquals("$2 ?", rows.getString(3));
                    }
                }
                assertEquals(List.of(7L, 9L), found);
            }
        }
    }

    @Test
    void cancelsAndTimesOut() throws Exception {
        String endless =
                "SELECT count(*) FROM range(1000000000) a(i), range(1000000000) b(j) WHERE i < j";
        try (Connection connection = connection("5");
                Statement statement = connection.createStatement()) {
            CompletableFuture<Void> cancelling =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    TimeUnit.MILLISECONDS.sleep(500);
                                    statement.cancel();
                                } catch (SQLException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            SQLException cancelled =
                    assertThrows(SQLException.class, () -> statement.execute(endless));
            cancelling.join();
            assertEquals("57014", cancelled.getSQLState());
            statement.execute("SET statement_timeout = '300ms'");
            SQLException late = assertThrows(SQLException.class, () -> statement.execute(endless));
            assertEquals("57014", late.getSQLState());
            assertTrue(
                    String.valueOf(late.getMessage()).contains("statement timeout"),
                    late.toString());
            statement.execute("RESET statement_timeout");
            assertEquals(3, one(connection, "SELECT 3"));
        }
    }

    @Test
    void showsTimesInTheZoneOfTheSession() throws Exception {
        try (Connection connection = wired.jdbc("preferQueryMode", "simple");
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'America/New_York'");
            assertEquals(
                    "2001-07-01 08:00:00-04",
                    text(statement, "SELECT '2001-07-01 12:00:00+00'::TIMESTAMPTZ"));
            statement.execute("SET TIME ZONE 'Asia/Kolkata'");
            assertEquals(
                    "2001-07-01 17:30:00+05:30",
                    text(statement, "SELECT '2001-07-01 12:00:00+00'::TIMESTAMPTZ"));
            assertEquals(
                    "2001-07-01 12:00:00",
                    text(statement, "SELECT '2001-07-01 12:00:00'::TIMESTAMP"));
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }

    @Test
    void tellsAClientItsTransactionsState() throws Exception {
        try (Connection connection = connection("5")) {
            connection.setAutoCommit(false);
            assertEquals(1, one(connection, "SELECT 1"));
            assertEquals("22012", error(connection, "SELECT 1 / 0").getSQLState());
            assertEquals("25P02", error(connection, "SELECT 1").getSQLState());
            connection.rollback();
            assertEquals(1, one(connection, "SELECT 1"));
            connection.commit();
            connection.setReadOnly(true);
            assertEquals(
                    "25006",
                    error(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY)").getSQLState());
            connection.rollback();
        }
    }

    @Test
    void commitsAndRollsBack() throws Exception {
        wired.run("CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER)");
        try (Connection connection = connection("1");
                Connection other = connection("1");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertEquals(
                    2, statement.executeUpdate("INSERT INTO accounts VALUES (1, 10), (2, 20)"));
            assertEquals(0, one(other, "SELECT count(*) FROM accounts"));
            assertEquals(2, one(connection, "SELECT count(*) FROM accounts"));
            java.sql.Savepoint before = connection.setSavepoint("before");
            assertEquals(2, statement.executeUpdate("DELETE FROM accounts"));
            assertEquals(0, one(connection, "SELECT count(*) FROM accounts"));
            connection.rollback(before);
            assertEquals(2, one(connection, "SELECT count(*) FROM accounts"));
            connection.commit();
            assertEquals(2, one(other, "SELECT count(*) FROM accounts"));
            statement.executeUpdate("UPDATE accounts SET balance = 0");
            connection.rollback();
            assertEquals(30, one(other, "SELECT sum(balance) FROM accounts"));
        }
    }

    @Test
    void refusesTheLaterOfTwoThatWriteOneRow() throws Exception {
        wired.run(
                "CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER)",
                "INSERT INTO accounts VALUES (1, 10)");
        try (Connection first = connection("1");
                Connection second = connection("1")) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            first.createStatement().execute("UPDATE accounts SET balance = balance + 1");
            second.createStatement().execute("UPDATE accounts SET balance = balance + 1");
            first.commit();
            SQLException e = assertThrows(SQLException.class, second::commit);
            assertEquals("40001", e.getSQLState());
            assertEquals(11, one(first, "SELECT balance FROM accounts"));
        }
    }

    @Test
    void doesABatchInOneTickOrNotAtAll() throws Exception {
        wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)");
        try (Connection connection = connection("5");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO items VALUES (?, ?)")) {
            for (int i : new int[] {1, 2, 3, 2}) {
                insert.setInt(1, i);
                insert.setString(2, "n" + i);
                insert.addBatch();
            }
            SQLException e = assertThrows(SQLException.class, insert::executeBatch);
            assertEquals("23505", e.getSQLState());
            assertEquals(0, one(connection, "SELECT count(*) FROM items"));
            try (Statement statement = connection.createStatement()) {
                SQLException together =
                        assertThrows(
                                SQLException.class,
                                () ->
                                        statement.execute(
                                                "INSERT INTO items VALUES (1, 'a'); SELECT 1 / 0"));
                assertEquals("22012", together.getSQLState());
            }
            assertEquals(0, one(connection, "SELECT count(*) FROM items"));
        }
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'none')");
        try (Connection connection = connection("1");
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO items (id) VALUES (?) RETURNING id, name")) {
            for (int i = 1; i <= 3; i++) {
                insert.setInt(1, i);
                try (ResultSet rows = insert.executeQuery()) {
                    assertTrue(rows.next());
                    assertEquals(i, rows.getInt(1));
                    assertEquals("none", rows.getString(2));
                }
            }
            SQLException e =
                    assertThrows(
                            SQLException.class,
                            () -> {
                                insert.setInt(1, 3);
                                insert.executeQuery();
                            });
            assertEquals("23505", e.getSQLState());
            ServerErrorMessage told =
                    java.util.Objects.requireNonNull(((PSQLException) e).getServerErrorMessage());
            assertEquals("items", told.getTable());
            assertEquals("items_pkey", told.getConstraint());
        }
    }

    @Test
    void tellsTheDriverOfTables() throws Exception {
        wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)");
        try (Connection connection = connection("5")) {
            List<String> found = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                found.clear();
                try (ResultSet columns =
                        connection.getMetaData().getColumns(null, "public", "items", null)) {
                    while (columns.next()) {
                        found.add(
                                columns.getString("COLUMN_NAME")
                                        + " "
                                        + columns.getString("TYPE_NAME"));
                    }
                }
            }
            assertEquals(List.of("id int4", "name text"), found);
            try (ResultSet keys =
                    connection.getMetaData().getPrimaryKeys(null, "public", "items")) {
                assertTrue(keys.next());
                assertEquals("id", keys.getString("COLUMN_NAME"));
            }
            assertTrue(
                    text(connection.createStatement(), "SELECT version()").contains("PostgreSQL"));
        }
    }

    @Test
    void readsMoreRowsThanOneAnswerOfOtherDoorsHas() throws Exception {
        try (Connection connection = connection("5");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT i FROM range(1200000) t(i)")) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            assertEquals(1_200_000, count);
        }
    }

    @Test
    void keepsNoMoreStatementsThanItMay() throws Exception {
        try (Connection connection = connection("5");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 1_000; i++) {
                statement.execute("PREPARE s" + i + " AS SELECT " + i);
            }
            assertEquals("54000", error(connection, "PREPARE more AS SELECT 1").getSQLState());
            statement.execute("DEALLOCATE ALL");
            statement.execute("PREPARE more (integer, text) AS SELECT $1 + 1, $2");
            assertEquals("8", text(statement, "EXECUTE more(3 + 4, 'x')"));
            assertEquals("26000", error(connection, "EXECUTE s1").getSQLState());
        }
    }

    @Test
    void showsDatesOfTheDriversOwnKind() throws Exception {
        try (Connection connection = connection(BINARY);
                PreparedStatement select =
                        connection.prepareStatement("SELECT ?::DATE + 1, ?::TIMESTAMP")) {
            select.setDate(1, Date.valueOf("2024-02-28"));
            select.setObject(2, LocalDateTime.of(2024, 1, 1, 0, 0));
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
                assertEquals("2024-02-29", rows.getString(1).substring(0, 10));
                assertEquals(
                        LocalDateTime.of(2024, 1, 1, 0, 0), rows.getObject(2, LocalDateTime.class));
            }
        }
    }
}
