package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Posts that are sent again, refused for a while, or sent twice at once: each row is there once.
 */
class RetriedPostTest {
    private static final String KEY = "Idempotency-Key";

    @Test
    void answersARetriedPostWithItsFirstAnswer(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            String rows = Served.line(1, "ada", 1) + "nonsense\n";
            JsonNode first = Served.json(served.order(rows, KEY, "a"));
            JsonNode again = Served.json(served.order(rows, KEY, "a"));
            // Whatever the body is now: the key says that it was taken.
            JsonNode other = Served.json(served.order(Served.line(2, "bob", 1), KEY, "a"));
            assertFalse(first.path("duplicate").asBoolean());
            for (JsonNode answer : List.of(again, other)) {
                assertTrue(answer.path("duplicate").asBoolean(), answer.toString());
                assertEquals(first.path("tick"), answer.path("tick"));
                assertEquals(first.path("accepted"), answer.path("accepted"));
                assertEquals(first.path("quarantined"), answer.path("quarantined"));
            }
            JsonNode next = Served.json(served.order(rows, KEY, "b"));
            assertFalse(next.path("duplicate").asBoolean());
            served.await(next.path("tick").asLong());
            assertEquals(2, served.count("SELECT count(*) FROM orders"));
        }
    }

    @Test
    void knowsAKeyAfterARestart(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            JsonNode first = Served.json(served.order(Served.line(1, "ada", 1), KEY, "a"));
            served.restart();
            JsonNode again = Served.json(served.order(Served.line(1, "ada", 1), KEY, "a"));
            assertTrue(again.path("duplicate").asBoolean(), again.toString());
            assertEquals(first.path("tick"), again.path("tick"));
            assertEquals(1, served.count("SELECT count(*) FROM orders"));
        }
    }

    @Test
    void takesOneOfManyTwins(@TempDir Path folder) throws Exception {
        int rounds = 20;
        int twins = 8;
        try (Served served = Served.in(folder);
                ExecutorService senders = Executors.newFixedThreadPool(twins)) {
            for (int round = 0; round < rounds; round++) {
                String key = "round " + round;
                Callable<HttpResponse<String>> send =
                        () -> served.order(Served.line(1, "ada", 1).repeat(10), KEY, key);
                int firsts = 0;
                long tick = -1;
                for (Future<HttpResponse<String>> sent :
                        senders.invokeAll(java.util.Collections.nCopies(twins, send))) {
                    JsonNode answer = Served.json(sent.get());
                    firsts += answer.path("duplicate").asBoolean() ? 0 : 1;
                    assertEquals(10, answer.path("accepted").asInt(), answer.toString());
                    assertTrue(tick < 0 || tick == answer.path("tick").asLong(), answer.toString());
                    tick = answer.path("tick").asLong();
                }
                assertEquals(1, firsts, key);
                served.await(tick);
            }
            assertEquals(10L * rounds, served.count("SELECT count(*) FROM orders"));
        }
    }

    /** A client that goes away before the answer cannot know; its retry settles it. */
    @Test
    void takesAPostWhoseClientWentAwayOnce(@TempDir Path folder) throws Exception {
        int posts = 30;
        try (Served served = Served.in(folder)) {
            for (int i = 0; i < posts; i++) {
                byte[] body = Served.line(i, "ada", 1).getBytes(UTF_8);
                try (Socket socket = served.socket()) {
                    OutputStream out = socket.getOutputStream();
                    out.write(
                            ("POST /v1/tables/orders/rows HTTP/1.1\r\nHost: localhost\r\n"
                                            + "Idempotency-Key: gone "
                                            + i
                                            + "\r\nContent-Length: "
                                            + body.length
                                            + "\r\n\r\n")
                                    .getBytes(UTF_8));
                    out.write(body);
                    out.flush();
                    Thread.sleep(i % 4);
                }
                assertEquals(
                        200, served.order(Served.line(i, "ada", 1), KEY, "gone " + i).statusCode());
            }
            HttpResponse<String> last = served.order(Served.line(posts, "ada", 1));
            served.await(Served.json(last).path("tick").asLong());
            assertEquals(posts + 1, served.count("SELECT count(*) FROM orders"));
            assertEquals(posts + 1, served.count("SELECT count(DISTINCT id) FROM orders"));
        }
    }

    @Test
    void tellsWhoComesToAFullQueueToComeAgain(@TempDir Path folder) throws Exception {
        int senders = 16;
        int posts = 20;
        int rows = 1500;
        AtomicInteger refused = new AtomicInteger();
        try (Served served = Served.in(folder);
                ExecutorService threads = Executors.newFixedThreadPool(senders)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int sender = 0; sender < senders; sender++) {
                int number = sender;
                sent.add(
                        threads.submit(
                                () -> {
                                    for (int post = 0; post < posts; post++) {
                                        String body =
                                                Served.line(number * 1000L + post, "ada", 1)
                                                        .repeat(rows);
                                        HttpResponse<String> answer = served.order(body);
                                        while (answer.statusCode() == 429) {
                                            refused.incrementAndGet();
                                            assertEquals("429 TM2009", Served.code(answer));
                                            String after =
                                                    answer.headers()
                                                            .firstValue("Retry-After")
                                                            .orElse("");
                                            assertTrue(Integer.parseInt(after) > 0, after);
                                            Thread.sleep(2);
                                            answer = served.order(body);
                                        }
                                        assertEquals(200, answer.statusCode(), answer.body());
                                    }
                                    return null;
                                }));
            }
            for (Future<?> sender : sent) {
                sender.get();
            }
            assertTrue(refused.get() > 0, "the queue was never full");
            served.await(Served.json(served.order("")).path("tick").asLong());
            assertEquals(
                    (long) senders * posts * rows, served.count("SELECT count(*) FROM orders"));
        }
    }

    @Test
    void takesQuarantinedRowsOnceMore(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            HttpResponse<String> posted =
                    served.order(
                            "{\"id\":1,\"customer\":\"ADA\""
                                    + Served.AT
                                    + "}\n"
                                    + Served.line(2, "bob", 1));
            served.await(Served.json(posted).path("tick").asLong());
            JsonNode listed = Served.json(served.get("/v1/quarantine?table=orders"));
            assertEquals(1, listed.path("total").asInt(), listed.toString());
            // Nothing has changed, so it is still bad.
            JsonNode retried = Served.json(retry(served, "{\"table\":\"orders\"}"));
            assertEquals(0, retried.path("accepted").asInt(), retried.toString());
            served.await(retried.path("tick").asLong());
            assertEquals(
                    1,
                    Served.json(served.get("/v1/quarantine?table=orders")).path("total").asInt());
            assertEquals("400 TM2011", Served.code(retry(served, "{}")));
            assertEquals("400 TM2011", Served.code(retry(served, "[1]")));
            assertEquals("400 TM2011", Served.code(retry(served, "{\"ids\":")));
            assertEquals("404 TM2012", Served.code(retry(served, "{\"table\":\"nothing\"}")));
        }
    }

    private static HttpResponse<String> retry(Served served, String body) throws Exception {
        return served.send(
                served.request("/v1/quarantine/retry")
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }
}
