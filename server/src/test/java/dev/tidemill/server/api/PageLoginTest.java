package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.LoginLimits;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.User;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in by a page: a cookie from then on, until the session is over. */
class PageLoginTest {
    private static final String PASSWORD = "a long pässword";

    private static AccountFile accounts(Path folder) {
        return new AccountFile(folder.resolve(".tidemill/data/access"));
    }

    private static void add(Path folder, String name, Set<Scope> scopes) {
        User user = new User(name, scopes, PasswordHash.of(PASSWORD), Instant.now());
        accounts(folder).change(all -> all.adding(user));
    }

    private static HttpRequest.Builder logging(Served served, String name, String password) {
        return served.request("/v1/login")
                .header("Content-Type", "application/json")
                .POST(
                        BodyPublishers.ofString(
                                "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password)));
    }

    /** The cookie as a browser sends it back. */
    private static String cookie(HttpResponse<?> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("").split(";", -1)[0];
    }

    private static String loggedIn(Served served, String name) throws Exception {
        HttpResponse<String> answer = served.send(logging(served, name, PASSWORD));
        assertEquals(200, answer.statusCode(), answer.body());
        return cookie(answer);
    }

    private static HttpResponse<String> with(Served served, String cookie, String path)
            throws Exception {
        return served.send(served.request(path).header("Cookie", "other=x; " + cookie));
    }

    @Test
    void aCookieLetsInUntilTheyLogOut(@TempDir Path folder) throws Exception {
        add(folder, "ann", EnumSet.of(Scope.READ));
        try (Served served = Served.in(folder)) {
            HttpResponse<String> answer = served.send(logging(served, "ann", PASSWORD));
            String given = answer.headers().firstValue("Set-Cookie").orElse("");
            assertTrue(
                    given.matches(
                            "tidemill_session_%d=[\\w-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"
                                    .formatted(served.uri("/").getPort())),
                    given);
            JsonNode known = Served.json(answer);
            assertEquals("ann", known.path("user").asText());
            assertEquals("[\"read\"]", known.path("scopes").toString());
            assertTrue(Instant.parse(known.path("expires").asText()).isAfter(Instant.now()));

            String cookie = cookie(answer);
            assertEquals(200, with(served, cookie, "/v1/tables").statusCode());
            JsonNode asks = Served.json(with(served, cookie, "/v1/login"));
            assertTrue(asks.path("session").asBoolean() && asks.path("asked").asBoolean());
            assertEquals("403 TM2030", Served.code(with(served, cookie, "/v1/backups")));

            HttpResponse<String> out =
                    served.send(
                            served.request("/v1/logout")
                                    .header("Cookie", cookie)
                                    .POST(BodyPublishers.noBody()));
            assertEquals(204, out.statusCode());
            assertTrue(out.headers().firstValue("Set-Cookie").orElse("").contains("Max-Age=0"));
            assertEquals("401 TM2013", Served.code(with(served, cookie, "/v1/tables")));
        }
    }

    @Test
    void whoIsNotKnownIsToldByThePageAndNotByTheBrowser(@TempDir Path folder) throws Exception {
        add(folder, "ann", EnumSet.of(Scope.READ));
        try (Served served = Served.in(folder)) {
            assertEquals(200, served.get("/").statusCode());
            HttpResponse<String> wrong = served.send(logging(served, "ann", "wrong"));
            assertEquals("401 TM2013", Served.code(wrong));
            assertEquals("Bearer", wrong.headers().firstValue("WWW-Authenticate").orElse(""));
            HttpResponse<String> script =
                    served.send(served.request("/v1/login").header("X-Requested-With", "console"));
            assertEquals("401 TM2013", Served.code(script));
            assertEquals("Bearer", script.headers().firstValue("WWW-Authenticate").orElse(""));
            HttpResponse<String> program = served.get("/v1/tables");
            assertTrue(
                    program.headers()
                            .firstValue("WWW-Authenticate")
                            .orElse("")
                            .startsWith("Basic "));
        }
    }

    @Test
    void aPageOfAnotherOriginUsesNoSessionAndBeginsNone(@TempDir Path folder) throws Exception {
        add(folder, "ann", EnumSet.of(Scope.READ, Scope.WRITE));
        try (Served served = Served.in(folder)) {
            String cookie = loggedIn(served, "ann");
            for (String[] header :
                    new String[][] {
                        {"Origin", "https://elsewhere.example"},
                        {"Origin", "http://localhost:1"},
                        {"Sec-Fetch-Site", "same-site"},
                        {"Sec-Fetch-Site", "cross-site"}
                    }) {
                HttpRequest.Builder asked =
                        served.request("/v1/sql")
                                .header("Cookie", cookie)
                                .header(header[0], header[1])
                                .POST(BodyPublishers.ofString("SELECT 1"));
                assertEquals("403 TM2030", Served.code(served.send(asked)), header[1]);
                HttpResponse<String> begun =
                        served.send(logging(served, "ann", PASSWORD).header(header[0], header[1]));
                assertEquals("403 TM2030", Served.code(begun), header[1]);
                assertTrue(begun.headers().firstValue("Set-Cookie").isEmpty());
                HttpRequest.Builder out =
                        served.request("/v1/logout")
                                .header("Cookie", cookie)
                                .header(header[0], header[1])
                                .POST(BodyPublishers.noBody());
                assertEquals("403 TM2030", Served.code(served.send(out)), header[1]);
            }
            HttpRequest.Builder form =
                    served.request("/v1/login")
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("{\"name\":\"ann\"}"));
            assertEquals(415, served.send(form).statusCode());
            HttpRequest.Builder own =
                    served.request("/v1/sql")
                            .header("Cookie", cookie)
                            .header("Origin", "http://" + served.uri("/").getAuthority())
                            .header("Sec-Fetch-Site", "same-origin")
                            .POST(BodyPublishers.ofString("SELECT 1"));
            assertEquals(200, served.send(own).statusCode());
        }
    }

    @Test
    void aSessionEndsWithItsAccountAndTakesItsStreamsWithIt(@TempDir Path folder) throws Exception {
        add(folder, "ann", EnumSet.of(Scope.READ));
        add(folder, "bob", EnumSet.of(Scope.READ));
        try (Served served = Served.in(folder)) {
            String ann = loggedIn(served, "ann");
            HttpRequest.Builder stream =
                    served.request("/v1/tables/spent/changes").header("Cookie", ann);
            HttpResponse<InputStream> open =
                    served.client.send(stream.build(), BodyHandlers.ofInputStream());
            assertEquals(200, open.statusCode());
            accounts(folder).change(all -> all.replacing(changed(all.requireUser("ann"))));
            assertEquals("401 TM2013", Served.code(with(served, ann, "/v1/tables")));
            assertTrue(said(open.body()).contains("TM2013"));
            assertEquals(200, with(served, loggedIn(served, "bob"), "/v1/tables").statusCode());
        }
    }

    private static User changed(User user) {
        return user.withPassword(PasswordHash.of("another long password"));
    }

    private static String said(InputStream stream) throws Exception {
        StringBuilder all = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                all.append(line);
            }
        }
        return all.toString();
    }

    @Test
    void loggingInIsNotTriedForEverAndIsInTheAuditLog(@TempDir Path folder) throws Exception {
        add(folder, "ann", EnumSet.of(Scope.READ));
        try (Served served =
                Served.in(folder, Served.options("s3cret"), UnaryOperator.identity())) {
            loggedIn(served, "ann");
            for (int i = 0; i < LoginLimits.DEFAULT.userFailures(); i++) {
                assertEquals(
                        "401 TM2013", Served.code(served.send(logging(served, "ann", "no" + i))));
            }
            assertEquals("429 TM2031", Served.code(served.send(logging(served, "ann", PASSWORD))));
            HttpResponse<String> token = served.send(logging(served, "any", "s3cret"));
            assertEquals("token", Served.json(token).path("user").asText());
            JsonNode log = Served.json(with(served, cookie(token), "/v1/audit?limit=100&user=ann"));
            int done = 0;
            int refused = 0;
            for (JsonNode entry : log.path("entries")) {
                assertEquals("/v1/login", entry.path("subject").asText());
                assertFalse(entry.toString().contains(PASSWORD));
                done += entry.path("allowed").asBoolean() ? 1 : 0;
                refused += entry.path("code").asText().equals("TM2031") ? 1 : 0;
            }
            assertEquals(1, done);
            assertEquals(1, refused);
        }
    }

    @Test
    void aSecondLoginEndsTheSessionThatWasShown(@TempDir Path folder) throws Exception {
        add(folder, "ann", EnumSet.of(Scope.READ));
        try (Served served = Served.in(folder)) {
            String first = loggedIn(served, "ann");
            HttpResponse<String> again =
                    served.send(logging(served, "ann", PASSWORD).header("Cookie", first));
            assertEquals(200, again.statusCode());
            assertEquals("401 TM2013", Served.code(with(served, first, "/v1/tables")));
            assertEquals(200, with(served, cookie(again), "/v1/tables").statusCode());
        }
    }
}
