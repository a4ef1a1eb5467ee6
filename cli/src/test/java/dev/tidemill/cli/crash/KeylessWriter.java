package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Posts numbered flights without keys, and never posts a flight again once its fate is unknown. So
 * an acknowledged batch must be there exactly once, and one whose answer was lost whole or not at
 * all.
 */
final class KeylessWriter {
    private static final long FIRST_FLIGHT = 9_000_000_000_000_000L;
    private static final int OK = 200;
    private static final int BUSY = 429;
    private static final int BUSY_PAUSE_MILLIS = 5;

    private final SplittableRandom random;
    private final List<Lost> lost = new ArrayList<>();
    private long next = FIRST_FLIGHT;
    private long acknowledgedRows;

    /** A batch whose answer never came. */
    private record Lost(long first, int rows) {}

    KeylessWriter(long seed) {
        this.random = new SplittableRandom(~seed);
    }

    long acknowledgedRows() {
        return acknowledgedRows;
    }

    /** Posts until the server is gone. */
    void postUntilKilled(int port) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (true) {
                int rows = random.nextInt(1, 200);
                if (!acknowledged(http, port, rows)) {
                    lost.add(new Lost(next, rows));
                    next += rows;
                    return;
                }
                acknowledgedRows += rows;
                next += rows;
            }
        }
    }

    private boolean acknowledged(HttpClient http, int port, int rows) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + port + "/v1/tables/departures/rows"))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body(rows)))
                        .build();
        while (true) {
            HttpResponse<String> answer;
            try {
                answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                return false;
            }
            if (answer.statusCode() == OK) {
                return true;
            }
            if (answer.statusCode() != BUSY) {
                throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
            }
            Thread.sleep(BUSY_PAUSE_MILLIS);
        }
    }

    void check(ServerClient client, String when) {
        long kept = 0;
        for (Lost batch : lost) {
            long found = count(client, batch.first(), batch.first() + batch.rows(), when);
            assertTrue(
                    found == 0 || found == batch.rows(),
                    found + " rows of an unanswered batch of " + batch.rows() + " " + when);
            kept += found;
        }
        assertEquals(
                acknowledgedRows + kept,
                count(client, FIRST_FLIGHT, next, when),
                "rows without keys " + when);
    }

    /** Rows in a range of flights, each of which must be there once. */
    private static long count(ServerClient client, long from, long until, String when) {
        JsonNode row =
                client.queryJson(
                                "SELECT count(*), count(DISTINCT flight_id) FROM departures"
                                        + " WHERE flight_id >= "
                                        + from
                                        + " AND flight_id < "
                                        + until)
                        .path("rows")
                        .path(0);
        assertEquals(row.path(0).asLong(), row.path(1).asLong(), "doubled " + when);
        return row.path(0).asLong();
    }

    private byte[] body(int rows) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            body.append("{\"flight_id\":").append(next + i);
            body.append(",\"origin\":\"BOS\",\"destination\":\"ATL\",\"distance\":946,");
            body.append("\"departed_at\":\"2001-01-05T06:00:00\"}\n");
        }
        return body.toString().getBytes(UTF_8);
    }
}
