package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements in one transaction over HTTP. */
class TransactionApiTest {
    @Test
    void doesAllOfThemOrNone(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder.toAbsolutePath(), "")) {
            served.mill()
                    .execute(
                            "CREATE TABLE accounts (id BIGINT PRIMARY KEY, balance BIGINT CHECK"
                                    + " (balance >= 0))");
            String done =
                    "{\"statements\": [{\"sql\": \"INSERT INTO accounts VALUES ($1, $2), (2, 0)\","
                            + " \"parameters\": [1, \"10\"]}, \"UPDATE accounts SET balance = 5 WHERE id"
                            + " = 2 RETURNING id, balance\"]}";
            HttpResponse<String> answer = post(served, done);
            assertEquals(200, answer.statusCode(), answer.body());
            JsonNode told = Served.JSON.readTree(answer.body());
            assertEquals("INSERT 0 2", told.at("/results/0/tag").asText());
            assertEquals("[[2,5]]", told.at("/results/1/rows").toString());
            assertEquals(
                    told.path("tick").asLong(),
                    served.mill().query("SELECT 1").tick(),
                    "it is readable");
            String failing =
                    "{\"statements\": [\"UPDATE accounts SET balance = 6 WHERE id = 2\", \"UPDATE"
                            + " accounts SET balance = -1 WHERE id = 1\"]}";
            HttpResponse<String> refused = post(served, failing);
            assertEquals(400, refused.statusCode(), refused.body());
            JsonNode error = Served.JSON.readTree(refused.body()).path("error");
            assertEquals("23514", error.path("sqlstate").asText());
            assertEquals("accounts_balance_check", error.at("/subject/constraint").asText());
            assertEquals(
                    15L,
                    ((Number)
                                    served.mill()
                                            .query("SELECT sum(balance)::BIGINT FROM accounts")
                                            .rows()
                                            .row(0)
                                            .getFirst())
                            .longValue());
            for (String nothing :
                    new String[] {"{}", "{\"statements\":[]}", "{\"statements\":[1]}"}) {
                assertEquals(400, post(served, nothing).statusCode(), nothing);
            }
        }
    }

    private static HttpResponse<String> post(Served served, String body) throws Exception {
        return served.client.send(
                served.request("/v1/transactions")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
