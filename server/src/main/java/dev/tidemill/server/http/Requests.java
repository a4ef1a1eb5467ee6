package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.webserver.http.ServerRequest;

/** Reads parameters of requests. */
final class Requests {
    private Requests() {}

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
