package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL, lookups by key and windows of rows over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryApiTest {
    private static final String CUSTOMERS =
            """
            country,number,name
            de,1,Ada
            de,2,"Bob ""B"", jr"
            fr,1,
            """;
    private Served served;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        served = Served.in(folder);
        StringBuilder orders = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            orders.append(Served.line(i, i % 3 == 0 ? "ada" : "bob", i % 7));
        }
        served.order(orders.toString());
        HttpResponse<String> answer =
                served.post("customers", "text/csv", CUSTOMERS.getBytes(UTF_8));
        assertEquals(200, answer.statusCode(), answer.body());
        served.await(Served.json(answer).path("tick").asLong());
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void answersAsJson() throws Exception {
        HttpResponse<String> answer =
                served.sql("SELECT * FROM customers ORDER BY 1, 2", "application/json");
        JsonNode result = Served.json(answer);
        assertEquals(
                "[[\"de\",1,\"Ada\"],[\"de\",2,\"Bob \\\"B\\\", jr\"],[\"fr\",1,null]]",
                result.path("rows").toString());
        assertEquals(3, result.path("row_count").asInt());
        assertEquals("INTEGER", result.path("columns").path(1).path("type").asText());
        assertEquals(
                result.path("tick").asText(),
                answer.headers().firstValue("Tidemill-Tick").orElse(""));
    }

    @Test
    void answersAsNdjsonAndCsv() throws Exception {
        String query = "SELECT number, name FROM customers ORDER BY country, number";
        assertEquals(
                """
                {"number":1,"name":"Ada"}
                {"number":2,"name":"Bob \\"B\\", jr"}
                {"number":1,"name":null}
                """,
                served.sql(query, "application/x-ndjson").body());
        assertEquals(
                """
                number,name
                1,Ada
                2,"Bob ""B"", jr"
                1,
                """,
                served.sql(query, "text/csv").body().replace("\r\n", "\n"));
    }

    /** Some megabytes of text, which go out in pieces. */
    @Test
    void answersAtLengthAsSmallAnswersAre() throws Exception {
        String query = "SELECT i, repeat('é', 2000) AS s FROM range(1, 901) AS t(i) ORDER BY i";
        String text = "é".repeat(2000);
        JsonNode result = Served.json(served.sql(query, "application/json"));
        assertEquals(900, result.path("row_count").asInt());
        assertEquals(900, result.path("rows").size());
        for (int i = 0; i < 900; i++) {
            assertEquals(i + 1, result.path("rows").path(i).path(0).asInt());
            assertEquals(text, result.path("rows").path(i).path(1).asText());
        }
        for (String type : new String[] {"application/x-ndjson", "text/csv"}) {
            HttpResponse<String> answer = served.sql(query, type);
            assertTrue(
                    answer.headers().firstValue("Content-Type").orElse("").startsWith(type), type);
            long rows = answer.body().lines().filter(line -> line.contains(text)).count();
            assertEquals(900, rows, type);
        }
    }

    @Test
    void takesTheStatementAsJson() throws Exception {
        HttpResponse<String> answer = sqlJson("{\"sql\":\"SELECT 1 + 1 AS two\"}");
        assertEquals("[[2]]", Served.json(answer).path("rows").toString());
        assertEquals("400 TM2011", Served.code(sqlJson("{\"query\":\"SELECT 1\"}")));
        assertEquals("400 TM2011", Served.code(sqlJson("{\"sql\":")));
        assertEquals(
                "413 TM2006", Served.code(served.sql("SELECT 1" + " ".repeat(1 << 20), "*/*")));
    }

    private HttpResponse<String> sqlJson(String body) throws Exception {
        return served.send(
                served.request("/v1/sql")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELEC 1                               | 400 TM1001 | 42601",
                "SELECT * FROM nothing                 | 404 TM1003 | 42P01",
                "SELECT colour FROM orders             | 400 TM1002 | 42703",
                "ATTACH 'x.db'                         | 400 TM1001 | 42601",
                "SELECT 1; SELECT 2                    | 403 TM1010 | 42501",
                "COPY orders TO 'x'                    | 400 TM1001 | 42601",
                "INSERT INTO spent VALUES ('x', 1, 1)  | 403 TM2010 | 42809",
                "DROP LIVE TABLE nothing               | 404 TM1003 | 42P01"
            })
    void refusesWithCodeAndSqlState(String sql, String code, String sqlState) throws Exception {
        HttpResponse<String> answer = served.sql(sql, "application/json");
        assertEquals(code, Served.code(answer), answer.body());
        assertEquals(sqlState, Served.json(answer).path("error").path("sqlstate").asText());
    }

    @Test
    void saysWhereAnErrorIs() throws Exception {
        JsonNode error =
                Served.json(served.sql("SELECT id,\n  colour\nFROM orders", "*/*")).path("error");
        assertEquals(2, error.path("line").asInt(), error.toString());
        assertEquals(3, error.path("column").asInt(), error.toString());
    }

    @Test
    void cutsAnAnswerAtTheBoundAndSaysSo() throws Exception {
        JsonNode result = Served.json(served.sql("SELECT * FROM orders", "application/json"));
        assertEquals(1000, result.path("row_count").asInt());
        assertEquals(1000, result.path("rows").size());
        assertTrue(result.path("truncated").asBoolean());
    }

    @Test
    void cancelsAQueryAtTheTimeout() throws Exception {
        long started = System.nanoTime();
        HttpResponse<String> answer =
                served.sql(
                        "SELECT count(*) FROM orders a, orders b, orders c, orders d WHERE a.id +"
                                + " b.id * c.id <> d.id",
                        "application/json");
        assertEquals("408 TM1012", Served.code(answer));
        double seconds = (System.nanoTime() - started) / 1e9;
        assertTrue(seconds < 10, seconds + " s for a timeout of 2");
    }

    @Test
    void runsStatements() throws Exception {
        assertEquals(
                200,
                served.sql(
                                "CREATE LIVE TABLE totals AS SELECT count(*) AS n FROM orders",
                                "application/json")
                        .statusCode());
        assertEquals(1500, served.count("SELECT n FROM totals"));
        assertEquals(
                "400 TM1011",
                Served.code(served.sql("CREATE LIVE TABLE totals AS SELECT 1 AS n", "*/*")));
        assertEquals(
                200,
                served.sql("INSERT INTO customers VALUES ('it', 9, 'Eve')", "application/json")
                        .statusCode());
        assertEquals(1, served.count("SELECT count(*) FROM customers WHERE country = 'it'"));
        assertEquals(
                200,
                served.sql("DELETE FROM customers WHERE country = 'it'", "application/json")
                        .statusCode());
        assertEquals(0, served.count("SELECT count(*) FROM customers WHERE country = 'it'"));
        assertEquals(200, served.sql("DROP LIVE TABLE totals", "*/*").statusCode());
        assertEquals("404 TM1003", Served.code(served.sql("SELECT * FROM totals", "*/*")));
    }

    @Test
    void looksRowsUpByKey() throws Exception {
        JsonNode found = Served.json(served.get("/v1/tables/customers/lookup?key=de&key=2"));
        assertEquals(
                "{\"country\":\"de\",\"number\":2,\"name\":\"Bob \\\"B\\\", jr\"}",
                found.path("row").toString());
        assertEquals(
                500,
                Served.json(served.get("/v1/tables/spent/lookup?key=ada"))
                        .path("row")
                        .path("n")
                        .asInt());
    }

    @Test
    void looksRowsUpByAnIndex() throws Exception {
        assertEquals(
                200, served.sql("CREATE INDEX by_name ON customers (name)", "*/*").statusCode());
        JsonNode found =
                Served.json(
                        served.get("/v1/tables/customers/rows?index=by_name&key=Bob+%22B%22,+jr"));
        assertEquals(1, found.path("total").asInt(), found.toString());
        assertEquals("de", found.path("rows").path(0).path(0).asText(), found.toString());
        JsonNode none = Served.json(served.get("/v1/tables/customers/rows?index=by_name&key=x"));
        assertEquals(0, none.path("total").asInt());
        assertEquals(
                "400 TM2011", Served.code(served.get("/v1/tables/customers/rows?index=by_name")));
        assertEquals(
                "404 TM4030",
                Served.code(served.get("/v1/tables/customers/rows?index=by_shoe&key=x")));
        assertEquals(200, served.sql("DROP INDEX by_name", "*/*").statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "customers/lookup?key=de&key=7, 404 TM2012",
        "customers/lookup?key=de, 400 TM2011",
        "customers/lookup?key=de&key=x, 400 TM2011",
        "customers/lookup, 400 TM2011",
        "orders/lookup?key=1, 400 TM2011",
        "nothing/lookup?key=1, 404 TM1003",
        "nothing/rows, 404 TM1003",
        "nothing, 404 TM1003",
        "nothing/changes, 404 TM1003",
        "orders/rows?limit=-1, 400 TM2011",
        "orders/rows?limit=x, 400 TM2011",
        "orders/rows?order=colour, 400 TM1002",
        "orders/changes?from=x, 400 TM2011"
    })
    void refusesBadLookupsAndWindows(String path, String code) throws Exception {
        assertEquals(code, Served.code(served.get("/v1/tables/" + path)));
    }

    @Test
    void showsAWindowOfRowsOncePerVersion() throws Exception {
        JsonNode window =
                Served.json(served.get("/v1/tables/orders/rows?order=id.desc&offset=2&limit=3"));
        assertEquals(1500, window.path("total").asInt());
        assertEquals(1497, window.path("rows").path(0).path(0).asInt(), window.toString());
        assertEquals(1495, window.path("rows").path(2).path(0).asInt(), window.toString());
        long version = window.path("version").asLong();
        assertEquals(304, served.get("/v1/tables/orders/rows?version=" + version).statusCode());
        assertEquals(
                200, served.get("/v1/tables/orders/rows?version=" + (version - 1)).statusCode());
    }
}
