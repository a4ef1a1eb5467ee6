package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The application that a project's actions talk to, for trying them out: it takes webhooks at
 * {@code /app/hooks/NAME} and shows the newest. A webhook whose key it has seen is answered but not
 * shown again, as a real receiver does it.
 */
final class DemoApplication {
    /** Where webhooks come. */
    static final String HOOKS = "/app/hooks/";

    private static final int KEPT_MAX = 200;
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final ArrayDeque<Alert> alerts = new ArrayDeque<>();
    private final Set<String> keys = new HashSet<>();

    /** A webhook received. */
    private record Alert(
            String key, String receivedAt, String transition, JsonNode row, JsonNode payload) {}

    /** The answer of a listing, newest first. */
    private record Listing(List<Alert> alerts) {}

    /** {@code POST /app/hooks/NAME}. */
    void receive(ServerRequest request, ServerResponse response) throws IOException {
        String key = request.headers().first(HeaderNames.create("Idempotency-Key")).orElse("");
        JsonNode payload = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        if (key.isEmpty()) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "no Idempotency-Key");
        }
        synchronized (this) {
            if (keys.add(key)) {
                alerts.addFirst(
                        new Alert(
                                key,
                                Instant.now().toString(),
                                payload.path("transition").asText(),
                                payload.path("row"),
                                payload));
                while (alerts.size() > KEPT_MAX) {
                    keys.remove(alerts.removeLast().key());
                }
            }
        }
        response.status(204);
        response.send();
    }

    /** {@code GET /app/hooks/NAME}: the newest, of whichever name. */
    void list(ServerResponse response) {
        List<Alert> newest;
        synchronized (this) {
            newest = new ArrayList<>(alerts);
        }
        Json.send(response, new Listing(newest));
    }
}
