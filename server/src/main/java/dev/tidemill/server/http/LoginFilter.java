package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.Login;
import dev.tidemill.server.ServerOptions;
import io.helidon.http.HeaderName;
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
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out on whose behalf a request is made: by the server's own token, a token of an account, or
 * a name and password. A browser, which cannot set headers on an event stream, may give a token as
 * {@code access_token} in the query.
 *
 * <p>While there is no token, account or policy, and the server listens on loopback only, everybody
 * is an administrator, but for pages of other origins: a browser sends what they ask for from this
 * machine. Health stays open for probes.
 */
final class LoginFilter implements Filter {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final HeaderName FETCH_DEST = HeaderNames.create("Sec-Fetch-Dest");

    /** Where a browser's request comes from when no other origin made it. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    /** What brings the mill's own notices: it may write, and see nothing. */
    private static final Principal NOTICES =
            Principal.user(Principal.MILL.name(), EnumSet.of(Scope.WRITE));

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
        if (isServersToken(token)) {
            authenticator.requireTry(address);
            return Visit.standing(Login.of(Principal.TOKEN));
        }
        if (header.startsWith(BASIC)) {
            refuseOtherOrigins(request);
            return byPassword(header.substring(BASIC.length()), address, authenticator);
        }
        if (!token.isEmpty() && (options.asksAlways() || open.asksWho())) {
            return Visit.of(authenticator.byToken(token, address), authenticator);
        }
        if (options.asksAlways() || open.asksWho()) {
            throw nobody();
        }
        refuseOtherOrigins(request);
        return new Visit(Login.of(Principal.LOCAL), () -> !open.asksWho());
    }

    /**
     * Whether it is what an action of the mill sends to the demonstration's application in this
     * process: it knows no token, and what it tells is only shown. Pages of a browser are none.
     */
    private static boolean isNoticeOfOurs(RoutingRequest request) {
        return request.prologue().method() == Method.POST
                && isHook(request.path().path())
                && !request.headers().contains(HeaderNames.ORIGIN)
                && !request.headers().contains(FETCH_SITE)
                && request.remotePeer().address() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }

    private static boolean isHook(String path) {
        return path.startsWith(DemoApplication.HOOKS)
                && path.length() > DemoApplication.HOOKS.length()
                && path.indexOf('/', DemoApplication.HOOKS.length()) < 0;
    }

    private boolean isServersToken(String token) {
        String own = options.token();
        return own != null
                && !token.isEmpty()
                && MessageDigest.isEqual(own.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    private Visit byPassword(String encoded, String address, Authenticator authenticator) {
        String[] pair = decoded(encoded).split(":", 2);
        if (pair.length != 2) {
            throw nobody();
        }
        if (isServersToken(pair[1])) {
            authenticator.requireTry(address);
            return Visit.standing(Login.of(Principal.TOKEN));
        }
        return Visit.of(authenticator.byPassword(pair[0], pair[1], address), authenticator);
    }

    private static String decoded(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /**
     * A browser sends a password along with whatever a page of another origin makes it send, and
     * reaches this machine for it. Programs that are no browsers send none of these headers.
     */
    private static void refuseOtherOrigins(RoutingRequest request) {
        String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
        boolean foreign =
                !origin.isEmpty() && !request.authority().equalsIgnoreCase(authority(origin));
        if (foreign || isOfAnotherSite(request)) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "a page of another origin may not use a password, nor this machine")
                    .withHint("send a token, or use the pages of the mill itself");
        }
    }

    /** By what browsers say of themselves; a link that a person follows is none of a page's. */
    private static boolean isOfAnotherSite(RoutingRequest request) {
        String site = request.headers().first(FETCH_SITE).orElse("");
        boolean followed =
                request.prologue().method() == Method.GET
                        && request.headers().first(FETCH_DEST).orElse("").equals("document");
        return !site.isEmpty() && !OWN_SITES.contains(site) && !followed;
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
