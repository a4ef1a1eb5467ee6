package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.server.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of origins that are named use the server from a browser; those of no other do. */
class AllowedOriginTest {
    private static final String APP = "https://app.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";
    private static final String TOKEN = "s3cret of the application";

    /** As a browser sends it for a page of an origin. */
    private static HttpResponse<String> sent(
            Served served, String method, String path, String origin, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                served.request(path)
                        .method(method, BodyPublishers.noBody())
                        .header("Origin", origin)
                        .header("Sec-Fetch-Site", "cross-site");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return served.client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> preflight(Served served, String path, String origin)
            throws Exception {
        return sent(
                served,
                "OPTIONS",
                path,
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type,idempotency-key");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static Served serving(Path folder, ServerOptions options) throws Exception {
        return Served.in(folder, options, UnaryOperator.identity());
    }

    @Test
    void noOriginIsAllowedUnlessItIsNamed(@TempDir Path folder) throws Exception {
        try (Served served = serving(folder, Served.options(TOKEN))) {
            HttpResponse<String> asked =
                    sent(served, "GET", "/v1/status", APP, "Authorization", "Bearer " + TOKEN);
            assertEquals(200, asked.statusCode(), "a token is as good as ever");
            assertEquals("", header(asked, ALLOWED), "but no page is told of it");
            assertEquals(
                    "401 TM2013", Served.code(preflight(served, "/v1/tables/orders/rows", APP)));
        }
    }

    @Test
    void pagesOfANamedOriginComeWithAToken(@TempDir Path folder) throws Exception {
        ServerOptions options =
                Served.options(TOKEN).withOrigins(Set.of(APP, "http://localhost:5173"));
        try (Served served = serving(folder, options)) {
            HttpResponse<String> preflight = preflight(served, "/v1/tables/orders/rows", APP);
            assertEquals(204, preflight.statusCode(), "nobody is asked yet");
            assertEquals(APP, header(preflight, ALLOWED));
            assertTrue(header(preflight, "Access-Control-Allow-Methods").contains("POST"));
            String headers = header(preflight, "Access-Control-Allow-Headers");
            assertTrue(headers.contains("Authorization"), headers);
            assertTrue(headers.contains("Idempotency-Key"), headers);
            assertEquals("", header(preflight, "Access-Control-Allow-Credentials"));

            HttpResponse<String> asked =
                    sent(served, "GET", "/v1/status", APP, "Authorization", "Bearer " + TOKEN);
            assertEquals(200, asked.statusCode());
            assertEquals(APP, header(asked, ALLOWED));
            assertEquals("Origin", header(asked, "Vary"));
            assertEquals("", header(asked, "Access-Control-Allow-Credentials"));

            HttpResponse<String> unknown = sent(served, "GET", "/v1/status", APP);
            assertEquals("401 TM2013", Served.code(unknown));
            assertEquals(APP, header(unknown, ALLOWED), "a page may read why");
            HttpResponse<String> missing =
                    sent(served, "GET", "/v1/nowhere", APP, "Authorization", "Bearer " + TOKEN);
            assertEquals(404, missing.statusCode());
            assertEquals(APP, header(missing, ALLOWED));

            String basic =
                    java.util.Base64.getEncoder()
                            .encodeToString(
                                    ("any:" + TOKEN)
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertEquals(
                    "403 TM2030",
                    Served.code(
                            sent(
                                    served,
                                    "GET",
                                    "/v1/status",
                                    APP,
                                    "Authorization",
                                    "Basic " + basic)),
                    "a browser sends passwords along unasked");
            assertEquals(
                    "403 TM2030", Served.code(sent(served, "POST", "/v1/login", APP)), "no cookie");
        }
    }

    @Test
    void anOriginIsNamedInFullOrNotAtAll(@TempDir Path folder) throws Exception {
        try (Served served = serving(folder, Served.options(null).withOrigins(Set.of(APP)))) {
            HttpResponse<String> named = sent(served, "GET", "/v1/status", APP);
            assertEquals(200, named.statusCode(), "nobody is asked here");
            assertEquals(APP, header(named, ALLOWED));
            for (String other :
                    new String[] {
                        "http://app.example",
                        "https://app.example:8443",
                        "https://app.example.elsewhere.example",
                        "https://sub.app.example",
                        "https://APP.example",
                        "null",
                        "*"
                    }) {
                HttpResponse<String> refused = sent(served, "GET", "/v1/status", other);
                assertEquals("403 TM2030", Served.code(refused), other);
                assertEquals("", header(refused, ALLOWED), other);
                HttpResponse<String> preflight = preflight(served, "/v1/sql", other);
                assertEquals("403 TM2030", Served.code(preflight), other);
                assertEquals("", header(preflight, ALLOWED), other);
            }
            HttpResponse<String> withoutOrigin =
                    served.send(
                            served.request("/v1/status").header("Sec-Fetch-Site", "cross-site"));
            assertEquals("403 TM2030", Served.code(withoutOrigin), "a picture of some page");
        }
    }

    @Test
    void theModuleIsServedToAnybody(@TempDir Path folder) throws Exception {
        ServerOptions options = Served.options(TOKEN).withOrigins(Set.of(APP));
        try (Served served = serving(folder, options)) {
            HttpResponse<String> module = sent(served, "GET", "/sdk/tidemill.js", APP);
            assertEquals(200, module.statusCode());
            assertEquals("text/javascript; charset=utf-8", header(module, "Content-Type"));
            assertEquals(APP, header(module, ALLOWED), "a module of another origin needs it");
            assertTrue(module.body().length() < 6_000, module.body().length() + " characters");
            HttpResponse<String> types = served.get("/sdk/tidemill.d.ts");
            assertEquals(200, types.statusCode());
            assertTrue(types.body().contains("export declare class Tidemill"), types.body());
            assertEquals(404, served.get("/sdk/other.js").statusCode());
        }
    }

    @Test
    void whatIsNoOriginIsRefused() {
        for (String wrong :
                new String[] {
                    "*",
                    "null",
                    "",
                    "app.example",
                    "https://*.example",
                    "https://app.example/",
                    "https://app.example:443",
                    "http://app.example:80",
                    "https://App.example",
                    "https://user@app.example",
                    "https://app.example, https://b.example",
                    "ftp://app.example"
                }) {
            assertEquals(
                    ErrorCode.INVALID_ARGUMENT,
                    assertThrows(
                                    TidemillException.class,
                                    () -> ServerOptions.loopback(0).withOrigins(Set.of(wrong)),
                                    wrong)
                            .errorCode());
        }
        Set<String> many =
                IntStream.rangeClosed(0, ServerOptions.ORIGINS_MAX)
                        .mapToObj(i -> "https://a" + i + ".example")
                        .collect(Collectors.toSet());
        assertThrows(TidemillException.class, () -> ServerOptions.loopback(0).withOrigins(many));
        assertEquals(
                Set.of("http://[::1]:5173"),
                ServerOptions.loopback(0).withOrigins(Set.of("http://[::1]:5173")).origins());
    }
}
