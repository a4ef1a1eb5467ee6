package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.plan.PreviewDesk;
import dev.tidemill.node.plan.PreviewDifference;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /v1/preview}: definitions that run beside those in force, to be looked at. */
final class PreviewHandlers {
    private static final int SAMPLES_DEFAULT = 5;

    private final Session mill;
    private final PreviewDesk desk;
    private final DefinitionTurns turns;

    PreviewHandlers(Session mill, DefinitionTurns turns) {
        this.mill = mill;
        this.desk = mill.previewDesk(Scope.READ);
        this.turns = turns;
    }

    /** Answers when the previews are defined; they may be built then still. */
    void make(ServerRequest request, ServerResponse response) throws IOException {
        try (DefinitionTurns.Turn _ = turns.take()) {
            JsonNode body = DefinitionHandlers.body(request);
            DefinitionFiles files = DefinitionBody.files(body);
            mill.requireJars(files);
            String prefix = body.path("prefix").asText(PreviewDesk.PREFIX_DEFAULT);
            Json.send(response, desk.make(files, prefix));
        }
    }

    void list(ServerRequest request, ServerResponse response) {
        Json.send(response, Map.of("previews", desk.list()));
    }

    void drop(ServerRequest request, ServerResponse response) {
        String prefix = request.query().first("prefix").orElse(null);
        Json.send(response, Map.of("dropped", desk.drop(prefix)));
    }

    void difference(ServerRequest request, ServerResponse response) throws IOException {
        String table = request.path().pathParameters().get("table");
        PreviewDifference difference = desk.difference(table, samples(request));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tick", difference.tick());
        body.put("table", difference.table());
        body.put("preview", difference.preview());
        body.put("differs", !difference.isEmpty());
        body.put("columns", columns(difference.tableSample().schema()));
        body.put("table_columns", difference.tableColumns());
        body.put("preview_columns", difference.previewColumns());
        body.put("equal", difference.equal());
        body.put("table_only", difference.tableOnly());
        body.put("preview_only", difference.previewOnly());
        body.put("table_sample", rows(difference.tableSample()));
        body.put("preview_sample", rows(difference.previewSample()));
        Json.send(response, body);
    }

    private static int samples(ServerRequest request) {
        String text = request.query().first("samples").orElse(String.valueOf(SAMPLES_DEFAULT));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, "\"" + text + "\" is no number of rows", e);
        }
    }

    private static JsonNode columns(Schema schema) throws IOException {
        ByteBuilder json = new ByteBuilder(256);
        JsonTables.columns(schema, json);
        return Json.MAPPER.readTree(json.toByteArray());
    }

    private static JsonNode rows(Batch batch) throws IOException {
        ByteBuilder json = new ByteBuilder(1024);
        JsonTables.rows(batch, json);
        return Json.MAPPER.readTree(json.toByteArray());
    }
}
