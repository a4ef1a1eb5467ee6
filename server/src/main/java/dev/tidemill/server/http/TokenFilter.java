package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.store.admission.Caller;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.security.MessageDigest;

/**
 * Lets only requests with the token through; health stays open for probes. A browser, which cannot
 * set headers on an event stream, may give it as {@code access_token} in the query.
 */
final class TokenFilter implements Filter {
    private final byte[] expected;

    TokenFilter(String token) {
        expected = token.getBytes(UTF_8);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!request.path().path().startsWith("/health/") && !matches(given(request))) {
            throw new TidemillException(ErrorCode.UNAUTHORISED, "a valid token is needed")
                    .withHint("send the header Authorization: Bearer TOKEN");
        }
        Callers.set(request, Caller.TOKEN);
        chain.proceed();
    }

    private static String given(RoutingRequest request) {
        String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        if (header.startsWith("Bearer ")) {
            return header.substring("Bearer ".length());
        }
        return request.query().first("access_token").orElse("");
    }

    private boolean matches(String token) {
        return MessageDigest.isEqual(expected, token.getBytes(UTF_8));
    }
}
