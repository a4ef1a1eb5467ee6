package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feature views over HTTP. */
class FeaturesTest {
    /** What is known of a customer of the shop, with a value of the request. */
    static final String CUSTOMER =
            """
            name: customer
            version: 1
            entity: customer
            key: {customer: TEXT}
            keys-max: 3
            sources:
              - table: spent
                key: {customer: customer}
                features:
                  orders: {column: n, type: BIGINT, default: 0}
                  amount: {type: BIGINT}
            request: {price: INTEGER}
            on-demand:
              share: {sql: amount / price, type: BIGINT}
            """;

    private Served served;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("features/customer.yaml"), CUSTOMER);
        served = Served.in(folder);
        JsonNode sent =
                Served.json(
                        served.order(
                                "{\"id\":1,\"customer\":\"ada\",\"amount\":7" + Served.AT + "}\n"));
        served.await(sent.path("tick").asLong());
    }

    @AfterEach
    void close() {
        served.close();
    }

    private JsonNode post(String path, String body) throws Exception {
        return Served.json(send(path, body));
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        return served.client.send(
                served.request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void oneKeyIsReadWithValuesOfTheRequest() throws Exception {
        JsonNode answer = Served.json(served.get("/v1/features/customer?key=ada&price=2"));
        assertEquals("customer@1", answer.path("view").asText());
        JsonNode row = answer.path("rows").path(0);
        assertEquals("ada", row.path("given").path("customer").asText());
        assertEquals(1, row.path("features").path("orders").asInt());
        assertEquals(7, row.path("features").path("amount").asInt());
        assertEquals(3, row.path("features").path("share").asInt());
        assertTrue(row.path("absent").isMissingNode());
        assertTrue(row.path("failed").isMissingNode());
        assertTrue(answer.path("tick").asLong() > 0);
    }

    @Test
    void manyKeysHaveOneTickAndMissingOnesAreFlagged() throws Exception {
        JsonNode answer =
                post(
                        "/v1/features/customer@1",
                        "{\"rows\": [{\"customer\": \"ada\", \"price\": 0},"
                                + " {\"customer\": \"bob\"}]}");
        JsonNode ada = answer.path("rows").path(0);
        assertTrue(ada.path("features").path("share").isNull());
        assertEquals("TM1101 division by zero", ada.path("failed").path("share").asText());
        JsonNode bob = answer.path("rows").path(1);
        assertEquals("missing", bob.path("absent").path("spent").asText());
        assertEquals(0, bob.path("features").path("orders").asInt());
        assertTrue(bob.path("features").path("amount").isNull());
    }

    @Test
    void refusesWhatItCannotAnswerWithACode() throws Exception {
        assertEquals(
                "TM3020",
                Served.json(served.get("/v1/features/custome?key=ada"))
                        .path("error")
                        .path("code")
                        .asText());
        String four = "{\"customer\": \"a\"}, ".repeat(3) + "{\"customer\": \"a\"}";
        assertEquals(
                "TM2011",
                post("/v1/features/customer", "{\"rows\": [" + four + "]}")
                        .path("error")
                        .path("code")
                        .asText());
        assertEquals(
                "TM2011",
                post("/v1/features/customer", "{\"rows\": [{\"custmer\": \"a\"}]}")
                        .path("error")
                        .path("code")
                        .asText());
    }

    @Test
    void aTrainingSetHasLabelsFeaturesAndStatuses() throws Exception {
        HttpResponse<String> answer =
                send(
                        "/v1/features/customer/training-set?format=ndjson",
                        "{\"labels\": \"SELECT 'ada' AS customer, 2 AS price, happened, true AS label"
                                + " FROM (VALUES (TIMESTAMP '2001-01-01 00:00:00'),"
                                + " (TIMESTAMP '2999-01-01 00:00:00')) AS l(happened)\","
                                + " \"time\": \"happened\"}");
        String text = answer.body();
        assertEquals(200, answer.statusCode(), text);
        Set<String> told = new TreeSet<>();
        for (String line : text.lines().toList()) {
            JsonNode row = Served.JSON.readTree(line);
            told.add(
                    row.path("amount").asText()
                            + " "
                            + row.path("share").asText()
                            + " "
                            + row.path("spent_status").asText()
                            + " "
                            + row.path("label").asText());
        }
        assertEquals(Set.of("7 3 present true", "null null unrecorded true"), told);
    }

    @Test
    void theViewsAreListed() throws Exception {
        JsonNode view = Served.json(served.get("/v1/features")).path("views").path(0);
        assertEquals("customer@1", view.path("id").asText());
        assertEquals(3, view.path("features").size());
        assertEquals("TEXT", view.path("key").path(0).path("type").asText());
    }
}
