package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live table's changes as server-sent events, folded by a client that comes and goes. */
class ChangesApiTest {
    private static final int CONNECTIONS = 40;

    /** A reader's copy of a table, and the tick it is of. */
    private static final class Copy {
        private final Map<String, Long> weights = new TreeMap<>();
        private long tick = -1;
        private int resets;

        void take(String event, String id, JsonNode data) {
            assertEquals(Long.parseLong(id), data.path("tick").asLong());
            switch (event) {
                case "snapshot", "reset" -> {
                    resets += event.equals("reset") ? 1 : 0;
                    weights.clear();
                    data.path("rows").forEach(row -> add(row, 1));
                    assertEquals(data.path("total").asLong(), weights.size(), data.toString());
                }
                case "changes" -> {
                    assertTrue(data.path("tick").asLong() > tick, "a tick comes again: " + data);
                    data.path("changes")
                            .forEach(change -> add(change.path(1), change.path(0).asLong()));
                }
                default -> throw new AssertionError(event);
            }
            tick = data.path("tick").asLong();
        }

        private void add(JsonNode row, long weight) {
            weights.merge(
                    row.toString(), weight, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
        }
    }

    /** Follows until a tick was seen, or so many events came. */
    private static void follow(Served served, Copy copy, long untilTick, int eventsMax)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(served.uri("/v1/tables/spent/changes"));
        if (copy.tick >= 0) {
            request.header("Last-Event-ID", Long.toString(copy.tick));
        }
        HttpResponse<java.io.InputStream> answer =
                served.client.send(request.build(), BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            String event = "";
            String id = "";
            int events = 0;
            while (copy.tick < untilTick && events < eventsMax) {
                String line = in.readLine();
                if (line == null) {
                    throw new IOException("the stream ended");
                }
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    copy.take(event, id, Served.JSON.readTree(line.substring(6)));
                    events++;
                }
            }
        }
    }

    private static Map<String, Long> table(Served served) throws Exception {
        Map<String, Long> rows = new TreeMap<>();
        Served.json(served.get("/v1/tables/spent/rows?limit=10000"))
                .path("rows")
                .forEach(row -> rows.merge(row.toString(), 1L, Long::sum));
        return rows;
    }

    @Test
    void missesAndDoublesNoChangeOverManyConnections(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (Served served = Served.in(folder)) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong last = new AtomicLong();
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        SplittableRandom rows = new SplittableRandom(seed + 1);
                                        while (!done.get()) {
                                            last.set(post(served, rows));
                                        }
                                    });
            Copy copy = new Copy();
            try {
                for (int connection = 0; connection < CONNECTIONS; connection++) {
                    follow(served, copy, Long.MAX_VALUE, random.nextInt(1, 12));
                }
            } finally {
                done.set(true);
                writer.join();
            }
            follow(served, copy, last.get(), Integer.MAX_VALUE);
            served.await(last.get());
            assertEquals(last.get(), copy.tick, "seed " + seed);
            assertEquals(table(served), copy.weights, "seed " + seed);
            assertEquals(0, copy.resets, "seed " + seed);
        }
    }

    private static long post(Served served, SplittableRandom random) {
        try {
            StringBuilder rows = new StringBuilder();
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                String customer = Character.toString('a' + random.nextInt(20));
                rows.append(Served.line(random.nextLong(1000), customer, random.nextInt(100)));
            }
            return Served.json(served.order(rows.toString())).path("tick").asLong();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tick from before the changes that are kept, or from another life of the folder. */
    @Test
    void startsAgainFromTicksItCannotGoOnFrom(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            served.await(Served.json(served.order(Served.line(1, "ada", 1))).path("tick").asLong());
            served.restart();
            long tick = Served.json(served.order(Served.line(2, "bob", 1))).path("tick").asLong();
            served.await(tick);
            for (long from : new long[] {0, 1_000_000_000L}) {
                Copy copy = new Copy();
                copy.tick = from;
                follow(served, copy, Long.MAX_VALUE, 1);
                assertEquals(1, copy.resets, "from " + from);
                assertEquals(table(served), copy.weights, "from " + from);
            }
            Copy copy = new Copy();
            follow(served, copy, tick, 1);
            assertEquals(0, copy.resets);
            assertEquals(table(served), copy.weights);
        }
    }

    /** Its changes wait in the kernel and then in the feed; the mill goes on without it. */
    @Test
    void isNotHeldUpByAReaderWhoDoesNotRead(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder);
                java.net.Socket asleep = served.socket()) {
            asleep.getOutputStream()
                    .write(
                            "GET /v1/tables/orders/changes HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(UTF_8));
            @Nullable JsonNode answer = null;
            for (int i = 0; i < 40; i++) {
                String rows = Served.line(i, "x".repeat(100), 1).repeat(1500);
                HttpResponse<String> sent = served.order(rows);
                while (sent.statusCode() == 429) {
                    Thread.sleep(2);
                    sent = served.order(rows);
                }
                answer = Served.json(sent);
            }
            served.await(java.util.Objects.requireNonNull(answer).path("tick").asLong());
            assertEquals(60_000, served.count("SELECT count(*) FROM orders"));
        }
    }
}
