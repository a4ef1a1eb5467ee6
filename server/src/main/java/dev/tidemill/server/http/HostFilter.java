package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Lets only requests through that are meant for this machine, for a server that asks for no token.
 * A page of another host could otherwise give its own name this machine's address and ask as if it
 * came from here.
 */
final class HostFilter implements Filter {
    private static final Pattern LOOPBACK =
            Pattern.compile(
                    "(localhost|[a-z0-9.-]+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]+)?");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String host = request.authority();
        if (!isLoopback(host)) {
            throw new TidemillException(
                            ErrorCode.UNAUTHORISED,
                            "the host \"%s\" is not this machine".formatted(shortened(host)))
                    .withHint("ask for localhost, or start the server with a token");
        }
        chain.proceed();
    }

    /** Whether a request's authority, a host and perhaps a port, is this machine to itself. */
    static boolean isLoopback(String authority) {
        return LOOPBACK.matcher(authority.toLowerCase(Locale.ROOT)).matches();
    }

    private static String shortened(String host) {
        return host.length() <= 80 ? host : host.substring(0, 80) + "…";
    }
}
