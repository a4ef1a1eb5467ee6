package dev.tidemill.node.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.store.QueryResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What statements do to a real mill, and what of it is there after it was opened again. */
class StatementTest {
    @TempDir @Nullable Path folder;
    private @Nullable Tidemill mill;

    @BeforeEach
    void openEmptyProject() throws IOException {
        Files.writeString(project().resolve("tidemill.yaml"), "name: statements\n");
        open();
    }

    @AfterEach
    void close() {
        mill().close();
    }

    private Path project() {
        return java.util.Objects.requireNonNull(folder);
    }

    private Tidemill mill() {
        return java.util.Objects.requireNonNull(mill);
    }

    private void open() {
        mill = Tidemill.open(project(), TidemillOptions.defaults().withWatching(true));
    }

    private void reopen() {
        close();
        open();
    }

    private QueryResult run(String sql) throws InterruptedException {
        return mill().execute(sql);
    }

    /** The rows as texts, in order. */
    private List<String> rows(String sql) throws InterruptedException {
        Batch batch = run(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    private TidemillException refusal(String sql) {
        return assertThrows(TidemillException.class, () -> run(sql), sql);
    }

    private void accounts() throws InterruptedException {
        run("CREATE TABLE accounts (id BIGINT PRIMARY KEY, owner TEXT NOT NULL, balance INTEGER)");
        run("INSERT INTO accounts VALUES (1, 'ann', 10), (2, 'bob', 20), (3, 'cyd', NULL)");
    }

    @Test
    void keepsALiveTableOverACreatedTableCurrent() throws InterruptedException {
        accounts();
        run("CREATE LIVE TABLE total AS SELECT count(*) AS n, sum(balance) AS sum FROM accounts");
        assertEquals(List.of("3|30"), rows("SELECT n, sum FROM total"));
        assertEquals(
                List.of("UPDATE|2"),
                rows("UPDATE accounts SET balance = balance + 5 WHERE id < 3"));
        assertEquals(List.of("3|40"), rows("SELECT n, sum FROM total"));
        assertEquals(List.of("DELETE|1"), rows("DELETE FROM accounts WHERE owner = 'bob'"));
        assertEquals(List.of("2|15"), rows("SELECT n, sum FROM total"));
        assertEquals(List.of("DELETE|0"), rows("DELETE FROM accounts WHERE owner = 'bob'"));
    }

    @Test
    void carriesUuidsDocumentsAndArraysThroughAllRooms() throws InterruptedException {
        run("CREATE TABLE orders (id UUID PRIMARY KEY, doc JSON, tags TEXT[], sizes INTEGER[])");
        run(
                "CREATE LIVE TABLE tagged AS SELECT o.id, tag, o.doc ->> 'who' AS who, o.sizes[1] AS size"
                        + " FROM orders o, UNNEST(o.tags) AS tag");
        run(
                "CREATE LIVE TABLE documents AS SELECT doc, sizes, count(*) AS n FROM orders"
                        + " GROUP BY doc, sizes");
        run(
                "INSERT INTO orders VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',"
                        + " '{\"who\": \"ann\", \"n\": 1.0}', ARRAY['x', 'a b'], '{3,NULL}'),"
                        + " ('00000000-0000-0000-0000-000000000002', NULL, ARRAY[]::TEXT[], NULL)");
        String first = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
        String document = "{\"n\": 1, \"who\": \"ann\"}";
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    List.of(first + "|a b|ann|3", first + "|x|ann|3"),
                    rows("SELECT id, tag, who, size FROM tagged ORDER BY tag"));
            assertEquals(
                    List.of(document + "|[3, null]|1"),
                    rows("SELECT doc, sizes, n FROM documents WHERE doc IS NOT NULL"));
            assertEquals(
                    document, mill().lookup("orders", first).row(0).get(1), "looked up by UUID");
            assertEquals(0, mill().verify().mismatches(), "equals its query over its inputs");
            reopen();
        }
        run(
                "UPDATE orders SET tags = array_append(tags, 'y'), doc = doc || '{\"who\": \"bob\"}'"
                        + " WHERE id = '"
                        + first
                        + "'");
        run("DELETE FROM orders WHERE sizes IS NULL");
        assertEquals(
                List.of("a b|bob", "x|bob", "y|bob"),
                rows("SELECT tag, who FROM tagged ORDER BY tag"));
        assertEquals(List.of("1"), rows("SELECT count(*) FROM documents"));
    }

