package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.ingest.QuarantinedRow;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/quarantine}: rows that broke their contract; retrying them. */
final class QuarantineHandlers {
    private static final long LIMIT_DEFAULT = 100;
    private static final long LIMIT_MAX = 10_000;
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final Session mill;

    QuarantineHandlers(Session mill) {
        this.mill = mill;
    }

    /** The answer of a listing. */
    private record Listing(List<QuarantinedRow> rows, long total) {}

    void list(ServerRequest request, ServerResponse response) {
        String table = request.query().first("table").orElse(null);
        long limit = Math.min(LIMIT_MAX, Requests.number(request, "limit", LIMIT_DEFAULT));
        Json.send(
                response,
                new Listing(mill.quarantined(table, limit), mill.quarantinedTotal(table)));
    }

    void retry(ServerRequest request, ServerResponse response) throws Exception {
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        if (body.path("ids").isArray()) {
            List<Long> ids = new ArrayList<>();
            body.path("ids").forEach(id -> ids.add(id.asLong()));
            Json.send(response, mill.retryQuarantined(ids));
        } else if (body.path("table").isTextual()) {
            Json.send(response, mill.retryQuarantined(body.path("table").textValue()));
        } else {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "neither ids nor a table are given")
                    .withHint("{\"ids\": [1, 2]} or {\"table\": \"departures\"}");
        }
    }
}
