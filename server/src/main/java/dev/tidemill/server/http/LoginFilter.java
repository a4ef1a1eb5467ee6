package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.EndUserTokens;
import dev.tidemill.node.account.Login;
import dev.tidemill.node.account.LoginSessions;
import dev.tidemill.server.ServerOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out on whose behalf a request is made: by the server's own token, a token of an account, a
 * name and password, or the cookie of a page that logged somebody in. A browser, which cannot set
 * headers on an event stream, may give a token as {@code access_token} in the query.
 *
 * <p>While there is no token, account or policy, and the server listens on loopback only, everybody
 * is an administrator, but for pages of other origins that are not named: a browser sends what they
 * ask for from this machine. Health stays open for probes, and the pages, which hold no data, for
 * those who log in.
 */
final class LoginFilter implements Filter {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    /** Paths that hold no data: who has to log in is shown a page to do it. */
    private static final Set<String> OPEN = Set.of(LoginHandlers.LOGOUT, "/", "/app", "/app/");

    private static final List<String> OPEN_BELOW =
            List.of("/health/", "/assets/", "/app/assets/", "/favicon.", "/sdk/");

    /** What brings the mill's own notices: it may write, and see nothing. */
    private static final Principal NOTICES =
            Principal.user(Principal.MILL.name(), EnumSet.of(Scope.WRITE));

    private final ServerOptions options;
    private final Supplier<@Nullable Tidemill> mill;
    private final Auditing auditing;
    private final LoginSessions sessions;
    private final Credentials credentials;

    LoginFilter(
            ServerOptions options,
            Supplier<@Nullable Tidemill> mill,
            Auditing auditing,
            LoginSessions sessions) {
        this.credentials = new Credentials(options);
        this.sessions = requireNonNull(sessions, "sessions");
        this.auditing = requireNonNull(auditing, "auditing");
        this.options = requireNonNull(options, "options");
        this.mill = requireNonNull(mill, "mill");
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!isOpen(request)) {
            Visit visit = told(request);
            if (visit != null) {
                Visit.set(request, visit);
            }
        }
        chain.proceed();
    }

    private static boolean isOpen(RoutingRequest request) {
        String path = request.path().path();
        return OPEN.contains(path)
                || OPEN_BELOW.stream().anyMatch(path::startsWith)
                || (path.equals(LoginHandlers.LOGIN) && request.prologue().method() == Method.POST);
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
            return Visit.standing(Login.of(NOTICES));
        }
        if (open == null) {
            if (options.asksAlways()) {
                throw header.isEmpty() && token.isEmpty() ? nobody() : notYet();
            }
            return null;
        }
        String address = request.remotePeer().host();
        Authenticator authenticator = open.authenticator();
        boolean asks = options.asksAlways() || open.asksWho();
        if (header.startsWith(BASIC)) {
            OtherOrigins.refuse(request);
            return byPassword(header.substring(BASIC.length()), address, authenticator);
        }
        boolean known = credentials.isServersToken(token) || EndUserTokens.isOne(token);
        if (!token.isEmpty() && (asks || known)) {
            return Visit.of(credentials.byToken(token, address, authenticator), authenticator);
        }
        if (asks) {
            return byCookie(request, authenticator);
        }
        if (!AllowedOrigins.made(request)) {
            OtherOrigins.refuse(request);
        }
        return new Visit(Login.of(Principal.LOCAL), () -> !open.asksWho());
    }

    /**
     * Whether it is what an action of the mill sends to the demonstration's application in this
     * process: it knows no token, and what it tells is only shown. Pages of a browser are none.
     */
    private static boolean isNoticeOfOurs(RoutingRequest request) {
        return request.prologue().method() == Method.POST
                && isHook(request.path().path())
                && !OtherOrigins.isOfAPage(request)
                && request.remotePeer().address() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }

    private static boolean isHook(String path) {
        return path.startsWith(DemoApplication.HOOKS)
                && path.length() > DemoApplication.HOOKS.length()
                && path.indexOf('/', DemoApplication.HOOKS.length()) < 0;
    }

    private Visit byPassword(String encoded, String address, Authenticator authenticator) {
        String[] pair = decoded(encoded).split(":", 2);
        if (pair.length != 2) {
            throw nobody();
        }
        return Visit.of(
                credentials.byPassword(pair[0], pair[1], address, authenticator), authenticator);
    }

    /** Who logged in by a page of the mill's own. */
    private Visit byCookie(RoutingRequest request, Authenticator authenticator) {
        String secret = SessionCookie.of(request).orElseThrow(LoginFilter::nobody);
        OtherOrigins.refuse(request);
        Login login =
                sessions.find(secret)
                        .filter(authenticator::isStanding)
                        .orElseThrow(LoginFilter::loggedOut);
        return Visit.of(login, sessions, secret, authenticator);
    }

    private static String decoded(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static TidemillException notYet() {
        return new TidemillException(
                        ErrorCode.NOT_READY, "the mill is recovering, and accounts are read then")
                .withHint("GET /health/ready tells when it serves");
    }

    private static TidemillException loggedOut() {
        return new TidemillException(ErrorCode.UNAUTHORISED, "the session is over")
                .withHint("log in again: POST /v1/login");
    }

    private static TidemillException nobody() {
        return new TidemillException(ErrorCode.UNAUTHORISED, "a valid token or password is needed")
                .withHint("send Authorization: Bearer TOKEN, or Basic with a name and password");
    }
}
