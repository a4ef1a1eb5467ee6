package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;

/**
 * A way into the server. There is none that does not say what it needs.
 *
 * @param path with its parameters in braces
 */
public record Route(Method method, String path, Need need, Handler handler) {
    public Route {
        requireNonNull(method, "method");
        requireNonNull(path, "path");
        requireNonNull(need, "need");
        requireNonNull(handler, "handler");
    }

    /** The method and the path, as {@code GET /v1/tables}. */
    @Override
    public String toString() {
        return method.text() + " " + path;
    }
}
