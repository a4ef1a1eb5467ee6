package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Queries in flight over HTTP: listed, cancelled, waiting, slow; and clients that go away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueriesApiTest {
    private static final int PER_USER = 2;
    private static final int WAITING = 3;

    private Served served;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        served =
                Served.in(
                        folder,
                        "  query-timeout: 60 s\n  queries-per-user: "
                                + PER_USER
                                + "\n  queries-waiting: "
                                + WAITING
                                + "\n  slow-query: 200 ms\n  slow-queries-kept: 3\n");
        served.await(Served.json(served.order(Served.line(1, "ada", 1))).path("tick").asLong());
    }

    @AfterAll
    void close() {
        served.close();
    }

    private JsonNode queries() throws Exception {
        return Served.json(served.get("/v1/queries"));
    }

    private void awaitNone() throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (queries().path("running").asInt() + queries().path("waiting").asInt() > 0) {
            assertTrue(System.nanoTime() < until, "still runs");
            Thread.sleep(5);
        }
    }

    @Test
    void listsAQueryAndCancelsIt() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = begin();
        JsonNode query = awaitQuery();
        assertEquals("local", query.path("user").asText());
        assertEquals("running", query.path("state").asText());
        assertTrue(query.path("run_ms").asDouble() >= 0, query.toString());
        HttpResponse<String> cancelled = served.send(served.cancelling(query.path("id").asLong()));
        assertEquals(200, cancelled.statusCode(), cancelled.body());
        assertEquals("408 TM1012", Served.code(answer.get()));
        assertEquals(
                "404 TM2012",
                Served.code(served.send(served.cancelling(query.path("id").asLong()))));
        assertEquals(
                "400 TM2011", Served.code(served.send(served.request("/v1/queries/x").DELETE())));
        awaitNone();
    }

    private CompletableFuture<HttpResponse<String>> begin() {
        return served.client.sendAsync(
                served.request("/v1/sql").POST(BodyPublishers.ofString(Served.ENDLESS)).build(),
                BodyHandlers.ofString(UTF_8));
    }

    private JsonNode awaitQuery() throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (true) {
            JsonNode queries = queries().path("queries");
            if (!queries.isEmpty() && queries.path(0).path("tick").isNumber()) {
                return queries.path(0);
            }
            assertTrue(System.nanoTime() < until, queries.toString());
        }
    }

    /** Over a bare socket: the client sends its query, waits a little, and hangs up. */
    @Test
    void cancelsTheQueryOfAClientThatGoesAway() throws Exception {
        String request =
                "POST /v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
                        + Served.ENDLESS.length()
                        + "\r\n\r\n"
                        + Served.ENDLESS;
        try (Socket socket = served.socket()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            awaitQuery();
        }
        awaitNone();
        // One that waits for its turn goes as well, and lets the others have it.
        List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
        for (int i = 0; i < PER_USER; i++) {
            running.add(begin());
        }
        awaitCounts(PER_USER, 0);
        try (Socket socket = served.socket()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            awaitCounts(PER_USER, 1);
        }
        awaitCounts(PER_USER, 0);
        cancelAll();
        for (CompletableFuture<HttpResponse<String>> each : running) {
            assertEquals("408 TM1012", Served.code(each.get()));
        }
    }

    /** The connection is as good as before for what comes after a long query. */
    @Test
    void aConnectionServesOnAfterALongQuery() throws Exception {
        String slow = "SELECT count(*) FROM range(300000) a(i), range(3000) b(j) WHERE i < j";
        String first =
                "POST /v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
                        + slow.length()
                        + "\r\n\r\n"
                        + slow;
        String second = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (boolean pipelined : new boolean[] {false, true}) {
            try (Socket socket = served.socket()) {
                socket.getOutputStream().write(first.getBytes(UTF_8));
                awaitQuery();
                if (!pipelined) {
                    awaitNone();
                }
                socket.getOutputStream().write(second.getBytes(UTF_8));
                String answers = read(socket);
                assertTrue(answers.contains("\"row_count\":1"), answers);
            }
        }
    }

    /** Until both answers are there. */
    private static String read(Socket socket) throws Exception {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        while (!answers.toString(UTF_8).endsWith("{\"status\":\"ok\"}")) {
            int next = socket.getInputStream().read();
            assertTrue(next >= 0, () -> "ended after " + answers.toString(UTF_8));
            answers.write(next);
        }
        return answers.toString(UTF_8);
    }

    private void awaitCounts(int running, int waiting) throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (true) {
            JsonNode now = queries();
            if (now.path("running").asInt() == running && now.path("waiting").asInt() == waiting) {
                return;
            }
            assertTrue(System.nanoTime() < until, now.toString());
            Thread.sleep(2);
        }
    }

    private void cancelAll() throws Exception {
        for (JsonNode query : queries().path("queries")) {
            int status = served.send(served.cancelling(query.path("id").asLong())).statusCode();
            assertTrue(status == 200 || status == 404, status + "");
        }
        awaitNone();
    }

    @Test
    void queriesWaitForTheirTurnAndAreRefusedAtTheBound() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < PER_USER + WAITING; i++) {
            all.add(begin());
        }
        awaitCounts(PER_USER, WAITING);
        HttpResponse<String> refused = served.sql("SELECT 1", "application/json");
        assertEquals("429 TM4011", Served.code(refused));
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        String states = queries().path("queries").findValuesAsText("state").toString();
        assertEquals("[running, running, waiting, waiting, waiting]", states);
        cancelAll();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertEquals("408 TM1012", Served.code(each.get()));
        }
        assertEquals(1, served.count("SELECT count(*) FROM orders"));
    }

    @Test
    void keepsSlowQueriesAndCountsThem() throws Exception {
        served.count("SELECT 1");
        long before = Served.json(served.get("/v1/queries/slow")).path("total").asLong();
        // What is slow depends on the machine.
        String slow = "";
        JsonNode answer = Served.json(served.get("/v1/queries/slow"));
        for (int n = 6_000; answer.path("total").asLong() == before; n *= 2) {
            slow =
                    "SELECT count(*) FROM orders, range(300000) a(i), range(%d) b(j) WHERE i < j"
                            .formatted(n);
            served.count(slow);
            answer = Served.json(served.get("/v1/queries/slow"));
        }
        assertEquals(before + 1, answer.path("total").asLong());
        assertEquals(200, answer.path("threshold_ms").asInt());
        JsonNode query = answer.path("queries").path(0);
        assertEquals(slow, query.path("sql").asText());
        assertEquals("[\"orders\"]", query.path("tables").toString());
        assertEquals(1, query.path("rows").asInt());
        assertTrue(query.path("error").isNull() && query.path("run_ms").asDouble() >= 200);
        assertTrue(answer.path("queries").size() <= 3);
        String metrics = served.get("/metrics").body();
        for (String name :
                List.of(
                        "tidemill_queries_total",
                        "tidemill_queries_slow_total",
                        "tidemill_queries_running",
                        "tidemill_query_run_seconds_count",
                        "tidemill_query_run_seconds_sum",
                        "tidemill_query_engine_up 1.0")) {
            assertTrue(metrics.contains(name), name + " is not in " + metrics);
        }
        assertFalse(metrics.contains("tidemill_queries_slow_total 0.0"), metrics);
    }
}
