package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is no HTTP request that a handler could meet is answered in the form of all errors. */
public final class TransportErrors implements DirectHandler {
    private TransportErrors() {}

    public static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new TransportErrors());
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        ErrorCode code =
                switch (type) {
                    case PAYLOAD_TOO_LARGE -> ErrorCode.BODY_TOO_LARGE;
                    case INTERNAL_ERROR -> ErrorCode.INTERNAL;
                    default -> ErrorCode.INVALID_REQUEST;
                };
        // The web server passes an exception's message on, and not every exception has one.
        String fact = message == null || message.isEmpty() ? status.reasonPhrase() : message;
        return TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Json.TYPE)
                .keepAlive(type.keepAlive())
                .entity(
                        Json.encode(
                                Map.of("error", Errors.body(new TidemillException(code, fact)))))
                .build();
    }
}
