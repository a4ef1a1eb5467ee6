package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts to get out of the sandbox through the server's door; after each it serves on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxApiTest {
    private Served served;
    private Path folder;

    @BeforeAll
    void serve(@TempDir Path temporary) throws Exception {
        folder = temporary;
        served = Served.in(temporary);
        served.await(Served.json(served.order(Served.line(1, "ada", 1))).path("tick").asLong());
    }

    @AfterAll
    void close() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM '/etc/passwd'",
                "FROM glob('/*')",
                "SELECT getenv('HOME')",
                "EXPLAIN SELECT * FROM read_blob('/etc/passwd')",
                "EXPLAIN ANALYZE SELECT getenv('HOME')",
                "EXPLAIN (ANALYZE) SELECT * FROM duckdb_settings()",
                "EXPLAIN LIVE SELECT * FROM read_csv('/etc/passwd')",
                "ATTACH ':memory:' AS x",
                "INSTALL httpfs",
                "LOAD httpfs",
                "COPY orders TO '/tmp/stolen.csv'",
                "EXPORT DATABASE '/tmp/stolen'",
                "SET threads = 64",
                "RESET threads",
                "PRAGMA database_list",
                "CALL pragma_version()",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "SELECT 1; SELECT 2",
                "SELECT 1; DROP TABLE orders",
                "CREATE MACRO now() AS 1",
                "CREATE VIEW v AS SELECT 1",
                "CREATE TABLE x AS SELECT * FROM read_csv('/etc/passwd')",
                "INSERT INTO customers SELECT * FROM read_csv('/etc/passwd')",
                "DELETE FROM customers WHERE name = getenv('HOME')",
                "CREATE LIVE TABLE x AS SELECT * FROM read_csv('/etc/passwd')",
                "DESCRIBE orders",
                "SUMMARIZE orders",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM pg_class",
                "SELECT * FROM query('SELECT 1')",
                "SELECT * FROM tidemill_scan(1, 'orders')",
                "SELECT repeat('x', 2000000000)",
                "SELECT max(length(repeat('x', 200000) || i)) FROM range(100000) t(i)",
                "SELECT len(list(i)) FROM range(2000000000) t(i)",
                "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range < b.range",
                "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x FROM r) SELECT max(x) FROM r",
                "WITH RECURSIVE r AS (SELECT 'x' AS s UNION ALL SELECT s || s FROM r) SELECT 1 FROM r"
            })
    void refusesWithACodeAndServesOn(String sql) throws Exception {
        HttpResponse<String> answer = served.sql(sql, "application/json");
        JsonNode error = Served.json(answer).path("error");
        assertTrue(answer.statusCode() >= 400, () -> sql + ": " + answer.body());
        assertTrue(error.path("code").asText().startsWith("TM"), answer.body());
        assertTrue(!error.path("code").asText().equals("TM9001"), answer.body());
        assertTrue(!answer.body().contains("root:"), answer.body());
        assertTrue(!answer.body().contains(folder.toString()), answer.body());
        assertEquals(1, served.count("SELECT count(*) FROM orders"), sql);
        assertEquals(200, served.get("/health/ready").statusCode(), sql);
        assertEquals(0, Served.json(served.get("/v1/queries")).path("running").asInt(), sql);
    }
}
