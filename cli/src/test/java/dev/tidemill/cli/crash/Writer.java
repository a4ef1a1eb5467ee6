package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Posts numbered flights, one batch after the other, each with a key of its own. A batch whose
 * answer was lost is posted again until it is acknowledged, as a client must.
 */
final class Writer {
    /** Each batch has fewer rows. */
    static final int BATCH_ROWS_MAX = 200;

    private static final long FLIGHTS_APART = 1_000_000_000_000L;

    private final int number;
    private final SplittableRandom random;
    private final Map<String, Long> acknowledged = new LinkedHashMap<>();
    private final TreeMap<Long, Long> postedAt = new TreeMap<>();
    private long posted;
    private int batches;
    private int batchRows;

    Writer(int number, long seed) {
        this.number = number;
        this.random = new SplittableRandom(seed + number);
    }

    long firstFlight() {
        return FLIGHTS_APART * (number + 1);
    }

    /** Flights acknowledged so far: their ids are consecutive from the first. */
    long flights() {
        return posted;
    }

    /** Flights acknowledged in this tick or one before. */
    long flights(long tick) {
        Map.Entry<Long, Long> entry = postedAt.floorEntry(tick);
        return entry == null ? 0 : entry.getValue();
    }

    /** The tick that each acknowledged key was told. */
    Map<String, Long> acknowledged() {
        return acknowledged;
    }

    /** Posts until the server is gone. */
    void postUntilKilled(ServerClient client) {
        while (true) {
            if (batchRows == 0) {
                batchRows = random.nextInt(1, BATCH_ROWS_MAX);
            }
            JsonNode answer;
            try {
                answer = client.postRows("departures", body(), key(batches));
            } catch (RuntimeException e) {
                return;
            }
            if (answer.path("accepted").asLong() != batchRows) {
                throw new IllegalStateException(batchRows + " rows were posted, but " + answer);
            }
            acknowledged.put(key(batches), answer.path("tick").asLong());
            posted += batchRows;
            postedAt.merge(answer.path("tick").asLong(), posted, Math::max);
            batches++;
            batchRows = 0;
        }
    }

    String key(int batch) {
        return "writer-" + number + "-" + batch;
    }

    private byte[] body() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < batchRows; i++) {
            body.append("{\"flight_id\":").append(firstFlight() + posted + i);
            body.append(",\"origin\":\"ATL\",\"destination\":\"BOS\",\"distance\":946,");
            body.append("\"departed_at\":\"2001-01-05T06:00:00\"}\n");
        }
        return body.toString().getBytes(UTF_8);
    }
}
