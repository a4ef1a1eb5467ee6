package dev.tidemill.pgwire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.access.Scope;
import dev.tidemill.node.audit.AuditEntry;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Who comes in, and by what. */
class LoginTest {
    private static final Set<Scope> READS = EnumSet.of(Scope.READ);
    private static final String OWN = "an administrator's own token";

    @TempDir Path folder;

    private static String asked(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String refused(Wired wired, String... properties) {
        return assertThrows(SQLException.class, () -> wired.jdbc(properties).close()).getSQLState();
    }

    @Test
    void provesAPasswordByScram() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            wired.user("ann", "ann's long password", READS);
            try (Connection ann = wired.jdbc("user", "ann", "password", "ann's long password")) {
                assertEquals("ann", asked(ann, "SHOW session_authorization"));
                assertEquals("off", asked(ann, "SHOW is_superuser"));
                SQLException e =
                        assertThrows(
                                SQLException.class,
                                () ->
                                        ann.createStatement()
                                                .execute(
                                                        "CREATE TABLE t (id INTEGER PRIMARY KEY)"));
                assertEquals("42501", e.getSQLState());
            }
            assertEquals("28P01", refused(wired, "user", "ann", "password", "another"));
            assertEquals("28P01", refused(wired, "user", "nobody", "password", "another"));
        }
    }

    @Test
    void holdsToTheBoundOfFailedLogins() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            wired.user("ann", "ann's long password", READS);
            for (int i = 0; i < 10; i++) {
                assertEquals("28P01", refused(wired, "user", "ann", "password", "wrong"));
            }
            assertEquals("53300", refused(wired, "user", "ann", "password", "ann's long password"));
        }
    }

    @Test
    void takesTokensAsPasswordsOfTheUserToken() throws Exception {
        try (Wired wired = Wired.in(folder, options -> options.withToken(OWN))) {
            String token = wired.user("bob", "", READS);
            try (Connection bob = wired.jdbc("user", "token", "password", token)) {
                assertEquals("bob", asked(bob, "SHOW session_authorization"));
            }
            try (Connection own = wired.jdbc("user", "token", "password", OWN)) {
                assertEquals("on", asked(own, "SHOW is_superuser"));
            }
            assertEquals("28P01", refused(wired, "user", "token", "password", "tm_no_token"));
            assertEquals("28P01", refused(wired, "user", "bob", "password", token));
        }
    }

    @Test
    void readsNothingLongOfWhoIsNotInYet() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            wired.user("ann", "ann's long password", READS);
            try (Raw raw = new Raw(wired.socket())) {
                raw.startup(196_608, "user", "ann");
                assertEquals('R', raw.next().type());
                raw.out.write('p');
                raw.out.writeInt(1 << 20);
                raw.out.flush();
                Raw.Said said = raw.next();
                assertEquals("FATAL", said.field('S'));
                assertEquals("08P01", said.field('C'), said.text());
            }
            try (Raw raw = new Raw(wired.socket())) {
                raw.startup(196_608, "user", "ann");
                assertEquals('R', raw.next().type());
                raw.send('Q', "SELECT 1");
                assertEquals("08P01", raw.next().field('C'));
            }
        }
    }

    @Test
    void endsASessionWhoseAccountIsGone() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            try (Connection early = wired.jdbc()) {
                assertEquals("1", asked(early, "SELECT 1"));
                wired.user("ann", "ann's long password", READS);
                assertEquals(
                        "28000",
                        assertThrows(SQLException.class, () -> asked(early, "SELECT 1"))
                                .getSQLState());
            }
        }
    }

    @Test
    void endsASubscriptionWhoseAccountIsGone() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            wired.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)");
            try (Connection early = wired.jdbc()) {
                CopyOut changes =
                        early.unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut("SUBSCRIBE TO items WITH (SNAPSHOT false)");
                wired.user("ann", "ann's long password", READS);
                SQLException e =
                        assertTimeoutPreemptively(
                                Duration.ofSeconds(20),
                                () ->
                                        assertThrows(
                                                SQLException.class,
                                                () -> {
                                                    while (changes.readFromCopy() != null) {
                                                        // What was on its way.
                                                    }
                                                }));
                assertEquals("28000", e.getSQLState());
            }
        }
    }

    @Test
    void tellsTheAuditLogOfStatementsAndRefusals() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            wired.user("ann", "ann's long password", READS);
            try (Connection ann = wired.jdbc("user", "ann", "password", "ann's long password")) {
                assertEquals("7", asked(ann, "SELECT 7"));
            }
            assertEquals("28P01", refused(wired, "user", "ann", "password", "wrong"));
            String log =
                    wired.mill.audit().newest(100, _ -> true).stream()
                            .map(AuditEntry::event)
                            .map(each -> each.user() + " " + each.door() + " " + each.code())
                            .toList()
                            .toString();
            assertTrue(log.contains("ann postgres query ok"), log);
            assertTrue(log.contains("ann postgres login TM2013"), log);
        }
    }

    @Test
    void speaksTlsAndSendsTokensOverIt() throws Exception {
        SSLContext context = context();
        try (Wired wired = Wired.in(folder.resolve("mill"), options -> options.withTls(context))) {
            wired.user("ann", "ann's long password", READS);
            try (Connection ann =
                    wired.jdbc(
                            "user",
                            "ann",
                            "password",
                            "ann's long password",
                            "sslmode",
                            "require")) {
                assertEquals("1", asked(ann, "SELECT 1"));
                StringBuilder much = new StringBuilder("x");
                for (int i = 0; i < 12; i++) {
                    much.append(much);
                }
                assertEquals(
                        Integer.toString(much.length()),
                        asked(ann, "SELECT length('" + much + "')"));
            }
            try (Raw raw = new Raw(wired.socket())) {
                raw.packet(80_877_103);
                assertEquals('S', raw.in.readByte());
                raw.out.write("this is no handshake".getBytes(StandardCharsets.UTF_8));
                raw.out.flush();
                raw.socket.shutdownOutput();
                while (raw.in.read() >= 0) {
                    // Its alert, and its end.
                }
            }
            try (Connection ann =
                    wired.jdbc(
                            "user",
                            "ann",
                            "password",
                            "ann's long password",
                            "sslmode",
                            "require")) {
                assertEquals("2", asked(ann, "SELECT 2"));
            }
        }
    }

    private SSLContext context() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "wire",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
