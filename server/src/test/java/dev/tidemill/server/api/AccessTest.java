package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.account.LoginLimits;
import dev.tidemill.server.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in, and what is answered at doors that are not there. */
class AccessTest {
    private static final String TOKEN = "a secret ünd more";

    @Test
    void letsOnlyThoseWithTheTokenIn(@TempDir Path folder) throws Exception {
        try (Served served =
                Served.in(folder, Served.options("s3cret"), UnaryOperator.identity())) {
            for (String path :
                    new String[] {
                        "/v1/status",
                        "/v1/tables",
                        "/v1/openapi.json",
                        "/metrics",
                        "/v1/login",
                        "/healthy",
                        "/assets/../v1/status",
                        "/v1/../v1/status",
                        "/health/../v1/status",
                        "//v1/status"
                    }) {
                HttpResponse<String> without = served.get(path);
                assertEquals("401 TM2013", Served.code(without), path);
                assertEquals(
                        401,
                        served.send(served.request(path).header("Authorization", "Bearer s3cre"))
                                .statusCode(),
                        path);
                assertEquals(
                        401,
                        served.send(served.request(path).header("Authorization", "Basic s3cret"))
                                .statusCode(),
                        path);
            }
            assertEquals(401, served.order(Served.line(1, "ada", 1)).statusCode());
            assertEquals(
                    200,
                    served.order(Served.line(1, "ada", 1), "Authorization", "Bearer s3cret")
                            .statusCode());
            assertEquals(200, served.get("/v1/status?access_token=s3cret").statusCode());
            assertEquals(200, served.get("/health/live").statusCode());
            assertEquals(200, served.get("/").statusCode(), "a page to log in at");
            assertEquals(200, served.get("/app").statusCode());
            assertEquals(200, served.get("/health/ready").statusCode());
        }
    }

    @Test
    void needsATokenForOtherAddresses() {
        TidemillException refused =
                assertThrows(TidemillException.class, () -> new ServerOptions("0.0.0.0", 0, null));
        assertEquals(ErrorCode.UNAUTHORISED, refused.errorCode());
        assertEquals("0.0.0.0", new ServerOptions("0.0.0.0", 0, TOKEN).bind());
    }

    @Test
    void aTokenIsNeverEmptyAndLongWhereOthersReachIt() {
        for (String blank : new String[] {"", " ", "\t\n"}) {
            for (String bind : new String[] {"127.0.0.1", "0.0.0.0"}) {
                refused(() -> new ServerOptions(bind, 0, blank));
                refused(() -> ServerOptions.loopback(0).withAddress(bind, blank, true));
            }
        }
        String few = "x".repeat(ServerOptions.TOKEN_CHARS_MIN - 1);
        refused(() -> new ServerOptions("0.0.0.0", 0, few));
        assertEquals(few, new ServerOptions("127.0.0.1", 0, few).token());
        assertEquals(few + "x", new ServerOptions("0.0.0.0", 0, few + "x").token());
    }

    private static void refused(Executable options) {
        assertEquals(
                ErrorCode.INVALID_ARGUMENT,
                assertThrows(TidemillException.class, options).errorCode());
    }

    @Test
    void theServersTokenIsNotGuessedForEver(@TempDir Path folder) throws Exception {
        try (Served served =
                Served.in(folder, Served.options("s3cret"), UnaryOperator.identity())) {
            for (int i = 0; i < LoginLimits.DEFAULT.addressFailures(); i++) {
                assertEquals("401 TM2013", Served.code(bearer(served, "guess" + i)));
            }
            assertEquals("429 TM2031", Served.code(bearer(served, "guess")));
            assertEquals("429 TM2031", Served.code(bearer(served, "s3cret")));
        }
    }

    private static HttpResponse<String> bearer(Served served, String token) throws Exception {
        return served.send(served.request("/v1/status").header("Authorization", "Bearer " + token));
    }

    @Test
    void aPageOfAnotherOriginDoesNothingOnThisMachine(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            String own = "http://" + served.uri("/").getAuthority();
            for (String path :
                    new String[] {"/v1/sql", "/v1/apply", "/v1/forget", "/app/hooks/x"}) {
                assertEquals(
                        "403 TM2030",
                        Served.code(page(served, path, "Origin", "https://elsewhere.example")),
                        path);
                assertEquals("403 TM2030", Served.code(page(served, path, "Origin", "null")), path);
                for (String site : new String[] {"cross-site", "same-site"}) {
                    assertEquals(
                            "403 TM2030",
                            Served.code(page(served, path, "Sec-Fetch-Site", site)),
                            path);
                }
            }
            assertEquals(200, page(served, "/v1/sql", "Origin", own).statusCode());
            assertEquals(
                    200, page(served, "/v1/sql", "Sec-Fetch-Site", "same-origin").statusCode());
            assertEquals(200, page(served, "/v1/sql", "Sec-Fetch-Site", "none").statusCode());
            assertEquals(200, page(served, "/v1/sql", "X-Of", "no browser").statusCode());
            HttpRequest.Builder followed =
                    served.request("/")
                            .header("Sec-Fetch-Site", "cross-site")
                            .header("Sec-Fetch-Dest", "document");
            assertEquals(200, served.send(followed).statusCode(), "a link that is followed");
            HttpRequest.Builder loaded =
                    served.request("/v1/status")
                            .header("Sec-Fetch-Site", "cross-site")
                            .header("Sec-Fetch-Dest", "script");
            assertEquals("403 TM2030", Served.code(served.send(loaded)));
        }
    }

    private static HttpResponse<String> page(Served served, String path, String name, String value)
            throws Exception {
        return served.send(
                served.request(path)
                        .header("Content-Type", "text/plain")
                        .header(name, value)
                        .POST(BodyPublishers.ofString("SELECT 1")));
    }

    @Test
    void onlyNoticesComeInWithoutAToken(@TempDir Path folder) throws Exception {
        try (Served served =
                Served.in(folder, Served.options("s3cret"), UnaryOperator.identity())) {
            assertEquals(204, served.send(notice(served, "/app/hooks/x")).statusCode());
            for (String path : new String[] {"/app/hooks/", "/app/hooks/x/y", "/app/hooks"}) {
                assertEquals(401, served.send(notice(served, path)).statusCode(), path);
            }
            HttpRequest.Builder page =
                    notice(served, "/app/hooks/x").header("Origin", "http://a.b");
            assertEquals(401, served.send(page).statusCode());
            assertEquals(401, served.get("/app/hooks/x").statusCode());
        }
    }

    private static HttpRequest.Builder notice(Served served, String path) {
        return served.request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofString("{}"));
    }

    @Test
    void answersWithACodeWhereThereIsNoDoor(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
                HttpResponse<String> answer =
                        served.send(
                                served.request("/v1/nothing")
                                        .method(method, BodyPublishers.noBody()));
                assertEquals(404, answer.statusCode(), method + " " + answer.body());
                assertTrue(Served.code(answer).startsWith("404 TM"), answer.body());
            }
            HttpResponse<String> wrong =
                    served.send(
                            served.request("/v1/status").method("DELETE", BodyPublishers.noBody()));
            assertTrue(wrong.statusCode() == 405 || wrong.statusCode() == 404, wrong.body());
            assertTrue(Served.code(wrong).contains("TM"), wrong.body());
            for (String path : new String[] {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"}) {
                HttpResponse<String> outside = served.get(path);
                assertTrue(outside.statusCode() >= 400, path + ": " + outside.body());
            }
        }
    }
}
