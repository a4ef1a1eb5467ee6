package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.NamedType;
import dev.tidemill.node.Session;
import dev.tidemill.node.feature.FeatureAnswer;
import dev.tidemill.node.feature.FeatureView;
import dev.tidemill.node.feature.TrainingLabels;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Cancellation;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/features}: the views there are, their features by key, and training sets. */
final class FeatureHandlers {
    private static final int BODY_BYTES_MAX = 8 << 20;
    private static final Set<String> TRAINING_FIELDS =
            Set.of("table", "labels", "time", "tick", "mode");

    private final Session mill;
    private final Connections connections;

    FeatureHandlers(Session mill, Connections connections) {
        this.mill = mill;
        this.connections = connections;
    }

    private FeatureView view(ServerRequest request) {
        return mill.features(request.path().pathParameters().get("view"));
    }

    /** {@code GET /v1/features}. */
    void list(ServerRequest request, ServerResponse response) {
        Json.send(
                response,
                Map.of("views", mill.features().stream().map(FeatureHandlers::described).toList()));
    }

    private static Map<String, @Nullable Object> described(FeatureViewDefinition view) {
        Map<String, @Nullable Object> described = new LinkedHashMap<>();
        described.put("id", view.id());
        described.put("name", view.name());
        described.put("version", view.version());
        described.put("entity", view.entity());
        described.put("description", view.description());
        described.put("key", columns(view.key()));
        described.put("request", columns(view.request()));
        List<Map<String, String>> features = new ArrayList<>();
        for (Field field : view.features().fields()) {
            features.add(Map.of("name", field.name(), "type", field.type().sqlName()));
        }
        described.put("features", features);
        described.put("sources", view.sources().stream().map(FeatureSource::table).toList());
        described.put("ttl", view.ttl() == null ? null : String.valueOf(view.ttl()));
        described.put("recorded", view.isRecorded());
        described.put("keys_max", view.keysMax());
        return described;
    }

    private static List<Map<String, String>> columns(List<NamedType> types) {
        return types.stream()
                .map(each -> Map.of("name", each.name(), "type", each.type().sqlName()))
                .toList();
    }

    /** {@code GET /v1/features/{view}?key=…}; values of the request go by their names. */
    void one(ServerRequest request, ServerResponse response) {
        FeatureView view = view(request);
        Map<String, String> values = new HashMap<>();
        for (NamedType value : view.definition().request()) {
            request.query().first(value.name()).ifPresent(text -> values.put(value.name(), text));
        }
        send(request, response, view.get(request.query().all("key", List::of), values));
    }

    /** {@code POST /v1/features/{view}} with {@code {"rows": [{…}, …]}}. */
    void many(ServerRequest request, ServerResponse response) throws IOException {
        Requests.requireJson(request);
        FeatureView view = view(request);
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        if (!body.path("rows").isArray() || body.size() != 1) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "the field rows is missing")
                    .withHint("{\"rows\": [{\"KEY\": …, \"REQUEST VALUE\": …}, …]}");
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (JsonNode row : body.path("rows")) {
            if (!row.isObject()) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST, "a row is an object of values by name");
            }
            Map<String, String> values = new HashMap<>();
            row.properties()
                    .forEach(
                            each -> {
                                JsonNode value = each.getValue();
                                if (!value.isNull()) {
                                    values.put(each.getKey(), text(value));
                                }
                            });
            rows.add(values);
        }
        send(request, response, view.get(rows));
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static void send(ServerRequest request, ServerResponse response, FeatureAnswer answer) {
        Visit.note(request).rows(answer.size());
        ByteBuilder json = new ByteBuilder(256 + 128 * answer.size());
        json.append("{\"view\":");
        JsonRowWriter.string(answer.view().id(), json);
        json.append(",\"tick\":").append(answer.tick()).append(",\"now\":");
        JsonRowWriter.string(
                Instant.EPOCH.plus(answer.nowMicros(), ChronoUnit.MICROS).toString(), json);
        json.append(",\"rows\":[");
        Batch keys = answer.inputs();
        JsonRowWriter inputs = new JsonRowWriter(keys.schema());
        JsonRowWriter features = new JsonRowWriter(answer.features().schema());
        for (int row = 0; row < answer.size(); row++) {
            json.append(row > 0 ? ",{\"given\":" : "{\"given\":");
            inputs.object(keys, row, json);
            json.append(",\"features\":");
            features.object(answer.features(), row, json);
            Map<String, String> absent = new LinkedHashMap<>();
            answer.absent(row).forEach((source, status) -> absent.put(source, status.word()));
            texts("absent", absent, json);
            texts("failed", answer.failures(row), json);
            json.append('}');
        }
        Json.send(response, json.append("]}").toByteArray());
    }

    /** Left out when there is nothing to say. */
    private static void texts(String name, Map<String, String> texts, ByteBuilder json) {
        if (texts.isEmpty()) {
            return;
        }
        json.append(",\"" + name + "\":");
        boolean first = true;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.append(first ? '{' : ',');
            JsonRowWriter.string(text.getKey(), json);
            json.append(':');
            JsonRowWriter.string(text.getValue(), json);
            first = false;
        }
        json.append('}');
    }

    /** {@code POST /v1/features/{view}/training-set}. */
    void trainingSet(ServerRequest request, ServerResponse response) throws IOException {
        Requests.requireJson(request);
        FeatureViewDefinition view = view(request).definition();
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!TRAINING_FIELDS.contains(field.getKey()) || !field.getValue().isTextual()) {
                throw new TidemillException(
                                ErrorCode.INVALID_REQUEST,
                                "a training set has no text " + field.getKey())
                        .withHint("labels or table, time or tick, and mode");
            }
        }
        TrainingLabels labels =
                new TrainingLabels(
                        labels(body),
                        body.path("time").textValue(),
                        body.path("tick").textValue(),
                        mode(body.path("mode").asText("as_known")));
        Visit.note(request).statement(labels.sql());
        Cancellation cancellation = new Cancellation(connections.gone(request));
        ExportHandlers.send(
                new Rows(mill, view, labels, cancellation), view.name(), request, response);
    }

    private static String labels(JsonNode body) {
        if (body.has("labels") == body.has("table")) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "give labels, a SELECT, or a table")
                    .withHint("{\"labels\": \"SELECT …\", \"time\": \"COLUMN\"}");
        }
        return body.has("labels")
                ? body.path("labels").asText()
                : TrainingLabels.of(body.path("table").asText());
    }

    private static TrainingLabels.Mode mode(String word) {
        return switch (word) {
            case "as_known" -> TrainingLabels.Mode.AS_KNOWN;
            case "as_corrected" -> TrainingLabels.Mode.AS_CORRECTED;
            default ->
                    throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, word + " is not as_known or as_corrected");
        };
    }

    /** A training set as a stream of rows. */
    private record Rows(
            Session mill,
            FeatureViewDefinition view,
            TrainingLabels labels,
            Cancellation cancellation)
            implements ExportHandlers.Rows {
        @Override
        public <T> T read(RowsReader<T> reader) {
            return mill.trainingSet(view, labels, cancellation, reader);
        }

        @Override
        public ParquetFile parquet() {
            return mill.trainingFile(view, labels, cancellation);
        }
    }
}
