package dev.tidemill.server.http;

import dev.tidemill.node.Session;
import dev.tidemill.node.supervise.Supervisor;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;

/** {@code /v1/supervised}: what is tried again when it fails, and trying it at once. */
final class SupervisedHandlers {
    private final Supervisor supervisor;

    SupervisedHandlers(Session mill) {
        this.supervisor = mill.supervisor();
    }

    void list(ServerRequest request, ServerResponse response) {
        Json.send(response, Map.of("supervised", supervisor.reports()));
    }

    /** Answers at once, as of before the attempt. */
    void restart(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("name");
        Json.send(response, Map.of("supervised", supervisor.restart(name)));
    }
}
