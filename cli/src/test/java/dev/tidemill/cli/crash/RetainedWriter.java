package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Posts numbered rows to a table that keeps the newest only. After every kill the rows that are
 * there are the last ones without a gap, enough of them, and none that was gone before; a live
 * table has counted all.
 */
final class RetainedWriter {
    private static final int ROWS_KEPT = 1_000;
    private static final int BATCH_ROWS_MAX = 200;

    private final SplittableRandom random;
    private long next;
    private long firstSeen;
    private int batches;
    private int batchRows;

    RetainedWriter(long seed) {
        this.random = new SplittableRandom(seed ^ 0x4E7A);
    }

    /** Adds the table and what counts its rows to a project. */
    static void define(Path project) throws IOException {
        Files.writeString(
                project.resolve("contracts/retained.yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: retained
                name: retained
                version: 1.0.0
                status: active
                schema:
                  - name: retained
                    customProperties:
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                      - {property: retentionRows, value: %d}
                    properties:
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                      - {name: n, logicalType: integer, physicalType: BIGINT, required: true}
                """
                        .formatted(ROWS_KEPT));
        Files.writeString(
                project.resolve("tables/retained_total.sql"),
                "SELECT count(*) AS rows, sum(n) AS total FROM retained\n");
    }

    /** Rows that were acknowledged. */
    long acknowledgedRows() {
        return next;
    }

    /** The number of the oldest row that was there at the last look. */
    long firstSeen() {
        return firstSeen;
    }

    /** Posts until the server is gone; a batch without an answer is posted again after it. */
    void postUntilKilled(ServerClient client) {
        while (true) {
            if (batchRows == 0) {
                batchRows = random.nextInt(1, BATCH_ROWS_MAX);
            }
            try {
                JsonNode _ = client.postRows("retained", body(), "retained-" + batches);
            } catch (RuntimeException e) {
                return;
            }
            next += batchRows;
            batches++;
            batchRows = 0;
        }
    }

    private byte[] body() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < batchRows; i++) {
            rows.append("{\"at\":\"2001-01-05T06:00:00\",\"n\":").append(next + i).append("}\n");
        }
        return rows.toString().getBytes(UTF_8);
    }

    void check(ServerClient client, String when) {
        JsonNode row =
                client.queryJson(
                                "SELECT count(*), count(DISTINCT n), coalesce(min(n), 0),"
                                        + " coalesce(max(n), -1), (SELECT rows FROM retained_total),"
                                        + " (SELECT coalesce(total, 0)::BIGINT FROM retained_total)"
                                        + " FROM retained")
                        .path("rows")
                        .path(0);
        long rows = row.path(0).asLong();
        long first = row.path(2).asLong();
        long last = row.path(3).asLong();
        assertTrue(
                last == next - 1 || last == next + batchRows - 1,
                "the last row is " + last + " of " + next + " " + when);
        assertEquals(rows, row.path(1).asLong(), "doubled " + when);
        assertEquals(last - first + 1, rows, "a gap " + when);
        assertTrue(rows >= Math.min(ROWS_KEPT, last + 1), "too few rows: " + row + " " + when);
        assertTrue(first >= firstSeen, "row " + first + " was gone " + when);
        assertEquals(last + 1, row.path(4).asLong(), "rows counted " + when);
        assertEquals(last * (last + 1) / 2, row.path(5).asLong(), "rows summed " + when);
        firstSeen = first;
    }
}
