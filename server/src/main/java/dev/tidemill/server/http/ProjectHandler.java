package dev.tidemill.server.http;

import dev.tidemill.definitions.Project;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.status.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/project}: what is defined, and where. */
final class ProjectHandler implements Handler {
    private final Tidemill mill;

    ProjectHandler(Tidemill mill) {
        this.mill = mill;
    }

    /** The answer. */
    private record Answer(
            String name, String title, Status.ClockStatus clock, List<Table> tables) {}

    /** A table's definition. */
    private record Table(String name, String kind, @Nullable String sql, @Nullable String file) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Project project = mill.project();
        Status status = mill.status();
        Map<String, String> files = ProjectDefinitions.files(project);
        List<Table> tables =
                status.tables().stream()
                        .map(t -> new Table(t.name(), t.kind(), t.sql(), files.get(t.name())))
                        .toList();
        Json.send(response, new Answer(project.name(), project.title(), status.clock(), tables));
    }
}
