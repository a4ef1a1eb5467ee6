package dev.tidemill.server.http;

import dev.tidemill.node.Session;
import dev.tidemill.node.status.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/project}: what is defined, and where. */
final class ProjectHandler implements Handler {
    private final Session mill;

    ProjectHandler(Session mill) {
        this.mill = mill;
    }

    /** The answer. */
    private record Answer(
            String name, String title, Status.ClockStatus clock, List<Table> tables) {}

    /** A table's definition. */
    private record Table(String name, String kind, @Nullable String sql, @Nullable String file) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Status status = mill.status();
        Map<String, String> files = mill.definitionFiles();
        List<Table> tables =
                status.tables().stream()
                        .map(t -> new Table(t.name(), t.kind(), t.sql(), files.get(t.name())))
                        .toList();
        Json.send(response, new Answer(status.project(), status.title(), status.clock(), tables));
    }
}
