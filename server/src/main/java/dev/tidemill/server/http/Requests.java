package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/** Reads parameters and headers of requests. */
final class Requests {
    private Requests() {}

    /**
     * Refuses a body of another type: a web page of another origin cannot send this one without
     * asking first.
     */
    static void requireJson(ServerRequest request) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith(Json.TYPE)) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "\"" + type + "\" is not JSON")
                    .withHint("send it with Content-Type: application/json");
        }
    }

    /** A whole number of the query, not negative. */
    static long number(ServerRequest request, String name, long otherwise) {
        String text = request.query().first(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TidemillException(
                ErrorCode.INVALID_REQUEST, name + "=" + text + " is not a number from 0");
    }
}