    @Test
    void keepsWhatStatementsMadeAcrossRestarts() throws InterruptedException {
        accounts();
        run("CREATE LIVE TABLE rich AS SELECT owner FROM accounts WHERE balance >= 20");
        reopen();
        assertEquals(List.of("bob"), rows("SELECT owner FROM rich"));
        run("INSERT INTO accounts (owner, id, balance) VALUES ('dan', 4, 99)");
        reopen();
        assertEquals(List.of("bob", "dan"), rows("SELECT owner FROM rich ORDER BY owner"));
        run("DROP LIVE TABLE rich");
        run("DROP TABLE accounts");
        reopen();
        assertEquals(ErrorCode.UNKNOWN_TABLE, refusal("SELECT * FROM accounts").errorCode());
        accounts();
        assertEquals(List.of("3"), rows("SELECT count(*) FROM accounts"));
    }

    @Test
    void refusesAWholeStatementForOneBadRow() throws InterruptedException {
        accounts();
        assertEquals(
                ErrorCode.DUPLICATE_KEY,
                refusal("INSERT INTO accounts VALUES (9, 'x', 1), (2, 'y', 1)").errorCode());
        assertEquals(
                ErrorCode.DUPLICATE_KEY,
                refusal("INSERT INTO accounts VALUES (9, 'x', 1), (9, 'y', 1)").errorCode());
        assertEquals(
                ErrorCode.NOT_NULL_VIOLATION,
                refusal("INSERT INTO accounts VALUES (9, 'x', 1), (10, NULL, 1)").errorCode());
        assertEquals(
                ErrorCode.DIVISION_BY_ZERO,
                refusal("UPDATE accounts SET balance = 100 / (id - 2)").errorCode());
        assertEquals(
                ErrorCode.INVALID_CAST,
                refusal("INSERT INTO accounts VALUES (9, 'x', 'many')").errorCode());
        assertEquals(
                List.of("1|ann|10", "2|bob|20", "3|cyd|null"),
                rows("SELECT * FROM accounts ORDER BY id"));
    }

    @Test
    void movesRowsToOtherKeysAtOnce() throws InterruptedException {
        accounts();
        assertEquals(List.of("UPDATE|3"), rows("UPDATE accounts SET id = id + 1"));
        assertEquals(
                List.of("2|ann", "3|bob", "4|cyd"),
                rows("SELECT id, owner FROM accounts ORDER BY id"));
        assertEquals(
                ErrorCode.DUPLICATE_KEY,
                refusal("UPDATE accounts SET id = 4 WHERE id = 2").errorCode());
    }

    @Test
    void insertsWhatAQueryOfLiveTablesGives() throws InterruptedException {
        accounts();
        run("CREATE TABLE log (owner TEXT, at TIMESTAMPTZ)");
        assertEquals(
                List.of("INSERT|2"),
                rows(
                        "INSERT INTO log SELECT owner, now() FROM accounts WHERE balance IS NOT NULL"));
        assertEquals(ErrorCode.TABLE_NOT_WRITABLE, refusal("DELETE FROM log").errorCode());
        run("CREATE LIVE TABLE owners AS SELECT DISTINCT owner FROM log");
        run("INSERT INTO log SELECT owner, NULL FROM owners");
        assertEquals(List.of("4"), rows("SELECT count(*) FROM log"));
        assertEquals(
                ErrorCode.TABLE_NOT_WRITABLE,
                refusal("INSERT INTO owners VALUES ('zoe')").errorCode());
    }

