package dev.tidemill.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * The cookie by which a browser that logged in is known. Scripts cannot read it, pages of other
 * sites do not send it, and over TLS it goes over TLS alone. It is named by the port, since a
 * browser keeps one jar for all ports of a host, and two mills would log each other out.
 */
final class SessionCookie {
    private static final String NAME = "tidemill_session_";

    /**
     * Browsers take a cookie of such a name over TLS, for this host and all paths, or not at all.
     */
    private static final String OVER_TLS = "__Host-";

    private SessionCookie() {}

    private static String name(ServerRequest request) {
        return (request.isSecure() ? OVER_TLS : "") + NAME + request.localPeer().port();
    }

    /** The secret that a request shows; empty when there is none. */
    static Optional<String> of(ServerRequest request) {
        String name = name(request) + "=";
        for (String header : request.headers().values(HeaderNames.COOKIE)) {
            for (String pair : header.split(";", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(name)) {
                    return Optional.of(cookie.substring(name.length()));
                }
            }
        }
        return Optional.empty();
    }

    /** Gives a browser the secret, for so long. */
    static void give(ServerRequest request, ServerResponse response, String secret, Duration age) {
        set(request, response, secret, age.toSeconds());
    }

    /** Takes it away. */
    static void take(ServerRequest request, ServerResponse response) {
        set(request, response, "", 0);
    }

    private static void set(
            ServerRequest request, ServerResponse response, String value, long seconds) {
        String cookie =
                "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                        .formatted(
                                name(request),
                                value,
                                seconds,
                                request.isSecure() ? "; Secure" : "");
        response.headers().set(HeaderNames.SET_COOKIE, cookie);
    }
}
