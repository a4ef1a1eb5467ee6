package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.time.LocalDateTime;
import java.util.SplittableRandom;

/**
 * Posts numbered arrivals with keys, under the example's own lateness: some of now, and some of the
 * year before, which are late from the first watermark on. Each acknowledged row must stand once,
 * among the arrivals or in the quarantine, as its answer said, whatever is killed in between.
 */
final class LateWriter {
    private static final long FIRST_FLIGHT = 8_000_000_000_000_000L;
    private static final int BATCH_ROWS_MAX = 100;

    private final SplittableRandom random;
    private long next = FIRST_FLIGHT;
    private long accepted;
    private long late;
    private int batches;
    private int batchRows;
    private String body = "";

    LateWriter(long seed) {
        this.random = new SplittableRandom(seed ^ 0x1A7E);
    }

    /** Late rows that were acknowledged. */
    long late() {
        return late;
    }

    /** Rows that were acknowledged and not late. */
    long accepted() {
        return accepted;
    }

    /** Posts until the server is gone; a batch without an answer is posted again after it. */
    void postUntilKilled(ServerClient client) {
        while (true) {
            JsonNode answer;
            try {
                if (batchRows == 0) {
                    compose(client.get("/v1/status").path("now").asText());
                }
                answer = client.postRows("arrivals", body.getBytes(UTF_8), "late-" + batches);
            } catch (RuntimeException e) {
                return;
            }
            long taken = answer.path("accepted").asLong();
            long aside = answer.path("quarantined").asLong();
            if (taken + aside != batchRows) {
                throw new IllegalStateException(batchRows + " rows were posted, but " + answer);
            }
            if (!answer.path("duplicate").asBoolean() && answer.path("late").asLong() != aside) {
                throw new IllegalStateException("aside, but not late: " + answer);
            }
            accepted += taken;
            late += aside;
            next += batchRows;
            batches++;
            batchRows = 0;
        }
    }

    private void compose(String now) {
        LocalDateTime recent = LocalDateTime.parse(now).minusHours(1);
        batchRows = random.nextInt(1, BATCH_ROWS_MAX);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < batchRows; i++) {
            LocalDateTime arrived = random.nextBoolean() ? recent : recent.minusYears(1);
            rows.append("{\"flight_id\":").append(next + i);
            rows.append(",\"origin\":\"ATL\",\"destination\":\"BOS\",\"distance\":946,");
            rows.append("\"departed_at\":\"2001-01-05T06:00:00\",\"delay\":3,");
            rows.append("\"arrived_at\":\"").append(arrived.withNano(0)).append("\"}\n");
        }
        body = rows.toString();
    }

    void check(ServerClient client, String when) {
        Found sealed = found(client, FIRST_FLIGHT, next, when);
        assertEquals(accepted, sealed.arrivals(), "arrivals in time " + when);
        assertEquals(late, sealed.aside(), "late arrivals " + when);
        Found unanswered = found(client, next, next + BATCH_ROWS_MAX, when);
        long rows = unanswered.arrivals() + unanswered.aside();
        assertTrue(
                rows == 0 || rows == batchRows,
                rows + " rows of an unanswered batch of " + batchRows + " " + when);
        for (JsonNode table : client.get("/v1/status").path("tables")) {
            if (table.path("name").asText().equals("arrivals")) {
                assertEquals(
                        late + unanswered.aside(), table.path("late").asLong(), "told " + when);
            }
        }
    }

    private record Found(long arrivals, long aside) {}

    /** Flights in a range, each of which must stand in one place and once. */
    private static Found found(ServerClient client, long from, long until, String when) {
        String range = " >= " + from + " AND flight_id < " + until;
        String aside =
                "SELECT CAST(regexp_extract(raw, '\"flight_id\":([0-9]+)', 1) AS BIGINT)"
                        + " AS flight_id FROM tidemill.quarantine"
                        + " WHERE table_name = 'arrivals' AND rule = 'late'";
        JsonNode row =
                client.queryJson(
                                "WITH aside AS ("
                                        + aside
                                        + "), there AS (SELECT flight_id, 1 AS arrived FROM"
                                        + " arrivals WHERE flight_id"
                                        + range
                                        + " UNION ALL SELECT flight_id, 0 FROM aside WHERE"
                                        + " flight_id"
                                        + range
                                        + ") SELECT count(*), count(DISTINCT flight_id),"
                                        + " coalesce(sum(arrived), 0) FROM there")
                        .path("rows")
                        .path(0);
        assertEquals(row.path(0).asLong(), row.path(1).asLong(), "doubled " + when);
        long arrivals = row.path(2).asLong();
        return new Found(arrivals, row.path(0).asLong() - arrivals);
    }
}