    @Test
    void replacesAndProtectsTables() throws InterruptedException, IOException {
        accounts();
        run("CREATE LIVE TABLE v AS SELECT id FROM accounts");
        assertEquals(
                ErrorCode.DUPLICATE_TABLE,
                refusal("CREATE LIVE TABLE v AS SELECT owner FROM accounts").errorCode());
        run("CREATE LIVE TABLE IF NOT EXISTS v AS SELECT owner FROM accounts");
        assertEquals(List.of("id|BIGINT|true|true"), rows("SHOW COLUMNS FROM v"));
        run("CREATE OR REPLACE LIVE TABLE v AS SELECT owner, id * 2 AS twice FROM accounts");
        assertEquals(List.of("ann|2", "bob|4", "cyd|6"), rows("SELECT * FROM v ORDER BY owner"));
        assertEquals(ErrorCode.DEFINITION_CHANGED, refusal("DROP TABLE accounts").errorCode());
        assertEquals(ErrorCode.TABLE_NOT_WRITABLE, refusal("DROP TABLE v").errorCode());
        run("DROP LIVE TABLE IF EXISTS nothing");
        TidemillException unknown =
                refusal("CREATE LIVE TABLE w AS\n  SELECT missing FROM accounts");
        assertEquals(ErrorCode.UNKNOWN_COLUMN, unknown.errorCode());
        assertEquals(2, java.util.Objects.requireNonNull(unknown.place()).line());
        assertEquals(
                ErrorCode.STATEMENT_NOT_ALLOWED,
                refusal("DROP TABLE tidemill.quarantine").errorCode());
    }

    @Test
    void explainsARunningTableAndAQuery() throws InterruptedException {
        accounts();
        run("CREATE LIVE TABLE per AS SELECT owner, count(*) AS n FROM accounts GROUP BY owner");
        run("INSERT INTO accounts VALUES (4, 'ann', 1)");
        List<String> running = rows("EXPLAIN LIVE TABLE per");
        assertTrue(running.getFirst().startsWith("aggregate by"), running.toString());
        assertTrue(running.getFirst().contains("key owner"), running.toString());
        assertTrue(
                run("EXPLAIN LIVE TABLE per").rows().row(0).get(3) instanceof Long bytes
                        && bytes > 0);
        List<String> query = rows("EXPLAIN LIVE SELECT owner FROM accounts WHERE balance > 3");
        assertTrue(query.stream().anyMatch(row -> row.contains("scan accounts")), query.toString());
        assertTrue(
                rows("SHOW TABLES").stream().anyMatch(row -> row.startsWith("per|live|owner|3|0")));
        assertEquals(
                List.of(
                        "per|CREATE LIVE TABLE per AS\nSELECT owner, count(*) AS n FROM accounts GROUP BY owner"),
                rows("SHOW CREATE TABLE per"));
    }

    @Test
    void explainsAnAdHocQueryAndMeasuresIt() throws InterruptedException {
        accounts();
        String query = "SELECT owner, count(*) FROM accounts WHERE balance > -1 GROUP BY owner";
        Batch plan = run("EXPLAIN " + query).rows();
        assertTrue(operators(plan).contains("group by"), operators(plan));
        assertTrue(operators(plan).contains("table scan"), operators(plan));
        assertNull(plan.row(0).get(3), "rows of a query that did not run");
        Batch profile = run(" explain ANALYZE\n" + query + ";").rows();
        assertEquals(2L, profile.row(0).get(3), operators(profile));
        assertTrue(profile.row(0).get(4) instanceof Double millis && millis >= 0);
        String document = rows("EXPLAIN (ANALYZE, FORMAT JSON) " + query).getFirst();
        assertTrue(document.startsWith("[{") && document.contains("\"inputs\""), document);
        assertFalse((document + plan).contains("tidemill"), document);
        for (String refused :
                List.of(
                        "EXPLAIN ANALYZE SELECT * FROM read_csv('x')",
                        "EXPLAIN SELECT getenv('HOME')",
                        "EXPLAIN ANALYZE SELECT 1; DROP VIEW accounts",
                        "EXPLAIN (ANALYZE, VERBOSE) SELECT 1",
                        "EXPLAIN ANALYZE DELETE FROM accounts",
                        "EXPLAIN EXPLAIN SELECT 1",
                        "EXPLAIN")) {
            assertThrows(TidemillException.class, () -> run(refused), refused);
        }
        TidemillException misspelt =
                assertThrows(
                        TidemillException.class,
                        () -> run("EXPLAIN ANALYZE\n  SELECT colour\n  FROM accounts"));
        assertEquals(ErrorCode.UNKNOWN_COLUMN, misspelt.errorCode());
        assertEquals(Place.at(2, 10), misspelt.place());
        assertEquals(3, run("SELECT * FROM accounts").rowCount());
    }

