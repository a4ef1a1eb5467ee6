package dev.tidemill.server.http;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** {@code GET /v1/openapi.json}: the interface, described in OpenAPI 3.1. */
final class OpenApi implements Handler {
    private static final String DOCUMENT = "/dev/tidemill/server/openapi.json";

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        try (InputStream in = OpenApi.class.getResourceAsStream(DOCUMENT)) {
            Json.send(response, Objects.requireNonNull(in, DOCUMENT).readAllBytes());
        }
    }
}
