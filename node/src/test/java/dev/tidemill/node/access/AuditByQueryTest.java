package dev.tidemill.node.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Cancellation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log as a table, and that a program's calls on somebody's behalf are in it. */
class AuditByQueryTest {
    private static final String POLICIES =
            "tables:\n  - {table: 'pay*', users: [ann, bob], privileges: [select, insert]}\n";

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Tidemill mill;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("tidemill.yaml"), "name: pay\n");
        Files.writeString(folder.resolve("policies/pay.yaml"), POLICIES);
        mill = Tidemill.open(folder, TidemillOptions.defaults());
        mill.execute("CREATE TABLE pay (id BIGINT PRIMARY KEY, amount BIGINT)");
        mill.execute("INSERT INTO pay VALUES (1, 10), (2, 20)");
    }

    @AfterEach
    void close() {
        mill.close();
    }

    private Session as(String name, Scope... more) {
        Set<Scope> scopes = EnumSet.of(Scope.READ, Scope.WRITE, Scope.DEFINE);
        scopes.addAll(List.of(more));
        return mill.as(Principal.user(name, scopes));
    }

    private static List<String> texts(QueryResult result) {
        return result.batches().stream()
                .flatMap(AuditByQueryTest::rows)
                .map(Object::toString)
                .toList();
    }

    private static java.util.stream.Stream<?> rows(Batch batch) {
        return IntStream.range(0, batch.size()).mapToObj(batch::row);
    }

    @Test
    void callsOfAProgramAreInItAndWhatIsReadOfItToo() {
        QueryResult asked = as("ann").query("SELECT * FROM pay");
        assertThrows(TidemillException.class, () -> as("ann").backups());
        assertEquals(1, as("ann").lookup("pay", "1").size());
        Session auditor = as("eve", Scope.AUDIT);
        assertEquals(
                List.of(
                        "[java query, , ok, true, 2, %d, SELECT * FROM pay]"
                                .formatted(asked.tick()),
                        "[java backups, , TM2030, false, null, null, null]",
                        "[java lookup, pay, ok, true, 1, null, null]"),
                texts(
                        auditor.query(
                                "SELECT door, subject, code, allowed, rows, tick, statement FROM"
                                        + " tidemill.audit WHERE user_name = 'ann' ORDER BY"
                                        + " number")));
        assertEquals(
                List.of("[process, 3]"),
                texts(
                        auditor.query(
                                "SELECT address, rows FROM tidemill.audit WHERE user_name = 'eve'"
                                        + " AND statement LIKE '%user_name = ?%'")),
                "who read it is in it");
    }

    @Test
    void whatTheProgramAsksForItselfIsInIt() {
        mill.query("SELECT count(*) FROM pay");
        assertEquals(
                List.of(
                        "[local, java execute, CREATE TABLE pay (id BIGINT PRIMARY KEY, amount BIGINT)]",
                        "[local, java execute, INSERT INTO pay VALUES (?, ?), (?, ?)]",
                        "[local, java query, SELECT count(*) FROM pay]"),
                texts(
                        mill.query(
                                "SELECT user_name, door, statement FROM tidemill.audit ORDER BY"
                                        + " number")));
    }

    @Test
    void whoIsRestrictedSeesTheirOwnActsUnlessTheyAreGrantedAll() {
        as("ann").query("SELECT 1 AS anns");
        as("bob").query("SELECT 2 AS bobs");
        String who = "SELECT DISTINCT user_name FROM tidemill.audit ORDER BY 1";
        assertEquals(List.of("[ann]"), texts(as("ann").query(who)));
        assertEquals(List.of("[bob]"), texts(as("bob").query(who)));
        assertEquals(
                List.of("[ann]"),
                texts(
                        as("ann")
                                .query(
                                        "SELECT DISTINCT a.user_name FROM tidemill.audit a JOIN"
                                                + " tidemill.audit b ON a.number >= b.number")));
        assertEquals(
                List.of("[ann]", "[bob]", "[local]"),
                texts(as("eve", Scope.AUDIT).query(who)),
                "and of eve's own those that have ended");
        assertEquals(ErrorCode.FORBIDDEN, refused(() -> as("ann").audit()));
        assertFalse(as("eve", Scope.AUDIT).audit().newest(1, _ -> true).isEmpty());
    }

    private static ErrorCode refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(TidemillException.class, call).errorCode();
    }

    @Test
    void nobodyWritesItAndNothingIsMadeOfIt() throws Exception {
        for (String statement :
                List.of(
                        "INSERT INTO tidemill.audit SELECT * FROM tidemill.audit",
                        "DELETE FROM tidemill.audit",
                        "DELETE FROM tidemill.audit WHERE number = 1",
                        "UPDATE tidemill.audit SET code = 'ok'",
                        "DROP TABLE tidemill.audit",
                        "DROP LIVE TABLE tidemill.audit",
                        "CREATE TABLE tidemill.audit (a BIGINT)",
                        "CREATE LIVE TABLE tidemill.audit AS SELECT 1 AS a",
                        "CREATE INDEX i ON tidemill.audit (number)",
                        "CREATE LIVE TABLE acts AS SELECT number FROM tidemill.audit",
                        "INSERT INTO pay SELECT number, 1 FROM tidemill.audit")) {
            for (Session session :
                    List.of(mill.as(Principal.administrator("root")), as("ann", Scope.AUDIT))) {
                ErrorCode code = refused(() -> session.execute(statement, new Cancellation()));
                assertTrue(
                        code == ErrorCode.UNKNOWN_TABLE
                                || code == ErrorCode.FORBIDDEN
                                || code == ErrorCode.TABLE_NOT_WRITABLE
                                || code == ErrorCode.STATEMENT_NOT_ALLOWED
                                || code == ErrorCode.INVALID_SQL
                                || code == ErrorCode.UNSUPPORTED_SQL
                                || code == ErrorCode.SYNTAX_ERROR,
                        statement + ": " + code);
            }
        }
        assertEquals(
                List.of("[22]"),
                texts(
                        mill.query(
                                "SELECT count(*) FROM tidemill.audit WHERE door = 'java execute'"
                                        + " AND code <> 'ok'")),
                "and whoever tried is in it");
        assertTrue(mill.audit().broken().isEmpty());
    }

    @Test
    void aMillThatAsksNobodyHasAnEmptyOneAndNoFiles(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("tidemill.yaml"), "name: pay\n");
        try (Tidemill open = Tidemill.open(other, TidemillOptions.defaults())) {
            assertEquals(0, open.query("SELECT * FROM tidemill.audit").rowCount());
            assertFalse(Files.exists(other.resolve(".tidemill/data/audit")));
        }
    }
}
