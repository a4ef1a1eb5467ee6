package dev.tidemill.pgwire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What tools ask the catalog, over the protocol: the queries that are kept beside the catalog's own
 * tests, each in the simple protocol, in the extended one, and in the extended one with binary
 * values, with the same rows each time.
 */
class ToolsTest {
    private static final Pattern OID = Pattern.compile("\\$\\{(\\w+)\\}");

    @TempDir Path folder;
    private Wired wired;

    @BeforeEach
    void open() throws Exception {
        wired = Wired.in(folder);
        wired.run(
                """
                CREATE TABLE customers (id BIGINT PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE,
                  vip BOOLEAN NOT NULL DEFAULT FALSE, balance DECIMAL(12,2), joined DATE, tags TEXT[],
                  profile JSON, CHECK (balance >= 0))""",
                "CREATE INDEX customers_by_name ON customers (name)",
                """
                CREATE TABLE orders (order_id BIGINT NOT NULL, customer_id BIGINT NOT NULL,
                  lines INTEGER, amount DECIMAL(12,2), weight DOUBLE, placed_at TIMESTAMPTZ NOT NULL,
                  picked_at TIMESTAMP, took INTERVAL, ref UUID)""",
                """
                CREATE LIVE TABLE revenue AS SELECT customer_id, count(*) AS orders,
                  max(amount) AS largest FROM orders GROUP BY customer_id""",
                "INSERT INTO customers (id, name, balance) VALUES (1, 'ann', 10), (2, 'bob', NULL)");
    }

    @AfterEach
    void close() {
        wired.close();
    }

    private static List<String> queries(String tool) throws IOException {
        Path file =
                Path.of(
                        System.getProperty("tidemill.root"),
                        "node/src/test/resources/dev/tidemill/node/pgcatalog",
                        tool + ".sql");
        String[] parts = Pattern.compile("(?m)^-- ").split(Files.readString(file), -1);
        List<String> queries = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            queries.add(parts[i].substring(parts[i].indexOf('\n') + 1).strip());
        }
        return queries;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "psql",
                "pgjdbc",
                "sqlalchemy",
                "metabase",
                "grafana",
                "dbeaver",
                "npgsql",
                "drivers"
            })
    void areAnsweredTheSameInEveryMode(String tool) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> queries = queries(tool);
        assertTrue(queries.size() >= 3, queries.size() + " queries");
        try (Connection simple = wired.jdbc("preferQueryMode", "simple");
                Connection extended = wired.jdbc("prepareThreshold", "0");
                Connection binary = wired.jdbc("prepareThreshold", "-1")) {
            for (String text : queries) {
                String sql = withOids(simple, text);
                try {
                    List<List<String>> rows = asked(simple, sql);
                    for (Connection other : List.of(extended, binary)) {
                        List<List<String>> same = prepared(other, sql);
                        if (!rows.equals(same)) {
                            wrong.add(sql + "\n" + rows + "\n" + same);
                        }
                    }
                } catch (SQLException e) {
                    wrong.add(sql + "\n" + e.getSQLState() + " " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static String withOids(Connection connection, String text) throws SQLException {
        Matcher matcher = OID.matcher(text);
        StringBuilder sql = new StringBuilder();
        while (matcher.find()) {
            List<List<String>> oid =
                    asked(connection, "SELECT '%s'::regclass::oid".formatted(matcher.group(1)));
            matcher.appendReplacement(sql, oid.get(1).getFirst());
        }
        return matcher.appendTail(sql).toString();
    }

    /** The columns' names and types, and the rows. */
    private static List<List<String>> asked(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return all(rows);
        }
    }

    private static List<List<String>> prepared(Connection connection, String sql)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(escaped(sql));
                ResultSet rows = statement.executeQuery()) {
            return all(rows);
        }
    }

    /** A question mark outside of quotes is a parameter of JDBC's, and two are one of SQL's. */
    private static String escaped(String sql) {
        StringBuilder escaped = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char each = sql.charAt(i);
            if (each == quote) {
                quote = 0;
            } else if (quote == 0 && (each == '\'' || each == '"')) {
                quote = each;
            }
            escaped.append(each == '?' && quote == 0 ? "??" : String.valueOf(each));
        }
        return escaped.toString();
    }

    /** A value as text, however the driver writes what came in binary. */
    private static String text(ResultSet rows, int column) throws SQLException {
        int type = rows.getMetaData().getColumnType(column);
        if (type == Types.REAL || type == Types.DOUBLE) {
            double number = rows.getDouble(column);
            return rows.wasNull() ? "null" : String.valueOf(number);
        }
        Array array = type == Types.ARRAY ? rows.getArray(column) : null;
        return array == null
                ? String.valueOf(rows.getString(column))
                : Arrays.deepToString((Object[]) array.getArray());
    }

    private static List<List<String>> all(ResultSet rows) throws SQLException {
        List<List<String>> all = new ArrayList<>();
        int width = rows.getMetaData().getColumnCount();
        List<String> head = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            head.add(
                    rows.getMetaData().getColumnLabel(i)
                            + " "
                            + rows.getMetaData().getColumnTypeName(i));
        }
        all.add(head);
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                row.add(text(rows, i));
            }
            all.add(row);
        }
        return all;
    }
}
