package dev.tidemill.server.http;

import dev.tidemill.node.Session;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code /v1/status}: the mill's state, once or twice a second. */
final class StatusHandlers {
    private static final long STREAM_MILLIS = 500;
    private final Session mill;

    StatusHandlers(Session mill) {
        this.mill = mill;
    }

    void now(ServerRequest request, ServerResponse response) {
        Json.send(response, mill.status());
    }

    void stream(ServerRequest request, ServerResponse response) throws InterruptedException {
        try (EventStream events = new EventStream(response)) {
            while (mill.isRunning()) {
                Visit.requireStanding(request);
                events.event("status", "", Json.encode(mill.status()));
                Thread.sleep(STREAM_MILLIS);
            }
        } catch (IOException | UncheckedIOException e) {
            // The reader went away.
        }
    }
}
