package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.server.ServerOptions;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Tells browsers that pages of the named origins may read what the mill answers them (WHATWG Fetch,
 * section 3.2). They show a token, or come where nobody is asked; never by a cookie or a password,
 * which a browser sends along unasked, so credentials are allowed to none. A preflight is answered
 * before anybody is asked who they are, as it says nothing of that.
 */
final class AllowedOrigins implements Filter {
    private static final HeaderName EXPOSED = HeaderNames.create("Access-Control-Expose-Headers");
    private static final String METHODS = "GET, POST, DELETE";
    private static final String HEADERS =
            "Authorization, Content-Type, Accept, Idempotency-Key, Last-Event-ID, X-Requested-With";
    private static final String ANSWERED = "Retry-After, WWW-Authenticate";

    /** How long a browser may remember the answer to a preflight, in seconds. */
    private static final String REMEMBERED_SECONDS = "600";

    private final ServerOptions options;

    AllowedOrigins(ServerOptions options) {
        this.options = requireNonNull(options, "options");
    }

    /** That a page of an origin which is named made a request. */
    private record Allowed(String origin) {}

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (options.origins().isEmpty()) {
            chain.proceed();
            return;
        }
        response.headers().set(HeaderNames.VARY, "Origin");
        String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
        if (!options.origins().contains(origin)) {
            chain.proceed();
            return;
        }
        request.context().register(Allowed.class, new Allowed(origin));
        tell(request, response);
        if (request.prologue().method() == Method.OPTIONS
                && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
            response.headers().set(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            response.headers().set(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            response.headers().set(HeaderNames.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS);
            response.status(Status.NO_CONTENT_204);
            response.send();
            return;
        }
        chain.proceed();
    }

    /** Whether a page of a named origin made a request. */
    static boolean made(ServerRequest request) {
        return request.context().get(Allowed.class, Allowed.class).isPresent();
    }

    /** Says so in the answer: what answers for an error begins with no headers. */
    static void tell(ServerRequest request, ServerResponse response) {
        request.context()
                .get(Allowed.class, Allowed.class)
                .ifPresent(
                        allowed -> {
                            response.headers().set(HeaderNames.VARY, "Origin");
                            response.headers()
                                    .set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed.origin());
                            response.headers().set(EXPOSED, ANSWERED);
                        });
    }
}
