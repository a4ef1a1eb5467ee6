package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.predict.ModelRegistry;
import dev.tidemill.node.predict.ModelVersion;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code /v1/predictors/{name}/…}: a predictor's models, and what is to become of them. */
final class ModelHandlers {
    private static final int BODY_BYTES_MAX = 1 << 16;
    private static final String FILE_TYPE = "application/octet-stream";

    private final Session mill;

    ModelHandlers(Session mill) {
        this.mill = mill;
    }

    /** The models that are used, the champion first. */
    private record Models(List<ModelVersion> models) {}

    void list(ServerRequest request, ServerResponse response) {
        send(response, models(request, Scope.READ).versions());
    }

    private static void send(ServerResponse response, List<ModelVersion> models) {
        Json.send(response, new Models(models));
    }

    void export(ServerRequest request, ServerResponse response) {
        byte[] file = models(request, Scope.READ).export(model(request));
        response.headers().set(HeaderNames.CONTENT_TYPE, FILE_TYPE);
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(file);
    }

    void take(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith(FILE_TYPE)) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "\"" + type + "\" is not a model's file")
                    .withHint("send it with Content-Type: " + FILE_TYPE);
        }
        ModelRegistry models = models(request, Scope.ADMIN);
        String name = request.query().first("name").orElse(Contest.IMPORTED);
        Visit.note(request).statement("import of a model as " + name);
        byte[] file = RequestBody.read(request, ModelRegistry.FILE_BYTES_MAX);
        String why = request.query().first("why").orElse("");
        boolean isOnnx = request.query().first("form").orElse("").equals("onnx");
        send(
                response,
                isOnnx
                        ? models.takeOnnx(file, name, reason(why))
                        : models.take(file, name, reason(why)));
    }

    void promote(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        JsonNode body = body(request);
        String model = body.path("model").asText("");
        if (model.isEmpty()) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "no model is given")
                    .withHint("{\"model\": \"trees\"}, or its version");
        }
        Visit.note(request).statement("promotion of " + model);
        send(response, models(request, Scope.ADMIN).promote(model, reason(body)));
    }

    void rollBack(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        JsonNode body = body(request);
        send(response, models(request, Scope.ADMIN).rollBack(reason(body)));
    }

    /** Answers when it is journalled, and not when the model is there. */
    void retrain(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        JsonNode body = body(request);
        ModelRegistry models = models(request, Scope.ADMIN);
        models.retrain(reason(body));
        send(response, models.versions());
    }

    void drop(ServerRequest request, ServerResponse response) throws InterruptedException {
        String why = request.query().first("why").orElse("");
        send(response, models(request, Scope.ADMIN).drop(model(request), reason(why)));
    }

    private ModelRegistry models(ServerRequest request, Scope scope) {
        return mill.models(request.path().pathParameters().get("name"), scope);
    }

    private static String model(ServerRequest request) {
        return request.path().pathParameters().get("model");
    }

    private ModelRegistry.Reason reason(JsonNode body) {
        return reason(body.path("why").asText(""));
    }

    private ModelRegistry.Reason reason(String why) {
        return new ModelRegistry.Reason(mill.principal().name(), why);
    }

    private static JsonNode body(ServerRequest request) throws IOException {
        Requests.requireJson(request);
        return Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
    }
}
