package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.node.access.Scope;
import dev.tidemill.server.http.Need;
import dev.tidemill.server.http.Route;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever way somebody comes, they see what policies let through, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryDoorTest {
    private Guarded guarded;

    @BeforeAll
    void plant(@TempDir Path folder) throws Exception {
        guarded = Guarded.in(folder);
        guarded.plant();
        assertTrue(
                guarded.sql(guarded.root(), "SELECT * FROM tidemill.errors")
                        .body()
                        .contains("hush3"),
                "an error that tells a value");
        assertTrue(
                guarded.get(guarded.root(), "/v1/quarantine").body().contains("hush9"),
                "a row in quarantine");
        notices();
        guarded.sql(guarded.root(), "SELECT 'hush in the text of a query'");
        preview();
    }

    /** What an action told was given up, and is listed and kept with each attempt. */
    private void notices() throws Exception {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!guarded.sql(guarded.root(), "SELECT * FROM tidemill.action_attempts")
                .body()
                .contains(Guarded.SECRET)) {
            assertTrue(System.nanoTime() < until, "nothing was given up");
            Thread.sleep(20);
        }
        for (String path : List.of("/v1/actions", "/v1/actions/dead")) {
            assertTrue(guarded.get(guarded.root(), path).body().contains(Guarded.SECRET), path);
        }
        HttpResponse<String> tried =
                guarded.send(guarded.root(), json("/v1/actions/warn/backtest", "{}"));
        assertTrue(tried.body().contains(Guarded.SECRET), tried.body());
    }

    /** The query engine has a copy of a table that is not ann's, and a view that reads it. */
    private void image() throws Exception {
        long until = System.nanoTime() + 20_000_000_000L;
        while (guarded.served().mill().status().queryEngine().imageReads() == 0) {
            assertTrue(System.nanoTime() < until, "no image of the vault is read");
            assertTrue(
                    guarded.sql(guarded.root(), "SELECT name FROM vault")
                            .body()
                            .contains(Guarded.SECRET));
            Thread.sleep(20);
        }
    }

    @Test
    void aNameInWithIsNoWayToACopyOfATable() throws Exception {
        image();
        for (String sql :
                List.of(
                        "SELECT v.* FROM vault v, (WITH vault AS (SELECT 1 AS x) SELECT x FROM"
                                + " vault) q",
                        "WITH vault AS (SELECT * FROM vault) SELECT * FROM vault")) {
            assertEquals("404 TM1003", Served.code(guarded.sql(guarded.ann(), sql)), sql);
        }
    }

    /** A preview by a name that ann may read, of a table with a masked column. */
    private void preview() throws Exception {
        String definitions = guarded.served().definitions();
        String other = definitions.replace(" count(*) AS n FROM", " 1 + count(*) AS n FROM");
        assertNotEquals(definitions, other);
        HttpResponse<String> made =
                guarded.send(
                        guarded.root(),
                        json(
                                "/v1/preview",
                                other.substring(0, other.length() - 1) + ",\"prefix\":\"mine_\"}"));
        assertEquals(200, made.statusCode(), made.body());
        assertTrue(
                guarded.sql(guarded.root(), "SELECT * FROM mine_by_email")
                        .body()
                        .contains(Guarded.SECRET),
                "a preview that tells a value");
        HttpResponse<String> seen =
                guarded.sql(guarded.ann(), "SELECT count(*) FROM mine_by_email");
        assertEquals(200, seen.statusCode(), seen.body());
    }

    @AfterAll
    void close() {
        guarded.close();
    }

    private HttpRequest.Builder request(String path) {
        return guarded.served().request(path);
    }

    private HttpRequest.Builder posting(String path, String type, String body) {
        return request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder json(String path, String body) {
        return posting(path, "application/json", body);
    }

    /** How a route is used; every one has to be here. Streams are looked at by a test of theirs. */
    private List<HttpRequest.Builder> uses(Route route) throws Exception {
        List<String> tables =
                List.of(
                        "people",
                        "members",
                        "by_email",
                        "mine_by_email",
                        "codes",
                        "regions",
                        "vault",
                        "nothing");
        List<HttpRequest.Builder> uses = new ArrayList<>();
        switch (route.toString()) {
            case "GET /v1/tables/{table}" ->
                    tables.forEach(table -> uses.add(request("/v1/tables/" + table)));
            case "GET /v1/tables/{table}/lookup" -> {
                // What is asked for may be told back, so no key is a secret here.
                tables.forEach(
                        table -> uses.add(request("/v1/tables/" + table + "/lookup?key=south")));
            }
            case "GET /v1/tables/{table}/rows" ->
                    tables.forEach(
                            table -> {
                                uses.add(request("/v1/tables/" + table + "/rows"));
                                uses.add(request("/v1/tables/" + table + "/rows?order=email.desc"));
                                uses.add(request("/v1/tables/" + table + "/rows?order=note"));
                                uses.add(request("/v1/tables/" + table + "/rows?index=i&key=1"));
                            });
            case "GET /v1/tables/{table}/export" ->
                    tables.forEach(
                            table -> {
                                for (String format : List.of("csv", "ndjson", "parquet")) {
                                    uses.add(
                                            request(
                                                    "/v1/tables/%s/export?format=%s"
                                                            .formatted(table, format)));
                                }
                            });
            case "POST /v1/tables/{table}/rows" ->
                    tables.forEach(
                            table -> {
                                uses.add(
                                        posting(
                                                "/v1/tables/" + table + "/rows",
                                                Served.NDJSON,
                                                "{\"nothing\":1}\n"));
                                uses.add(
                                        posting(
                                                "/v1/tables/" + table + "/rows?op=delete",
                                                Served.NDJSON,
                                                "{\"nothing\":1}\n"));
                            });
            case "GET /v1/tables/{table}/changes", "GET /v1/status/stream" -> {
                // A stream does not end.
            }
            case "POST /v1/export" ->
                    STATEMENTS.forEach(sql -> uses.add(posting("/v1/export", "text/plain", sql)));
            case "POST /v1/sql" ->
                    STATEMENTS.forEach(sql -> uses.add(posting("/v1/sql", "text/plain", sql)));
            case "POST /v1/transactions" ->
                    STATEMENTS.forEach(
                            sql ->
                                    uses.add(
                                            json(
                                                    "/v1/transactions",
                                                    Served.JSON
                                                            .valueToTree(
                                                                    Map.of(
                                                                            "statements",
                                                                            List.of(sql)))
                                                            .toString())));
            case "GET /v1/queries", "GET /v1/queries/slow" -> uses.add(request(route.path()));
            case "DELETE /v1/queries/{id}" -> uses.add(request("/v1/queries/1").DELETE());
            case "GET /v1/quarantine" -> {
                uses.add(request("/v1/quarantine"));
                tables.forEach(table -> uses.add(request("/v1/quarantine?table=" + table)));
            }
            case "POST /v1/quarantine/retry" -> {
                uses.add(json("/v1/quarantine/retry", "{\"ids\":[1,2,3]}"));
                uses.add(json("/v1/quarantine/retry", "{\"table\":\"people\"}"));
            }
            case "POST /v1/predict/{name}" ->
                    uses.add(json("/v1/predict/x", "{\"row\":{\"id\":1}}"));
            case "GET /v1/predictors/{name}" -> uses.add(request("/v1/predictors/x"));
            case "GET /v1/predictors/{name}/models" -> uses.add(request("/v1/predictors/x/models"));
            case "POST /v1/predictors/{name}/models" ->
                    uses.add(posting("/v1/predictors/x/models", "application/octet-stream", "x"));
            case "DELETE /v1/predictors/{name}/models/{model}" ->
                    uses.add(request("/v1/predictors/x/models/2").DELETE());
            case "GET /v1/predictors/{name}/models/{model}/export" ->
                    uses.add(request("/v1/predictors/x/models/champion/export"));
            case "POST /v1/predictors/{name}/promote",
                    "POST /v1/predictors/{name}/rollback",
                    "POST /v1/predictors/{name}/retrain" ->
                    uses.add(json(route.path().replace("{name}", "x"), "{\"model\":\"2\"}"));
            case "GET /v1/predictors/{name}/monitor" ->
                    uses.add(request("/v1/predictors/x/monitor"));
            case "GET /v1/trace/{tick}" -> {
                uses.add(request("/v1/trace/1"));
                uses.add(request("/v1/trace/2"));
            }
            case "GET /v1/lineage" -> {
                uses.add(request("/v1/lineage"));
                uses.add(request("/v1/lineage?of=by_email.email"));
                uses.add(request("/v1/lineage?of=vault"));
            }
            case "GET /v1/catalog" -> {
                uses.add(request("/v1/catalog"));
                uses.add(request("/v1/catalog?q=email"));
            }
            case "GET /v1/features/{view}" ->
                    VIEWS.forEach(view -> uses.add(request("/v1/features/" + view + "?key=south")));
            case "POST /v1/features/{view}" ->
                    VIEWS.forEach(
                            view ->
                                    uses.add(
                                            json(
                                                    "/v1/features/" + view,
                                                    "{\"rows\":[{\"name\":\"south\"}]}")));
            case "POST /v1/features/{view}/training-set" ->
                    VIEWS.forEach(
                            view ->
                                    uses.add(
                                            json(
                                                    "/v1/features/%s/training-set?format=csv"
                                                            .formatted(view),
                                                    "{\"table\":\"regions\",\"tick\":\"size\"}")));
            case "POST /v1/plan", "POST /v1/apply" ->
                    uses.add(json(route.path(), guarded.served().definitions()));
            case "POST /v1/preview" -> uses.add(json(route.path(), guarded.served().definitions()));
            case "DELETE /v1/preview" -> uses.add(request("/v1/preview").DELETE());
            case "GET /v1/preview/{table}/difference" ->
                    uses.add(request("/v1/preview/by_email/difference"));
            case "POST /v1/forget", "POST /v1/forget/check" ->
                    uses.add(json(route.path(), "{\"subject\":\"nobody\"}"));
            case "GET /v1/actions/dead" -> {
                uses.add(request("/v1/actions/dead"));
                uses.add(request("/v1/actions/dead?action=warn"));
            }
            case "POST /v1/actions/retry" -> {
                uses.add(json(route.path(), "{\"action\":\"warn\"}"));
                uses.add(json(route.path(), "{\"keys\":[\"0\"]}"));
            }
            case "POST /v1/actions/{action}/pause", "POST /v1/actions/{action}/resume" ->
                    uses.add(json(route.path().replace("{action}", "warn"), "{}"));
            case "POST /v1/actions/{action}/silence" ->
                    uses.add(json("/v1/actions/warn/silence", "{\"for\":\"1 h\"}"));
            case "DELETE /v1/actions/{action}/silence" ->
                    uses.add(request("/v1/actions/warn/silence?key=x").DELETE());
            case "POST /v1/actions/{action}/backtest" ->
                    uses.add(json("/v1/actions/warn/backtest", "{\"every\":\"1 min\"}"));
            case "POST /v1/supervised/{name}/restart" ->
                    uses.add(json("/v1/supervised/x/restart", ""));
            case "POST /v1/backups" ->
                    uses.add(json("/v1/backups", "{\"directory\":\"/nowhere\"}"));
            case "POST /v1/verify" -> uses.add(json("/v1/verify", ""));
            case "POST /app/hooks/{name}" ->
                    uses.add(json("/app/hooks/x", "{}").header("Idempotency-Key", "k"));
            case "GET /app/hooks/{name}" -> uses.add(request("/app/hooks/x"));
            case "GET /assets/*", "GET /app/assets/*" -> uses.add(request("/assets/console.js"));
            case "POST /v1/tokens" -> uses.add(json("/v1/tokens", "{\"subject\":\"x\"}"));
            case "DELETE /v1/tokens" -> uses.add(request("/v1/tokens").DELETE());
            case "GET /sdk/*" -> uses.add(request("/sdk/tidemill.js"));
            case "POST /v1/login" ->
                    uses.add(json("/v1/login", "{\"token\":\"%s\"}".formatted(guarded.ann())));
            case "POST /v1/logout" -> uses.add(json("/v1/logout", ""));
            default -> {
                assertFalse(route.path().contains("{"), "use it here: " + route);
                assertEquals("GET", route.method().text(), "use it here: " + route);
                uses.add(request(route.path()));
            }
        }
        return uses;
    }

    /** One that ann may read, one with a masked key, one that is not there for her, and none. */
    private static final List<String> VIEWS = List.of("area", "mail@1", "safe", "nothing");

    /** What a query may try. The secret is never in the text, which errors may show. */
    private static final List<String> STATEMENTS =
            List.of(
                    "SELECT * FROM people",
                    "SELECT * FROM people AS OF TICK 2",
                    "SELECT note FROM people",
                    "SELECT * FROM people WHERE email LIKE 'hu' || 'sh%'",
                    "SELECT p.id FROM people p JOIN members m ON p.email = m.email ORDER BY p.email",
                    "SELECT * FROM members WHERE email = 'hu' || 'sh1'",
                    "SELECT CAST(email AS INTEGER) FROM people",
                    "SELECT CAST(code AS INTEGER) FROM people",
                    "SELECT error(email) FROM people",
                    "SELECT 1 / (CASE WHEN email LIKE 'hu' || 'sh%' THEN 0 ELSE 1 END) FROM people",
                    "SELECT * FROM by_email ORDER BY last",
                    "SELECT * FROM mine_by_email ORDER BY last",
                    "SELECT * FROM tidemill.latency",
                    "SELECT * FROM codes",
                    "SELECT * FROM regions",
                    "SELECT * FROM regions WHERE name = 'hu' || 'shnorth'",
                    "SELECT * FROM vault",
                    "SELECT * FROM public.vault",
                    "SELECT * FROM main.vault",
                    "WITH vault AS (SELECT 1 AS x) SELECT * FROM vault",
                    "SELECT v.* FROM vault v, (WITH vault AS (SELECT 1 AS x) SELECT x FROM vault) q",
                    "WITH vault AS (SELECT * FROM vault) SELECT * FROM vault",
                    "SELECT * FROM tidemill.errors",
                    "SELECT * FROM tidemill.quarantine",
                    "SELECT * FROM tidemill.outbox",
                    "SELECT * FROM tidemill.audit WHERE user_name <> 'ann'",
                    "SELECT * FROM tidemill.audit WHERE user_name IS NULL",
                    "SELECT * FROM tidemill.action_attempts",
                    "SELECT * FROM tidemill.action_controls",
                    "SELECT * FROM tidemill.log_area__1__regions",
                    "SELECT * FROM tidemill.log_mail__1__by_email",
                    "SELECT * FROM tidemill.feature_samples",
                    "SELECT * FROM tidemill_scan(1, 'vault')",
                    "SELECT getvariable('tidemill')",
                    "SELECT * FROM duckdb_views()",
                    "SELECT * FROM duckdb_tables()",
                    "SELECT * FROM history.main.people",
                    "SELECT * FROM images.main.t1",
                    "EXPLAIN SELECT * FROM people WHERE email = 'x'",
                    "EXPLAIN ANALYZE SELECT name FROM regions WHERE size = 4711",
                    "EXPLAIN (FORMAT JSON) SELECT * FROM vault",
                    "EXPLAIN LIVE codes",
                    "EXPLAIN LIVE vault",
                    "EXPLAIN LIVE SELECT email FROM people",
                    "SHOW TABLES",
                    "SHOW LIVE TABLES",
                    "SHOW COLUMNS FROM people",
                    "SHOW COLUMNS FROM vault",
                    "SHOW CREATE TABLE people",
                    "SHOW CREATE TABLE codes",
                    "SHOW ERRORS",
                    "SHOW ERRORS FOR codes",
                    "SHOW INDEXES",
                    "CREATE LIVE TABLE mine_stolen AS SELECT email, note FROM people",
                    "CREATE LIVE TABLE mine_other AS SELECT name FROM vault",
                    "CREATE LIVE TABLE other AS SELECT 1 AS x",
                    "CREATE INDEX i ON members (email)",
                    "DROP TABLE vault",
                    "INSERT INTO regions SELECT name || 'x', size FROM regions",
                    "INSERT INTO regions SELECT name, 1 FROM vault",
                    "INSERT INTO vault VALUES ('x')",
                    "UPDATE regions SET size = 1 WHERE name = 'hu' || 'shnorth'",
                    "DELETE FROM members WHERE email = 'hu' || 'sh1'",
                    "DELETE FROM regions WHERE size = 4711");

    @Test
    void noRouteTellsASecret() throws Exception {
        List<String> told = new ArrayList<>();
        int uses = 0;
        for (Route route : guarded.served().routes()) {
            for (HttpRequest.Builder use : uses(route)) {
                uses++;
                HttpResponse<String> answer = guarded.send(guarded.ann(), use);
                String where = route + " " + answer.request().uri() + ": ";
                if (answer.body().contains(Guarded.SECRET)) {
                    told.add(where + answer.body());
                }
                if (answer.statusCode() >= 500) {
                    told.add(where + answer.statusCode() + " " + answer.body());
                }
            }
        }
        assertEquals(List.of(), told);
        assertTrue(uses > 150, uses + " uses");
        assertEquals(
                1,
                rows(guarded.sql(guarded.root(), "SELECT * FROM regions WHERE size = 4711")).size(),
                "nothing that is hidden was changed");
    }

    @Test
    void whatIsHiddenHasNoName() throws Exception {
        String ann = guarded.ann();
        for (String statement :
                List.of(
                        "EXPLAIN LIVE SELECT nota FROM people",
                        "EXPLAIN LIVE SELECT * FROM people",
                        "EXPLAIN LIVE TABLE noted",
                        "CREATE LIVE TABLE mine_notes AS SELECT nota FROM people",
                        "INSERT INTO regions SELECT nota, 1 FROM noted",
                        "SHOW CREATE TABLE noted",
                        "SHOW COLUMNS FROM people")) {
            assertUnnamed(guarded.sql(ann, statement));
        }
        assertEquals("403 TM2030", Served.code(guarded.sql(ann, "SHOW CREATE TABLE noted")));
        for (String path :
                List.of("/v1/lineage", "/v1/lineage?of=noted.n", "/v1/catalog", "/v1/tables")) {
            assertUnnamed(guarded.get(ann, path));
        }
        assertTrue(
                guarded.get(guarded.root(), "/v1/lineage").body().matches("(?s).*\\bnote\\b.*"),
                "an administrator sees what noted is made of");
        assertTrue(
                guarded.sql(ann, "EXPLAIN LIVE SELECT id, region FROM people")
                        .body()
                        .contains("region"),
                "what is there is explained");
    }

    private static void assertUnnamed(HttpResponse<String> answer) {
        assertFalse(answer.body().matches("(?s).*\\bnote\\b.*"), answer.body());
    }

    @Test
    void featuresAreOfWhatIsThere() throws Exception {
        String ann = guarded.ann();
        String listed = guarded.get(ann, "/v1/features").body();
        assertTrue(listed.contains("area@1") && !listed.contains("safe"), listed);
        assertEquals(
                2,
                Served.json(guarded.get(ann, "/v1/features/area?key=south"))
                        .path("rows")
                        .path(0)
                        .path("features")
                        .path("size")
                        .asInt());
        assertEquals(
                "missing",
                Served.json(guarded.get(ann, "/v1/features/area?key=hushnorth"))
                        .path("rows")
                        .path(0)
                        .path("absent")
                        .path("regions")
                        .asText());
        assertEquals("403 TM2030", Served.code(guarded.get(ann, "/v1/features/mail?key=x")));
        assertEquals("404 TM3020", Served.code(guarded.get(ann, "/v1/features/safe?key=x")));
    }

    @Test
    void changesOfHiddenRowsAreNotToldByVersions() throws Exception {
        String path = "/v1/tables/people/rows";
        JsonNode seen = Served.json(guarded.get(guarded.ann(), path));
        assertEquals(seen.path("tick").asLong(), seen.path("version").asLong());
        for (JsonNode table :
                Served.json(guarded.get(guarded.ann(), "/v1/tables")).path("tables")) {
            if (table.path("name").asText().equals("people")) {
                assertTrue(table.path("version").asLong() >= seen.path("version").asLong());
            }
        }
    }

    @Test
    void nobodyComesInUnasked() throws Exception {
        for (Route route : guarded.served().routes()) {
            for (HttpRequest.Builder use : uses(route)) {
                HttpResponse<String> answer = guarded.served().send(use);
                if (route.need() == Need.NOTHING) {
                    assertEquals(2, answer.statusCode() / 100, route.toString());
                } else {
                    assertEquals("401 TM2013", Served.code(answer), route.toString());
                    assertTrue(answer.headers().firstValue("WWW-Authenticate").isPresent());
                }
            }
        }
    }

    @Test
    void whoLacksTheScopeIsRefused() throws Exception {
        String nothing = guarded.user("nobody", Set.of());
        String metrics = guarded.user("prometheus", EnumSet.of(Scope.METRICS));
        for (Route route : guarded.served().routes()) {
            if (route.need() == Need.NOTHING || route.need() == Need.LOGIN) {
                continue;
            }
            for (HttpRequest.Builder use : uses(route)) {
                HttpResponse<String> answer = guarded.send(nothing, use);
                assertEquals("403 TM2030", Served.code(answer), route.toString());
            }
        }
        assertEquals(200, guarded.get(metrics, "/metrics").statusCode());
        assertEquals("403 TM2030", Served.code(guarded.get(metrics, "/v1/status")));
        assertEquals("403 TM2030", Served.code(guarded.sql(nothing, "SELECT 1")));
        assertEquals("403 TM2030", Served.code(guarded.sql(nothing, "SHOW TABLES")));
        assertEquals(
                "404 TM1003",
                Served.code(guarded.sql(nothing, "INSERT INTO regions VALUES ('x', 1)")),
                "what no rule grants is not there");
        assertEquals(
                "403 TM2030", Served.code(guarded.sql(nothing, "CREATE TABLE mine_x (a BIGINT)")));
    }

    @Test
    void aTokenDoesNoMoreThanItsScopesAndItsUsers() throws Exception {
        String reading = guarded.token("ann", EnumSet.of(Scope.READ), null);
        String more = guarded.token("ann", EnumSet.of(Scope.ADMIN), null);
        assertEquals(200, guarded.get(reading, "/v1/tables/people/rows").statusCode());
        assertEquals(
                "403 TM2030",
                Served.code(guarded.sql(reading, "INSERT INTO regions VALUES ('x', 1)")));
        assertEquals("403 TM2030", Served.code(guarded.get(more, "/v1/backups")));
        String expired =
                guarded.token(
                        "root", EnumSet.of(Scope.ADMIN), java.time.Instant.now().minusSeconds(1));
        assertEquals("401 TM2013", Served.code(guarded.get(expired, "/v1/status")));
    }

    private static JsonNode rows(HttpResponse<String> answer) throws Exception {
        assertEquals(200, answer.statusCode(), answer.body());
        return Served.json(answer).path("rows");
    }

    @Test
    void filtersAndMasksLieUnderWhateverIsAsked() throws Exception {
        String ann = guarded.ann();
        JsonNode people = rows(guarded.sql(ann, "SELECT id FROM people WHERE id < 10 ORDER BY id"));
        assertEquals("[[1],[3]]", people.toString());
        long before =
                rows(guarded.sql(ann, "SELECT count(*) FROM people")).path(0).path(0).asLong();
        assertTrue(before == 2 || before == 3, before + " rows, with a subscriber's or without");
        assertEquals(
                "[[0]]",
                rows(guarded.sql(ann, "SELECT count(*) FROM people WHERE email LIKE 'hush%'"))
                        .toString());
        assertEquals(
                "[[2]]",
                rows(guarded.sql(ann, "SELECT count(*) FROM people WHERE id < 10 AND code = '***'"))
                        .toString());
        assertEquals(
                "[[1]]",
                rows(guarded.sql(
                                ann,
                                "SELECT count(*) FROM people p JOIN members m"
                                        + " ON p.email = m.email"))
                        .toString(),
                "equal values have equal digests");
        assertEquals("400 TM1002", Served.code(guarded.sql(ann, "SELECT note FROM people")));
        assertEquals("404 TM1003", Served.code(guarded.sql(ann, "SELECT * FROM vault")));
        assertEquals("[[1]]", rows(guarded.sql(ann, "SELECT count(*) FROM regions")).toString());
        assertEquals(
                "[[0]]",
                rows(guarded.sql(ann, "SELECT count(*) FROM regions WHERE name = 'hushnorth'"))
                        .toString());
        JsonNode listed = Served.json(guarded.get(ann, "/v1/tables/people/rows"));
        assertTrue(listed.path("total").asInt() <= 3, listed.toString());
        assertEquals(5, listed.path("columns").size(), listed.toString());
    }

    @Test
    void aLookupOfWhatIsMaskedOrHiddenTellsNothing() throws Exception {
        String ann = guarded.ann();
        assertEquals(
                "403 TM2030", Served.code(guarded.get(ann, "/v1/tables/members/lookup?key=hush1")));
        assertEquals(
                "403 TM2030", Served.code(guarded.get(ann, "/v1/tables/members/lookup?key=none")));
        assertEquals(200, guarded.get(ann, "/v1/tables/regions/lookup?key=south").statusCode());
        assertEquals(
                "404 TM2012",
                Served.code(guarded.get(ann, "/v1/tables/regions/lookup?key=hushnorth")));
        assertEquals(
                "403 TM2030", Served.code(guarded.get(ann, "/v1/tables/vault/lookup?key=hush10")));
        assertEquals(
                200,
                guarded.get(guarded.root(), "/v1/tables/members/lookup?key=hush1").statusCode());
    }

    @Test
    void aClassComesAlongIntoLiveTables() throws Exception {
        JsonNode seen = rows(guarded.sql(guarded.ann(), "SELECT email, last FROM by_email"));
        assertTrue(seen.size() >= 3, seen.toString());
        for (JsonNode row : seen) {
            assertEquals(row.get(0), row.get(1), "a maximum of one value has its digest");
            assertEquals(64, row.get(0).asText().length(), row.toString());
        }
        assertTrue(
                rows(guarded.sql(guarded.root(), "SELECT * FROM by_email WHERE email LIKE 'hush%'"))
                                .size()
                        >= 3);
    }

    @Test
    void subscribersSeeWhatQueriesSee() throws Exception {
        HttpResponse<InputStream> stream =
                guarded.served()
                        .client
                        .send(
                                request("/v1/tables/people/changes")
                                        .header("Authorization", "Bearer " + guarded.ann())
                                        .build(),
                                BodyHandlers.ofInputStream());
        assertEquals(200, stream.statusCode());
        StringBuilder text = new StringBuilder();
        try (InputStream body = stream.body()) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            readUntil(lines, text, "\"rows\"");
            guarded.rows(
                    "people",
                    Guarded.person(11, "hush11", "north", "hush", "hush")
                            + Guarded.person(12, "hush12", "south", "hush", "hush"));
            readUntil(lines, text, "\"changes\"");
        }
        assertTrue(text.toString().contains("12"), text.toString());
        assertFalse(text.toString().contains(Guarded.SECRET), text.toString());
        assertNotEquals(-1, text.indexOf("***"), text.toString());
        HttpResponse<String> hidden = guarded.get(guarded.ann(), "/v1/tables/vault/changes");
        assertEquals("403 TM2030", Served.code(hidden));
    }

    private static void readUntil(BufferedReader lines, StringBuilder text, String word)
            throws Exception {
        String line;
        while ((line = lines.readLine()) != null) {
            text.append(line).append('\n');
            if (line.contains(word)) {
                return;
            }
        }
        throw new AssertionError(text.toString());
    }

    @Test
    void theStatusStreamTellsNoSecret() throws Exception {
        HttpResponse<InputStream> stream =
                guarded.served()
                        .client
                        .send(
                                request("/v1/status/stream")
                                        .header("Authorization", "Bearer " + guarded.ann())
                                        .build(),
                                BodyHandlers.ofInputStream());
        StringBuilder text = new StringBuilder();
        try (InputStream body = stream.body()) {
            readUntil(
                    new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)),
                    text,
                    "data");
        }
        assertFalse(text.toString().contains(Guarded.SECRET), text.toString());
        assertFalse(text.toString().contains("vault"), text.toString());
    }

    @Test
    void whatOneMayDefineOneMayDefine() throws Exception {
        String ann = guarded.ann();
        assertEquals(200, guarded.sql(ann, "CREATE TABLE mine_notes (a TEXT)").statusCode());
        assertEquals(200, guarded.sql(ann, "INSERT INTO mine_notes VALUES ('x')").statusCode());
        assertEquals(
                200,
                guarded.sql(
                                ann,
                                "CREATE LIVE TABLE mine_count AS SELECT count(*) AS n FROM mine_notes")
                        .statusCode());
        assertEquals(
                "403 TM2030",
                Served.code(
                        guarded.sql(ann, "CREATE LIVE TABLE mine_y AS SELECT email FROM people")));
        assertEquals("403 TM2030", Served.code(guarded.sql(ann, "CREATE TABLE yours (a TEXT)")));
        assertEquals(200, guarded.sql(ann, "DROP LIVE TABLE mine_count").statusCode());
        assertEquals(200, guarded.sql(ann, "DROP TABLE mine_notes").statusCode());
    }

    @Test
    void theAuditLogHoldsWhatWasDoneAndWhatWasRefused() throws Exception {
        guarded.sql(guarded.ann(), "SELECT id AS audited FROM people");
        guarded.get(guarded.ann(), "/v1/backups");
        guarded.served().get("/v1/status");
        JsonNode log = Served.json(guarded.get(guarded.root(), "/v1/audit?limit=1000&verify=true"));
        assertTrue(log.path("broken").isNull(), log.path("broken").toString());
        boolean asked = false;
        boolean refused = false;
        boolean unknown = false;
        for (JsonNode entry : log.path("entries")) {
            String user = entry.path("user").asText();
            asked |=
                    user.equals("ann")
                            && entry.path("statement").asText().contains("audited")
                            && entry.path("rows").asInt() >= 2;
            refused |=
                    user.equals("ann")
                            && entry.path("subject").asText().equals("/v1/backups")
                            && !entry.path("allowed").asBoolean();
            unknown |= entry.path("user").isNull() && entry.path("code").asText().equals("TM2013");
        }
        assertTrue(asked && refused && unknown, asked + " " + refused + " " + unknown);
        assertEquals("403 TM2030", Served.code(guarded.get(guarded.ann(), "/v1/audit")));
    }

    @Test
    void theAuditLogIsATableOfOnesOwnActs() throws Exception {
        String auditor = guarded.user("auditor", EnumSet.of(Scope.READ, Scope.AUDIT));
        guarded.sql(guarded.ann(), "SELECT id AS told FROM people");
        String told =
                "SELECT user_name, allowed, rows >= 2, tick > 0, address FROM tidemill.audit"
                        + " WHERE statement LIKE 'SELECT id AS told%'";
        awaitRows(auditor, told, "[[\"ann\",true,true,true,\"127.0.0.1\"]]");
        String who = "SELECT DISTINCT user_name FROM tidemill.audit ORDER BY 1 NULLS LAST";
        assertEquals("[[\"ann\"]]", rows(guarded.sql(guarded.ann(), who)).toString());
        JsonNode all = rows(guarded.sql(auditor, who));
        assertTrue(all.toString().contains("root"), all.toString());
        HttpResponse<String> export =
                guarded.send(
                        guarded.ann(),
                        posting(
                                "/v1/export?format=ndjson",
                                "text/plain",
                                "SELECT * FROM tidemill.audit"));
        assertEquals(200, export.statusCode(), export.body());
        assertTrue(
                export.body().lines().allMatch(line -> line.contains("\"user_name\":\"ann\"")),
                export.body());
        assertEquals(200, guarded.get(auditor, "/v1/audit").statusCode());
        assertEquals("403 TM2030", Served.code(guarded.get(auditor, "/v1/backups")));
        awaitRows(
                auditor,
                "SELECT count(*) > 0 FROM tidemill.audit WHERE user_name = 'auditor' AND statement"
                        + " LIKE '%FROM tidemill.audit%'",
                "[[true]]");
        for (String statement :
                List.of(
                        "DELETE FROM tidemill.audit",
                        "DROP TABLE tidemill.audit",
                        "INSERT INTO tidemill.audit SELECT * FROM tidemill.audit",
                        "CREATE LIVE TABLE acts AS SELECT number FROM tidemill.audit")) {
            HttpResponse<String> refused = guarded.sql(guarded.root(), statement);
            assertEquals(4, refused.statusCode() / 100, statement + ": " + refused.body());
        }
        HttpResponse<String> posted =
                guarded.send(
                        guarded.root(),
                        posting("/v1/tables/tidemill.audit/rows", Served.NDJSON, "{}\n"));
        assertEquals(4, posted.statusCode() / 100, posted.body());
    }

    /** An act is in the log when it is over, which may be after its answer is there. */
    private void awaitRows(String token, String query, String expected) throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        JsonNode rows = rows(guarded.sql(token, query));
        while (!rows.toString().equals(expected)) {
            assertTrue(System.nanoTime() < until, rows.toString());
            Thread.sleep(20);
            rows = rows(guarded.sql(token, query));
        }
    }

    @Test
    void theAuditLogHoldsWhatIsSaidOfActionsWithoutKeys() throws Exception {
        String root = guarded.root();
        String silence = "/v1/actions/warn/silence";
        for (HttpRequest.Builder said :
                List.of(
                        json(silence, "{\"for\":\"1 h\",\"key\":[\"hush1\"]}"),
                        request(silence + "?key=hush1").DELETE(),
                        json("/v1/actions/warn/pause", "{\"reason\":\"night\"}"),
                        json("/v1/actions/warn/resume", "{}"),
                        json("/v1/actions/retry", "{\"action\":\"warn\"}"))) {
            HttpResponse<String> answer = guarded.send(root, said);
            assertEquals(200, answer.statusCode(), answer.body());
        }
        Set<String> told = new TreeSet<>();
        for (JsonNode entry :
                Served.json(guarded.get(root, "/v1/audit?user=root&limit=1000")).path("entries")) {
            if (entry.path("door").asText().contains("/v1/actions/")) {
                assertFalse(entry.toString().contains(Guarded.SECRET), entry.toString());
                told.add(entry.path("door").asText() + " " + entry.path("statement").asText(""));
            }
        }
        assertTrue(
                told.containsAll(
                        Set.of(
                                "POST /v1/actions/{action}/silence silence of a key for PT1H",
                                "DELETE /v1/actions/{action}/silence ",
                                "POST /v1/actions/{action}/pause ",
                                "POST /v1/actions/{action}/resume ",
                                "POST /v1/actions/retry retry of all deliveries of warn")),
                told.toString());
    }

    @Test
    void oneSeesOnesOwnQueriesOnly() throws Exception {
        assertFalse(guarded.get(guarded.ann(), "/v1/queries/slow").body().contains(Guarded.SECRET));
        assertEquals(
                "404 TM2012",
                Served.code(guarded.send(guarded.ann(), request("/v1/queries/1").DELETE())));
    }
}
