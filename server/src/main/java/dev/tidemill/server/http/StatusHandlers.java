package dev.tidemill.server.http;

import dev.tidemill.node.Tidemill;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code /v1/status}: the mill's state, once or twice a second. */
final class StatusHandlers implements HttpService {
    private static final long STREAM_MILLIS = 500;
    private final Tidemill mill;

    StatusHandlers(Tidemill mill) {
        this.mill = mill;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", (request, response) -> Json.send(response, mill.status()));
        rules.get("/stream", (request, response) -> stream(response));
    }

    private void stream(ServerResponse response) throws InterruptedException {
        try (EventStream events = new EventStream(response)) {
            while (mill.isRunning()) {
                events.event("status", "", Json.encode(mill.status()));
                Thread.sleep(STREAM_MILLIS);
            }
        } catch (IOException | UncheckedIOException e) {
            // The reader went away.
        }
    }
}
