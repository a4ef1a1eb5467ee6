package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.forget.ErasureReceipt;
import dev.tidemill.node.forget.ForgetDesk;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/forget}: erases a person, looks for one, and shows the receipts. */
final class ForgetHandlers {
    private static final int BODY_BYTES_MAX = 1 << 16;
    private final ForgetDesk desk;
    private final String by;

    ForgetHandlers(Session mill) {
        this.desk = mill.forgetting();
        this.by = mill.principal().name();
    }

    /** Answers with the receipt when the erasure is complete. */
    void forget(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        Requests.requireJson(request);
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        ErasureReceipt receipt = desk.forget(new ForgetDesk.Request(subject(body), kind(body), by));
        Json.send(response, receipt);
    }

    /** Where a person is; changes nothing. */
    void check(ServerRequest request, ServerResponse response) throws IOException {
        Requests.requireJson(request);
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        List<ErasureReceipt.Found> found = desk.check(subject(body), kind(body));
        Json.send(response, Map.of("found", found));
    }

    void receipts(ServerRequest request, ServerResponse response) {
        Json.send(response, Map.of("receipts", desk.receipts()));
    }

    private static String subject(JsonNode body) {
        JsonNode subject = body.path("subject");
        if (subject.isTextual() || subject.isIntegralNumber()) {
            return subject.asText();
        }
        throw new TidemillException(ErrorCode.INVALID_REQUEST, "the body names no subject")
                .withHint("{\"subject\": \"ada@example.com\"}");
    }

    private static @Nullable String kind(JsonNode body) {
        return body.path("kind").isTextual() ? body.path("kind").asText() : null;
    }
}
