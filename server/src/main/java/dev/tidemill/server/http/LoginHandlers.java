package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.account.Login;
import dev.tidemill.node.account.LoginSessions;
import dev.tidemill.server.ServerOptions;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/login} and {@code /v1/logout}, by which a page logs somebody in and out, and
 * {@code GET /v1/login}, which tells who asks. Safe for all threads.
 */
final class LoginHandlers {
    /** Where somebody logs in. */
    static final String LOGIN = "/v1/login";

    /** Where they log out. */
    static final String LOGOUT = "/v1/logout";

    private static final int BODY_BYTES_MAX = 8 << 10;

    private final Supplier<@Nullable Tidemill> mill;
    private final ServerOptions options;
    private final Auditing auditing;
    private final LoginSessions sessions;
    private final Credentials credentials;

    /**
     * @param mill null while it is recovering
     */
    LoginHandlers(
            Supplier<@Nullable Tidemill> mill,
            ServerOptions options,
            Auditing auditing,
            LoginSessions sessions) {
        this.mill = requireNonNull(mill, "mill");
        this.options = requireNonNull(options, "options");
        this.auditing = requireNonNull(auditing, "auditing");
        this.sessions = requireNonNull(sessions, "sessions");
        this.credentials = new Credentials(options);
    }

    /**
     * Who asks.
     *
     * @param restricted whether policies hold for them
     * @param asked whether the mill asks who comes; when not, there is nothing to log in to
     * @param session whether they logged in, and so can log out
     * @param expires when the session ends at the latest; null when it was not begun by this
     *     request
     */
    private record Known(
            String user,
            List<String> scopes,
            boolean restricted,
            boolean asked,
            boolean session,
            @Nullable String expires) {}

    /** {@code POST /v1/login}. A session that is shown ends, so that nobody's is taken over. */
    void login(ServerRequest request, ServerResponse response) throws Exception {
        Tidemill open = open();
        OtherOrigins.refuse(request);
        Requests.requireJson(request);
        Login login = checked(request, open);
        Visit.set(request, Visit.of(login, open.authenticator()));
        auditing.around("POST " + LOGIN, false, request, () -> begin(login, request, response));
    }

    private Login checked(ServerRequest request, Tidemill open) throws IOException {
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        String address = request.remotePeer().host();
        String name = text(body, "name");
        String token = text(body, "token");
        try {
            return token.isEmpty()
                    ? credentials.byPassword(
                            name, text(body, "password"), address, open.authenticator())
                    : credentials.byToken(token, address, open.authenticator());
        } catch (TidemillException e) {
            auditing.refused(name, address, LOGIN, e);
            throw e;
        }
    }

    private static String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, name + " is not a text")
                    .withHint("{\"name\": \"ann\", \"password\": \"…\"}");
        }
        return value.asText("");
    }

    private void begin(Login login, ServerRequest request, ServerResponse response) {
        SessionCookie.of(request).ifPresent(sessions::end);
        Duration age = sessions.age();
        SessionCookie.give(request, response, sessions.begin(login), age);
        Instant expires = Instant.now().plus(age).truncatedTo(ChronoUnit.SECONDS);
        Json.send(response, known(open().behindDoor(login.principal()).sight(), true, expires));
    }

    /** {@code GET /v1/login}. */
    void known(Sight sight, ServerRequest request, ServerResponse response) {
        boolean session = Visit.of(request).filter(Visit::byCookie).isPresent();
        Json.send(response, known(sight, session, null));
    }

    private Known known(Sight sight, boolean session, @Nullable Instant expires) {
        List<String> scopes =
                sight.principal().scopes().stream().sorted().map(Scope::word).toList();
        return new Known(
                sight.principal().name(),
                scopes,
                sight.isRestricted(),
                options.asksAlways() || open().asksWho(),
                session,
                expires == null ? null : expires.toString());
    }

    /** {@code POST /v1/logout}, which is right whoever was logged in. */
    void logout(ServerRequest request, ServerResponse response) throws Exception {
        Tidemill open = open();
        OtherOrigins.refuse(request);
        Optional<Login> ended = SessionCookie.of(request).flatMap(sessions::end);
        ended.ifPresent(login -> Visit.set(request, Visit.of(login, open.authenticator())));
        auditing.around(
                "POST " + LOGOUT,
                false,
                request,
                () -> {
                    SessionCookie.take(request, response);
                    response.status(204);
                    response.send();
                });
    }

    private Tidemill open() {
        Tidemill open = mill.get();
        if (open == null) {
            throw new TidemillException(ErrorCode.NOT_READY, "the mill is recovering")
                    .withHint("GET /health/ready tells when it serves");
        }
        return open;
    }
}
