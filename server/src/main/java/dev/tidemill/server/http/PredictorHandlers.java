package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.node.Session;
import dev.tidemill.node.predict.Predictor;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** {@code /v1/predictors} and {@code /v1/predict}: how predictors do, and what they foretell. */
final class PredictorHandlers {
    private static final int BODY_BYTES_MAX = 1 << 16;

    private final Session mill;

    PredictorHandlers(Session mill) {
        this.mill = mill;
    }

    private static String name(ServerRequest request) {
        return request.path().pathParameters().get("name");
    }

    void list(ServerRequest request, ServerResponse response) {
        Json.send(
                response,
                Map.of("predictors", mill.predictors().stream().map(mill::predictor).toList()));
    }

    void one(ServerRequest request, ServerResponse response) {
        Json.send(response, mill.predictor(name(request)));
    }

    /** By window of time, by segment, by feature and by score. */
    void monitor(ServerRequest request, ServerResponse response) {
        Json.send(response, MonitorJson.of(mill.predictorMonitor(name(request))));
    }

    /** Answers when the prediction is journalled, with its row and the tick it can be read in. */
    void predict(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        Requests.requireJson(request);
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        Predictor.Foretold told = mill.predict(name(request), values(body.path("row")));
        ByteBuilder json = new ByteBuilder(512);
        json.append("{\"tick\":").append(told.tick()).append(",\"row\":");
        new JsonRowWriter(told.row().schema()).object(told.row(), 0, json);
        Json.send(response, json.append('}').toByteArray());
    }

    private static Map<String, String> values(JsonNode row) {
        if (!row.isObject()) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "the body has no row")
                    .withHint("{\"row\": {\"id\": 7, …}} with the key and the features' columns");
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> value : row.properties()) {
            if (value.getValue().isContainerNode()) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST, value.getKey() + " is no single value");
            }
            if (!value.getValue().isNull()) {
                values.put(value.getKey(), value.getValue().asText());
            }
        }
        return values;
    }
}
