package dev.tidemill.cli.replay;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import java.time.Duration;

/** Posts rows to a server, and asks one that says it is busy again, with the same key. */
public record PatientPoster(ServerClient client) {
    private static final int ATTEMPTS_MAX = 2_000;
    private static final Duration BUSY_PAUSE = Duration.ofMillis(25);

    public PatientPoster {
        requireNonNull(client, "client");
    }

    /**
     * Returns the answer when the server has the rows on disk.
     *
     * @param ndjson one JSON object a line
     * @param idempotencyKey the server takes rows with the same key once
     */
    public JsonNode post(String table, byte[] ndjson, String idempotencyKey)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.postRows(table, ndjson, idempotencyKey);
            } catch (TidemillException e) {
                if (e.errorCode() != ErrorCode.BACKPRESSURE || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                Thread.sleep(BUSY_PAUSE);
            }
        }
    }
}
