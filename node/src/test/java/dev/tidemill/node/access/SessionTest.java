package dev.tidemill.node.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.admission.Cancellation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mill inside a process, as a principal may use it. */
class SessionTest {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Tidemill mill;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("tidemill.yaml"), "name: pay\n");
        mill = Tidemill.open(folder, TidemillOptions.defaults().withWatching(true));
        mill.execute("CREATE TABLE pay (id BIGINT PRIMARY KEY, who TEXT, amount BIGINT)");
        mill.execute("INSERT INTO pay VALUES (1, 'ann', 10), (2, 'bob', 20), (3, NULL, 30)");
        mill.execute(
                "CREATE LIVE TABLE total AS SELECT who, sum(amount) AS amount FROM pay GROUP BY who");
    }

    @AfterEach
    void close() {
        mill.close();
    }

    /** Tables of statements are in no file, so patterns name them. */
    private void use(String policies) throws Exception {
        Files.writeString(folder.resolve("policies/pay.yaml"), policies);
        long until = System.nanoTime() + 20_000_000_000L;
        while (!mill.asksWho() || !mill.project().policies().texts().toString().contains("pay")) {
            assertTrue(
                    System.nanoTime() < until, String.valueOf(mill.status().definitionProblem()));
            Thread.sleep(5);
        }
    }

    private Session as(String name) {
        return mill.as(Principal.user(name, EnumSet.of(Scope.READ, Scope.WRITE, Scope.DEFINE)));
    }

    private static List<?> rows(QueryResult result) {
        return result.batches().stream()
                .flatMap(b -> java.util.stream.IntStream.range(0, b.size()).mapToObj(b::row))
                .toList();
    }

    private static void forbidden(Callable<?> call) {
        assertEquals(
                ErrorCode.FORBIDDEN, assertThrows(TidemillException.class, call::call).errorCode());
    }

    @Test
    void withoutPoliciesScopesAloneDecide() throws Exception {
        assertFalse(mill.asksWho());
        assertEquals(3, as("ann").query("SELECT * FROM pay").rowCount());
        Session reader = mill.as(Principal.user("eve", EnumSet.of(Scope.READ)));
        forbidden(() -> reader.execute("DELETE FROM pay", new Cancellation()));
        assertEquals(3, reader.query("SELECT * FROM pay").rowCount());
    }

    @Test
    void withPoliciesNothingIsThereThatNoRuleGrants() throws Exception {
        use("tables:\n  - {table: 'pay*', users: [bob], privileges: [select]}\n");
        TidemillException unknown =
                assertThrows(TidemillException.class, () -> as("ann").query("SELECT * FROM pay"));
        assertEquals(ErrorCode.UNKNOWN_TABLE, unknown.errorCode());
        forbidden(() -> as("ann").lookup("pay", "1"));
        assertEquals(3, as("bob").query("SELECT * FROM pay").rowCount());
        forbidden(
                () -> as("bob").execute("INSERT INTO pay VALUES (4, 'x', 1)", new Cancellation()));
        assertEquals(3, mill.query("SELECT * FROM pay").rowCount());
    }

    @Test
    void everybodySeesTheirOwnRows() throws Exception {
        use(
                """
                tables:
                  - table: "pay*"
                    privileges: [select]
                    filter: who = current_user
                    columns: {amount: {mask: "amount / 10 * 10 + 1"}}
                """);
        assertEquals(List.of(List.of(1L, "ann", 11L)), rows(as("ann").query("SELECT * FROM pay")));
        assertEquals(List.of(List.of(2L, "bob", 21L)), rows(as("bob").query("SELECT * FROM pay")));
        Batch own = as("ann").lookup("pay", "1");
        assertEquals(List.of(1L, "ann", 11L), own.row(0));
        assertTrue(as("ann").lookup("pay", "2").isEmpty());
        assertEquals(0, as("' OR true --").query("SELECT * FROM pay").rowCount());
        assertEquals(
                List.of(List.of(11L)),
                rows(as("ann").query("SELECT amount FROM pay WHERE id = 1 AND amount > 10")));
    }

    @Test
    void aMaskThatFailsIsNullAndAFilterThatFailsHidesTheRow() throws Exception {
        use(
                """
                tables:
                  - table: "pay*"
                    privileges: [select]
                    filter: 10 / (id - 2) > -100
                    columns: {who: {mask: "chr(CAST(amount - 20 AS INTEGER))"}, amount: {mask: "amount / (id - 1)"}}
                """);
        List<?> seen = rows(as("ann").query("SELECT id, amount FROM pay ORDER BY id"));
        assertEquals("[[1, null], [3, 15]]", seen.toString());
    }

    @Test
    void aFilterThatDoesNotFitKeepsTheTableBack() throws Exception {
        use("tables:\n  - {table: 'pay*', privileges: [select], filter: nothing = 1}\n");
        forbidden(() -> as("ann").query("SELECT * FROM pay"));
        forbidden(() -> as("ann").lookup("pay", "1"));
    }

    @Test
    void policiesHoldFromTheMomentTheyAreSaved() throws Exception {
        use("tables:\n  - {table: 'pay*', privileges: [select]}\n");
        Sight before = as("ann").sight();
        assertTrue(as("ann").isOfNow(before));
        assertEquals(3, as("ann").query("SELECT * FROM pay").rowCount());
        Files.writeString(folder.resolve("policies/pay.yaml"), "description: pay is closed\n");
        long until = System.nanoTime() + 20_000_000_000L;
        while (as("ann").isOfNow(before)) {
            assertTrue(System.nanoTime() < until);
            Thread.sleep(5);
        }
        assertThrows(TidemillException.class, () -> as("ann").query("SELECT * FROM pay"));
    }

    @Test
    void aSightOfBeforeThereWerePoliciesIsNotOfNow() throws Exception {
        Sight before = as("ann").sight();
        assertFalse(before.isRestricted());
        assertTrue(as("ann").isOfNow(before));
        use("tables:\n  - {table: 'pay*', privileges: [select]}\n");
        assertFalse(as("ann").isOfNow(before));
        assertTrue(as("ann").awaitSight(1_000).isRestricted());
    }

    @Test
    void theQuarantineOfATableThatIsGoneIsForAdministrators() throws Exception {
        use("tables:\n  - {table: 'pay*', privileges: [select, insert]}\n");
        assertEquals(List.of(), as("ann").quarantined("pay", 10));
        mill.execute("DROP LIVE TABLE total");
        mill.execute("DROP TABLE pay");
        forbidden(() -> as("ann").quarantined("pay", 10));
        forbidden(() -> as("ann").quarantinedTotal("pay"));
        forbidden(() -> as("ann").retryQuarantined("pay"));
        assertEquals(List.of(), mill.as(Principal.administrator("root")).quarantined("pay", 10));
    }

    @Test
    void whatReadsATableIsNotNamedToWhomItIsHiddenFrom() throws Exception {
        mill.execute("CREATE LIVE TABLE secret AS SELECT who, amount AS hush FROM total");
        mill.execute("CREATE INDEX hidden ON secret (hush)");
        use(
                """
                tables:
                  - {table: 'pay*', privileges: [select, define]}
                  - {table: 'tota*', privileges: [select, define]}
                """);
        for (String sql :
                List.of(
                        "DROP LIVE TABLE total",
                        "CREATE OR REPLACE LIVE TABLE total AS SELECT id FROM pay",
                        "CREATE OR REPLACE LIVE TABLE total AS SELECT secre.who FROM pay",
                        "CREATE LIVE TABLE total2 AS SELECT * FROM tota_secret",
                        "DROP INDEX hidden")) {
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> as("ann").execute(sql, new Cancellation()),
                            sql);
            String told = refused.message() + refused.hint() + refused.detail() + refused.place();
            assertFalse(told.contains("secret "), told);
            assertFalse(told.contains("secret?"), told);
            assertFalse(told.contains("hush"), told);
        }
        Session root = mill.as(Principal.administrator("root"));
        TidemillException named =
                assertThrows(
                        TidemillException.class,
                        () -> root.execute("DROP LIVE TABLE total", new Cancellation()));
        assertTrue(named.message().contains("secret"), named.message());
        as("ann")
                .execute(
                        "CREATE OR REPLACE LIVE TABLE total AS"
                                + " SELECT who, max(amount) AS amount FROM pay GROUP BY who",
                        new Cancellation());
    }

    @Test
    void onlyAdministratorsBringJars() {
        DefinitionFiles jar =
                DefinitionFiles.of(
                        Map.of(
                                "tidemill.yaml",
                                "name: pay\n".getBytes(UTF_8),
                                "functions/x.jar",
                                new byte[] {1, 2, 3}));
        TidemillException refused =
                assertThrows(TidemillException.class, () -> as("ann").requireJars(jar));
        assertEquals(ErrorCode.FORBIDDEN, refused.errorCode());
        as("ann").requireJars(jar.withoutJars());
        mill.as(Principal.administrator("root")).requireJars(jar);
    }

    @Test
    void anAdministratorIsPastAllPolicies() throws Exception {
        use("tables:\n  - {table: 'pay*', privileges: []}\n");
        Session root = mill.as(Principal.administrator("root"));
        assertEquals(3, root.query("SELECT * FROM pay").rowCount());
        assertEquals(0, root.query("SELECT * FROM tidemill.errors").rowCount());
        forbidden(() -> as("ann").verify());
        forbidden(() -> as("ann").backups());
        forbidden(() -> as("ann").trace(1));
        forbidden(() -> mill.as(Principal.user("x", Set.of())).status());
    }
}