    private static String operators(Batch plan) {
        StringBuilder names = new StringBuilder();
        for (int row = 0; row < plan.size(); row++) {
            names.append(plan.row(row)).append('\n');
        }
        return names.toString();
    }

    @Test
    void showsErrorRowsUntilTheirCauseIsGone() throws InterruptedException {
        accounts();
        run("CREATE LIVE TABLE ratio AS SELECT id, 100 / balance AS r FROM accounts");
        run("UPDATE accounts SET balance = 0 WHERE id = 2");
        assertEquals(List.of("1|10", "3|null"), rows("SELECT * FROM ratio ORDER BY id"));
        List<String> errors = rows("SHOW ERRORS FROM ratio");
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().startsWith("ratio|1101|"), errors.toString());
        run("UPDATE accounts SET balance = 4 WHERE id = 2");
        assertEquals(List.of(), rows("SHOW ERRORS"));
        assertEquals(List.of("1|10", "2|25", "3|null"), rows("SELECT * FROM ratio ORDER BY id"));
    }

    @Test
    void takesATableAwayTogetherWithItsUse() throws InterruptedException, IOException {
        accounts();
        Path tables = Files.createDirectories(project().resolve("tables"));
        close();
        Files.writeString(tables.resolve("rich.sql"), "SELECT id FROM accounts WHERE id > 1\n");
        Files.writeString(tables.resolve("counted.sql"), "SELECT count(*) AS n FROM rich\n");
        open();
        assertEquals(List.of("2"), rows("SELECT n FROM counted"));
        close();
        Files.delete(tables.resolve("rich.sql"));
        Files.writeString(tables.resolve("counted.sql"), "SELECT count(*) AS n FROM accounts\n");
        open();
        assertEquals(List.of("3"), rows("SELECT n FROM counted"));
        reopen();
        assertEquals(List.of("3"), rows("SELECT n FROM counted"));
    }

    @Test
    void givesATableThatIsBackAnotherVersion() throws InterruptedException {
        accounts();
        long former = version("accounts");
        run("DROP TABLE accounts");
        run("CREATE TABLE accounts (id BIGINT PRIMARY KEY, owner TEXT NOT NULL, balance INTEGER)");
        assertTrue(version("accounts") > former, "it has no rows any more");
    }

    private long version(String table) {
        return mill().status().tables().stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .orElseThrow()
                .version();
    }

    @Test
    void letsFollowersOfADroppedTableStartAgainWhenItIsBack() throws InterruptedException {
        accounts();
        run("CREATE LIVE TABLE owners AS SELECT owner FROM accounts");
        long seen = mill().status().tick();
        run("DROP LIVE TABLE owners");
        assertNull(mill().changes().poll("owners", seen, 5_000));
        run("CREATE LIVE TABLE owners AS SELECT owner FROM accounts");
        assertNull(
                mill().changes().poll("owners", seen, 5_000),
                "its rows come as new ones, which they are not to a follower");
        long now = mill().status().tick();
        run("INSERT INTO accounts VALUES (4, 'dan', 1)");
        assertEquals(
                1,
                java.util.Objects.requireNonNull(mill().changes().poll("owners", now, 5_000))
                        .size());
    }

    @Test
    void refusesAFileThatMakesAQueryOfATableOfRows() throws InterruptedException, IOException {
        accounts();
        run("CREATE TABLE other (a INTEGER)");
        Path tables = Files.createDirectories(project().resolve("tables"));
        close();
        Path file = tables.resolve("other.sql");
        Files.writeString(file, "SELECT id FROM accounts\n");
        assertEquals(
                ErrorCode.DEFINITION_CHANGED,
                assertThrows(TidemillException.class, this::open).errorCode());
        Files.delete(file);
        open();
        assertEquals(List.of("3"), rows("SELECT count(*) FROM accounts"));
        assertEquals(List.of("0"), rows("SELECT count(*) FROM other"));
    }
}
