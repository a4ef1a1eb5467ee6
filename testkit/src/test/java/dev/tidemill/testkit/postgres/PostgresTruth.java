package dev.tidemill.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that answers many expressions in one batch. Text is ordered by code point and
 * cased by Unicode (the built-in C.UTF-8), the zone is UTC. One for all tests of the process, since
 * it takes seconds to start; it ends with the process. One thread at a time.
 */
final class PostgresTruth {
    private static final String TRY =
            """
            CREATE FUNCTION answer(expression text) RETURNS text LANGUAGE plpgsql AS $$
            DECLARE result text;
            BEGIN
              EXECUTE expression INTO result;
              RETURN CASE WHEN result IS NULL THEN 'N' ELSE 'V' || result END;
            EXCEPTION WHEN OTHERS THEN
              RETURN 'E' || SQLSTATE || ' ' || SQLERRM;
            END $$
            """;

    private static final String FINITE =
            """
            CREATE FUNCTION finite(value numeric) RETURNS numeric LANGUAGE plpgsql AS $$
            BEGIN
              IF value = 'NaN' THEN
                RAISE EXCEPTION 'NaN' USING ERRCODE = 'numeric_value_out_of_range';
              END IF;
              RETURN value;
            END $$
            """;

    private static @Nullable PostgresTruth shared;

    private final Connection connection;

    private PostgresTruth(Connection connection) {
        this.connection = connection;
    }

    /** The running server, started by the first who asks. */
    static synchronized PostgresTruth shared() throws IOException, SQLException {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static PostgresTruth start() throws IOException, SQLException {
        EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("timezone", "UTC")
                        .start();
        try (Connection admin = server.getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute(
                    "CREATE DATABASE truth TEMPLATE template0 ENCODING 'UTF8'"
                            + " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'");
        }
        Connection connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "truth"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET IntervalStyle = 'postgres'");
            statement.execute("SET DateStyle = 'ISO, YMD'");
            statement.execute("SET jit = off");
            statement.execute(TRY);
            statement.execute(FINITE);
        }
        return new PostgresTruth(connection);
    }

    /**
     * The answers to whole queries of one value each, all in one round trip.
     *
     * @return N for NULL, V and the text for a value, E, SQLSTATE and the message for an error
     */
    List<String> answers(List<String> queries) throws SQLException {
        List<String> answers = new ArrayList<>();
        String sql = "SELECT answer(q) FROM unnest(?) WITH ORDINALITY AS t(q, at) ORDER BY at";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", queries.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.add(rows.getString(1));
                }
            }
        }
        return answers;
    }

    /** A value as text, null for NULL, and the name of its type. */
    record Cell(@Nullable String text, String type) {}

    /** All rows of a query. */
    List<List<Cell>> rows(String query) throws SQLException {
        List<List<Cell>> result = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            int width = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<Cell> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(text(rows, i));
                }
                result.add(row);
            }
        }
        return result;
    }

    /** As PostgreSQL writes it, but for truth values, which the driver shortens. */
    private static Cell text(ResultSet rows, int column) throws SQLException {
        String type = rows.getMetaData().getColumnTypeName(column);
        String text = rows.getString(column);
        if (text != null && type.equals("bool")) {
            return new Cell(text.equals("t") ? "true" : "false", type);
        }
        return new Cell(text, type);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
