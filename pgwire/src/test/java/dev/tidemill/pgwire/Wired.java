package dev.tidemill.pgwire;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.Token;
import dev.tidemill.node.account.TokenText;
import dev.tidemill.node.account.User;
import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A mill and its PostgreSQL door on a free port. One thread. */
final class Wired implements AutoCloseable {
    static final String KINDS =
            """
            CREATE TABLE kinds (
              id INTEGER PRIMARY KEY, big BIGINT, good BOOLEAN, score DOUBLE, price DECIMAL(12,2),
              label TEXT, day DATE, at TIMESTAMP, seen TIMESTAMPTZ, span INTERVAL, ref UUID, doc JSON,
              marks INTEGER[], tags TEXT[])""";

    final Tidemill mill;
    final PgServer server;
    private final Path data;

    private Wired(Path folder, UnaryOperator<PgOptions> options) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("tidemill.yaml"), "name: wire\n");
        data = folder.resolve("data");
        mill = Tidemill.open(folder, TidemillOptions.defaults().withData(data));
        server = PgServer.start(options.apply(PgOptions.loopback(0)), () -> mill);
    }

    static Wired in(Path folder) throws IOException {
        return new Wired(folder, UnaryOperator.identity());
    }

    static Wired in(Path folder, UnaryOperator<PgOptions> options) throws IOException {
        return new Wired(folder, options);
    }

    int port() {
        return server.port();
    }

    /** A user with a password, or with none; and a token of theirs. */
    String user(String name, String password, Set<Scope> scopes) {
        TokenText text = TokenText.random(new SecureRandom());
        Token token = new Token(text.id(), name, scopes, text.digest(), Instant.now(), null);
        PasswordHash hash = password.isEmpty() ? null : PasswordHash.of(password);
        new AccountFile(DataDirectory.accessIn(data))
                .change(
                        all ->
                                all.adding(new User(name, scopes, hash, Instant.now()))
                                        .adding(token));
        return text.text();
    }

    /**
     * A connection of the PostgreSQL driver.
     *
     * @param properties names and values in turn
     */
    Connection jdbc(String... properties) throws SQLException {
        Properties all = new Properties();
        all.setProperty("user", "anybody");
        all.setProperty("password", "");
        for (int i = 0; i < properties.length; i += 2) {
            all.setProperty(properties[i], properties[i + 1]);
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/wire", all);
    }

    /** Carries statements out, each alone. */
    void run(String... statements) throws SQLException {
        try (Connection connection = jdbc();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Bytes to the server and back. */
    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Override
    public void close() {
        server.close();
        mill.close();
    }
}
