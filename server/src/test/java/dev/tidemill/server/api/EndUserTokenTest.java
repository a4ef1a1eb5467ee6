package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Token;
import dev.tidemill.node.account.TokenText;
import dev.tidemill.node.account.User;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An application's end users see what their tokens say of them, by every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndUserTokenTest {
    private static final String TOKEN = "s3cret of the application";
    private static final String POLICIES =
            """
            tables:
              - table: orders
                roles: [end-user]
                privileges: [select, insert]
                filter: customer = claim('name') AND amount <= CAST(claim('most') AS INTEGER)
                columns:
                  note: {mask: "claim('subject') || ':' || current_user || ':' || note"}
              - {table: spent, roles: [end-user], privileges: [select], filter: customer = claim('name')}
              - {table: customers, users: [ann], privileges: [select]}
            """;

    private Served served;
    private Path folder;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/shop.yaml"), POLICIES);
        served = Served.in(folder, Served.options(TOKEN), UnaryOperator.identity());
        HttpResponse<String> sent =
                served.order(
                        "{\"id\":1,\"customer\":\"ada\",\"amount\":5,\"note\":\"hi\""
                                + Served.AT
                                + "}\n"
                                + Served.line(2, "bob", 7)
                                + Served.line(3, "ada", 90),
                        "Authorization",
                        "Bearer " + TOKEN);
        long tick = Served.json(sent).path("tick").asLong();
        assertTrue(served.mill().await(tick, 10_000), sent.body());
    }

    @AfterAll
    void close() {
        served.close();
    }

    private HttpResponse<String> send(String token, HttpRequest.Builder request) throws Exception {
        return served.send(request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> asking(String token, String body) throws Exception {
        return send(
                token,
                served.request("/v1/tokens")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private String token(String body) throws Exception {
        HttpResponse<String> answer = asking(TOKEN, body);
        assertEquals(200, answer.statusCode(), answer.body());
        return Served.json(answer).path("token").asText();
    }

    private String ada() throws Exception {
        return token(
                "{\"subject\":\"customer-17\",\"claims\":{\"name\":\"ada\",\"most\":50},"
                        + "\"scopes\":[\"read\",\"write\"]}");
    }

    private static String adaWithMost(String most) {
        return "{\"subject\":\"x\",\"claims\":{\"name\":\"ada\",\"most\":\"" + most + "\"}}";
    }

    private HttpResponse<String> sql(String token, String statement) throws Exception {
        return send(token, served.request("/v1/sql").POST(BodyPublishers.ofString(statement)));
    }

    private String rows(String token, String statement) throws Exception {
        HttpResponse<String> answer = sql(token, statement);
        assertEquals(200, answer.statusCode(), answer.body());
        return Served.json(answer).path("rows").toString();
    }

    @Test
    void rowsAreThoseThatTheClaimsSay() throws Exception {
        String ada = ada();
        assertEquals("[[1]]", rows(ada, "SELECT id FROM orders ORDER BY id"));
        assertEquals(
                "[[\"customer-17:end-user/customer-17:hi\"]]",
                rows(ada, "SELECT note FROM orders"));
        String bob = token("{\"subject\":\"b\",\"claims\":{\"name\":\"bob\",\"most\":50}}");
        assertEquals("[[2]]", rows(bob, "SELECT id FROM orders ORDER BY id"));
        assertEquals(
                200, send(ada, served.request("/v1/tables/spent/lookup?key=ada")).statusCode());
        assertEquals(
                "404 TM2012",
                Served.code(send(ada, served.request("/v1/tables/spent/lookup?key=bob"))));
        JsonNode listed = Served.json(send(bob, served.request("/v1/tables/orders/rows")));
        assertEquals(1, listed.path("rows").size(), listed.toString());
        JsonNode known = Served.json(send(ada, served.request("/v1/login")));
        assertEquals("end-user/customer-17", known.path("user").asText());
        assertEquals("[\"read\",\"write\"]", known.path("scopes").toString());
    }

    @Test
    void aClaimIsAValueAndNeverSql() throws Exception {
        for (String claim :
                List.of(
                        "x' OR 'a' = 'a",
                        "ada'--",
                        "' OR true --",
                        "ada\\\" OR true",
                        "claim('name')",
                        "")) {
            String token =
                    token(
                            "{\"subject\":\"x\",\"claims\":{\"name\":\"%s\",\"most\":50}}"
                                    .formatted(claim));
            assertEquals("[[0]]", rows(token, "SELECT count(*) FROM orders"), claim);
        }
        for (String claim : List.of("50 OR true", "many", "")) {
            assertEquals(
                    "[[0]]",
                    rows(token(adaWithMost(claim)), "SELECT count(*) FROM orders"),
                    "a filter that fails keeps rows back: " + claim);
        }
        assertEquals(
                "[[0]]",
                rows(token("{\"subject\":\"x\"}"), "SELECT count(*) FROM orders"),
                "a claim that is not there is NULL");
    }

    @Test
    void onlyNamedTablesAndScopesAreThere() throws Exception {
        String spent =
                token(
                        "{\"subject\":\"x\",\"claims\":{\"name\":\"ada\",\"most\":50},"
                                + "\"tables\":[\"spent\",\"customers\"]}");
        assertEquals("[[2]]", rows(spent, "SELECT n FROM spent"));
        assertEquals("404 TM1003", Served.code(sql(spent, "SELECT * FROM orders")));
        assertEquals(
                "403 TM2030", Served.code(send(spent, served.request("/v1/tables/orders/rows"))));
        assertEquals("404 TM1003", Served.code(sql(spent, "SELECT * FROM customers")));
        HttpResponse<String> writing =
                send(
                        spent,
                        served.posting(
                                "orders",
                                Served.NDJSON,
                                BodyPublishers.ofString(Served.line(9, "ada", 1))));
        assertEquals("403 TM2030", Served.code(writing));
        assertEquals("403 TM2030", Served.code(asking(spent, "{\"subject\":\"y\"}")));
        assertEquals("403 TM2030", Served.code(send(ada(), served.request("/v1/backups"))));
        assertEquals("403 TM2030", Served.code(send(ada(), served.request("/v1/tokens").DELETE())));
        String ann = token("{\"subject\":\"ann\"}");
        assertEquals(
                "404 TM1003",
                Served.code(sql(ann, "SELECT * FROM customers")),
                "a subject is no account");
    }

    @Test
    void whatNobodySignedOrIsOverLetsNobodyIn() throws Exception {
        String ada = ada();
        int dot = ada.lastIndexOf('.');
        String said =
                new String(
                        java.util.Base64.getUrlDecoder().decode(ada.substring(4, dot)),
                        StandardCharsets.UTF_8);
        assertTrue(said.contains("c.name=ada"), said);
        String other =
                java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                said.replace("c.name=ada", "c.name=bob")
                                        .getBytes(StandardCharsets.UTF_8));
        for (String forged :
                List.of(
                        "tmu_" + other + ada.substring(dot),
                        ada.substring(0, ada.length() - 1),
                        ada + "A",
                        ada.substring(0, dot),
                        "tmu_.",
                        "tmu_")) {
            assertEquals("401 TM2013", Served.code(sql(forged, "SELECT 1")), forged);
        }
        String brief =
                token(
                        "{\"subject\":\"x\",\"claims\":{\"name\":\"ada\",\"most\":50},\"seconds\":2}");
        HttpRequest follow =
                served.request("/v1/tables/spent/changes")
                        .header("Authorization", "Bearer " + brief)
                        .build();
        HttpResponse<InputStream> stream = served.client.send(follow, BodyHandlers.ofInputStream());
        assertEquals(200, stream.statusCode());
        try (InputStream body = stream.body()) {
            String told = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(told.contains("event: gone") && told.contains("TM2013"), told);
            assertTrue(told.contains("ada") && !told.contains("bob"), told);
        }
        assertEquals("401 TM2013", Served.code(sql(brief, "SELECT 1")));
    }

    @Test
    void anApplicationNeedsTheScopeAndGivesNoMoreThanItHas() throws Exception {
        AccountFile accounts = new AccountFile(folder.resolve(".tidemill/data/access"));
        String giver = account(accounts, "shop", Set.of(Scope.TOKENS, Scope.READ));
        assertEquals(200, asking(giver, "{\"subject\":\"x\"}").statusCode());
        assertEquals(
                "403 TM2030",
                Served.code(asking(giver, "{\"subject\":\"x\",\"scopes\":[\"write\"]}")));
        String reader = account(accounts, "reader", Set.of(Scope.READ, Scope.WRITE));
        assertEquals("403 TM2030", Served.code(asking(reader, "{\"subject\":\"x\"}")));
        for (String wrong :
                List.of(
                        "{}",
                        "{\"subject\":\"\"}",
                        "{\"subject\":17}",
                        "{\"subject\":\"x\",\"seconds\":0}",
                        "{\"subject\":\"x\",\"seconds\":86401}",
                        "{\"subject\":\"x\",\"scopes\":[\"admin\"]}",
                        "{\"subject\":\"x\",\"scopes\":[]}",
                        "{\"subject\":\"x\",\"tables\":\"orders\"}",
                        "{\"subject\":\"x\",\"claims\":[]}",
                        "{\"subject\":\"x\",\"claims\":{\"subject\":1}}",
                        "{\"subject\":\"x\",\"claims\":{\"a b\":1}}",
                        "{\"subject\":\"x\",\"claims\":{\"a\":null}}",
                        "{\"subject\":\"x\",\"claims\":{\"a\":\"" + "y".repeat(4_000) + "\"}}",
                        "{\"subject\":\"x\",\"second\":9}")) {
            assertEquals("400 TM2011", Served.code(asking(TOKEN, wrong)), wrong);
        }
    }

    private static String account(AccountFile accounts, String name, Set<Scope> scopes) {
        TokenText text = TokenText.random(new SecureRandom());
        accounts.change(all -> all.adding(new User(name, scopes, null, Instant.now())));
        accounts.change(
                all ->
                        all.adding(
                                new Token(
                                        text.id(),
                                        name,
                                        scopes,
                                        text.digest(),
                                        Instant.now(),
                                        null)));
        return text.text();
    }

    @Test
    void anotherKeyEndsThemAllAndAStartDoesNot(@TempDir Path other) throws Exception {
        Files.createDirectories(other.resolve("policies"));
        Files.writeString(other.resolve("policies/shop.yaml"), POLICIES);
        Served shared = served;
        try (Served own = Served.in(other, Served.options(TOKEN), UnaryOperator.identity())) {
            served = own;
            String ada = ada();
            own.restart();
            assertEquals("[[0]]", rows(ada, "SELECT count(*) FROM orders"));
            assertEquals(204, send(TOKEN, own.request("/v1/tokens").DELETE()).statusCode());
            assertEquals("401 TM2013", Served.code(sql(ada, "SELECT 1")));
            assertEquals(200, sql(ada(), "SELECT 1").statusCode());
        } finally {
            served = shared;
        }
    }

    @Test
    void withoutPoliciesNothingIsThereForThem(@TempDir Path other) throws Exception {
        Served shared = served;
        try (Served own = Served.in(other, Served.options(TOKEN), UnaryOperator.identity())) {
            served = own;
            String ada = ada();
            assertEquals("404 TM1003", Served.code(sql(ada, "SELECT * FROM orders")));
            assertEquals(
                    "403 TM2030", Served.code(send(ada, own.request("/v1/tables/orders/rows"))));
            assertEquals(
                    "403 TM2030", Served.code(send(ada, own.request("/v1/tables/spent/changes"))));
            assertFalse(
                    send(ada, own.request("/v1/status")).body().contains("\"orders\""),
                    "nor in what is told of the mill");
        } finally {
            served = shared;
        }
    }
}
