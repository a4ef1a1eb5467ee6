package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.LoginLimits;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.User;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coming in by a name and password. */
class LoginTest {
    private static final String PASSWORD = "a long pässword";

    private static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static HttpResponse<String> as(Served served, String user, String password)
            throws Exception {
        HttpRequest.Builder request = served.request("/v1/tables");
        return served.send(request.header("Authorization", basic(user, password)));
    }

    private static AccountFile accounts(Path folder) {
        return new AccountFile(folder.resolve(".tidemill/data/access"));
    }

    private static void add(Path folder, String name) {
        User user =
                new User(name, EnumSet.of(Scope.READ), PasswordHash.of(PASSWORD), Instant.now());
        accounts(folder).change(all -> all.adding(user));
    }

    @Test
    void fromTheFirstUserOnEverybodyIsAsked(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            assertEquals(200, served.get("/v1/tables").statusCode());
            add(folder, "ann");
            assertEquals("401 TM2013", Served.code(served.get("/v1/tables")));
            assertEquals(200, as(served, "ann", PASSWORD).statusCode());
            assertEquals(200, as(served, "ann", PASSWORD).statusCode());
            assertEquals("401 TM2013", Served.code(as(served, "ann", "a long password")));
            assertEquals("401 TM2013", Served.code(as(served, "bob", PASSWORD)));
            accounts(folder).change(all -> all.removing("ann"));
            assertEquals(200, served.get("/v1/tables").statusCode());
        }
    }

    @Test
    void aPasswordIsNotTriedForEver(@TempDir Path folder) throws Exception {
        add(folder, "ann");
        try (Served served = Served.in(folder)) {
            for (int i = 0; i < LoginLimits.DEFAULT.userFailures(); i++) {
                assertEquals("401 TM2013", Served.code(as(served, "ann", "wrong " + i)));
            }
            assertEquals("429 TM2031", Served.code(as(served, "ann", PASSWORD)));
        }
    }

    @Test
    void theServersOwnTokenIsAnAdministrators(@TempDir Path folder) throws Exception {
        add(folder, "ann");
        try (Served served =
                Served.in(folder, Served.options("s3cret"), UnaryOperator.identity())) {
            HttpRequest.Builder request = served.request("/v1/backups");
            assertEquals(
                    200,
                    served.send(request.header("Authorization", "Bearer s3cret")).statusCode());
            HttpRequest.Builder browser = served.request("/v1/backups");
            assertEquals(
                    200,
                    served.send(browser.header("Authorization", basic("any", "s3cret")))
                            .statusCode());
            HttpRequest.Builder ann = served.request("/v1/backups");
            assertEquals(
                    "403 TM2030",
                    Served.code(served.send(ann.header("Authorization", basic("ann", PASSWORD)))));
        }
    }

    @Test
    void aPageOfAnotherOriginMayNotUseAPassword(@TempDir Path folder) throws Exception {
        add(folder, "ann");
        try (Served served = Served.in(folder)) {
            HttpRequest.Builder foreign =
                    served.request("/v1/tables")
                            .header("Authorization", basic("ann", PASSWORD))
                            .header("Origin", "https://elsewhere.example");
            assertEquals("403 TM2030", Served.code(served.send(foreign)));
            HttpRequest.Builder own =
                    served.request("/v1/tables")
                            .header("Authorization", basic("ann", PASSWORD))
                            .header("Origin", "http://" + served.uri("/").getAuthority());
            assertEquals(200, served.send(own).statusCode());
        }
    }
}
