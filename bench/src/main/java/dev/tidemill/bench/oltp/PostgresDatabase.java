package dev.tidemill.bench.oltp;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * PostgreSQL of its own, as it is delivered but for 256 MB of shared buffers: synchronous commits,
 * read committed, over the loopback with prepared statements.
 */
final class PostgresDatabase implements OltpClient.Database {
    private final EmbeddedPostgres server;
    private final String url;

    PostgresDatabase() throws IOException, SQLException {
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("shared_buffers", "256MB")
                        .start();
        url = server.getJdbcUrl("postgres", "postgres");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE accounts (id BIGINT PRIMARY KEY, owner INTEGER, balance BIGINT"
                            + " NOT NULL)");
            statement.execute("CREATE TABLE moves (id BIGINT PRIMARY KEY, amount BIGINT)");
        }
    }

    /** What it says of itself. */
    String settings() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT current_setting('server_version') || ', fsync ' ||"
                                        + " current_setting('fsync') || ', synchronous_commit ' ||"
                                        + " current_setting('synchronous_commit')")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void load(int accounts) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO accounts SELECT id, id % 100, 0 FROM generate_series(0, "
                            + (accounts - 1)
                            + ") AS id");
            statement.execute("VACUUM ANALYZE accounts");
            statement.execute("CHECKPOINT");
        }
    }

    @Override
    public long total() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sum(balance)::bigint FROM accounts")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public OltpClient connect() throws SQLException {
        return new Client(DriverManager.getConnection(url));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static final class Client implements OltpClient {
        private final Connection connection;
        private final PreparedStatement read;
        private final PreparedStatement add;
        private final PreparedStatement note;

        Client(Connection connection) throws SQLException {
            this.connection = connection;
            read = connection.prepareStatement("SELECT balance FROM accounts WHERE id = ?");
            add =
                    connection.prepareStatement(
                            "UPDATE accounts SET balance = balance + ? WHERE id = ?");
            note = connection.prepareStatement("INSERT INTO moves VALUES (?, ?)");
        }

        @Override
        public long read(long id) throws SQLException {
            read.setLong(1, id);
            try (ResultSet row = read.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }

        @Override
        public void add(long id, long amount) throws SQLException {
            add.setLong(1, amount);
            add.setLong(2, id);
            add.executeUpdate();
        }

        @Override
        public boolean move(long from, long to, long amount, long number) throws SQLException {
            connection.setAutoCommit(false);
            try {
                // In one order, so that two of them do not wait for each other.
                add(Math.min(from, to), from < to ? -amount : amount);
                add(Math.max(from, to), from < to ? amount : -amount);
                note.setLong(1, number);
                note.setLong(2, amount);
                note.executeUpdate();
                connection.commit();
                return true;
            } finally {
                connection.setAutoCommit(true);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
