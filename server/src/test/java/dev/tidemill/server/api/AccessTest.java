package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.server.ServerOptions;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
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
                        "/",
                        "/app",
                        "/healthy",
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
