package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.Login;
import dev.tidemill.server.ServerOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out on whose behalf a request is made: by the server's own token, a token of an account, or
 * a name and password. A browser, which cannot set headers on an event stream, may give a token as
 * {@code access_token} in the query.
 *
 * <p>While there is no token, account or policy, and the server listens on loopback only, everybody
 * is an administrator. Health stays open for probes.
 */
final class LoginFilter implements Filter {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final ServerOptions options;
    private final Supplier<@Nullable Tidemill> mill;
    private final Auditing auditing;

    LoginFilter(ServerOptions options, Supplier<@Nullable Tidemill> mill, Auditing auditing) {
        this.auditing = requireNonNull(auditing, "auditing");
        this.options = requireNonNull(options, "options");
        this.mill = requireNonNull(mill, "mill");
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!request.path().path().startsWith("/health/")) {
            Visit visit = told(request);
            if (visit != null) {
                Visit.set(request, visit);
            }
        }
        chain.proceed();
    }

    private @Nullable Visit told(RoutingRequest request) {
        try {
            return visit(request);
        } catch (TidemillException e) {
            auditing.refused(
                    claimed(request), request.remotePeer().host(), request.path().path(), e);
            throw e;
        }
    }

    /** As whom somebody wanted to come. */
    private static String claimed(RoutingRequest request) {
        String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        return header.startsWith(BASIC)
                ? decoded(header.substring(BASIC.length())).split(":", 2)[0]
                : "";
    }

    /** Null while nothing is known: before the mill is open, who has a server to themselves. */
    private @Nullable Visit visit(RoutingRequest request) {
        String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        String token =
                header.startsWith(BEARER)
                        ? header.substring(BEARER.length())
                        : request.query().first("access_token").orElse("");
        Tidemill open = mill.get();
        if (header.isEmpty() && token.isEmpty() && isNoticeOfOurs(request)) {
            return new Visit(Login.of(Principal.MILL), null);
        }
        if (isServersToken(token)) {
            return new Visit(Login.of(Principal.TOKEN), null);
        }
        if (open == null) {
            if (options.asksAlways()) {
                throw header.isEmpty() && token.isEmpty() ? nobody() : notYet();
            }
            return null;
        }
        String address = request.remotePeer().host();
        Authenticator authenticator = open.authenticator();
        if (header.startsWith(BASIC)) {
            refuseOtherOrigins(request);
            return byPassword(header.substring(BASIC.length()), address, authenticator);
        }
        if (!token.isEmpty() && (options.asksAlways() || open.asksWho())) {
            return new Visit(authenticator.byToken(token, address), authenticator);
        }
        if (options.asksAlways() || open.asksWho()) {
            throw nobody();
        }
        return new Visit(Login.of(Principal.LOCAL), null);
    }

    /**
     * Whether it is what an action of the mill sends to the demonstration's application in this
     * process: it knows no token, and what it tells is only shown.
     */
    private static boolean isNoticeOfOurs(RoutingRequest request) {
        return request.prologue().method() == Method.POST
                && request.path().path().startsWith(DemoApplication.HOOKS)
                && request.remotePeer().address() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }

    private boolean isServersToken(String token) {
        String own = options.token();
        return own != null && MessageDigest.isEqual(own.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    private Visit byPassword(String encoded, String address, Authenticator authenticator) {
        String[] pair = decoded(encoded).split(":", 2);
        if (pair.length != 2) {
            throw nobody();
        }
        if (isServersToken(pair[1])) {
            return new Visit(Login.of(Principal.TOKEN), null);
        }
        return new Visit(authenticator.byPassword(pair[0], pair[1], address), authenticator);
    }

    private static String decoded(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** A browser sends a password along with whatever a page of another origin makes it send. */
    private static void refuseOtherOrigins(RoutingRequest request) {
        String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (!origin.isEmpty() && !host.equalsIgnoreCase(authority(origin))) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN, "a page of another origin may not use a password")
                    .withHint("send a token");
        }
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static TidemillException notYet() {
        return new TidemillException(
                        ErrorCode.NOT_READY, "the mill is recovering, and accounts are read then")
                .withHint("GET /health/ready tells when it serves");
    }

    private static TidemillException nobody() {
        return new TidemillException(ErrorCode.UNAUTHORISED, "a valid token or password is needed")
                .withHint("send Authorization: Bearer TOKEN, or Basic with a name and password");
    }
}
