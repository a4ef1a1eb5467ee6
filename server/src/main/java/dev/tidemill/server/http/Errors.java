package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a handler throws into an answer with a code, a fact, the place and a hint. */
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final HeaderName REQUESTED_WITH = HeaderNames.create("X-Requested-With");
    private static final String RETRY_AFTER_SECONDS = "1";

    private Errors() {}

    static void register(HttpRouting.Builder routing) {
        routing.error(
                TidemillException.class, (request, response, e) -> send(request, response, e));
        routing.error(
                BadRequestException.class,
                (request, response, e) ->
                        send(
                                request,
                                response,
                                new TidemillException(ErrorCode.INVALID_REQUEST, text(e))));
        routing.error(
                HttpException.class,
                (request, response, e) ->
                        send(
                                request,
                                response,
                                e.status().code(),
                                new TidemillException(ErrorCode.INVALID_REQUEST, text(e))));
        routing.error(
                RequestException.class,
                (request, response, e) ->
                        send(
                                request,
                                response,
                                new TidemillException(ErrorCode.INVALID_REQUEST, text(e))));
        routing.error(
                Throwable.class,
                (request, response, e) -> {
                    LOG.error("{} {} failed", request.prologue().method(), request.path(), e);
                    send(
                            request,
                            response,
                            new TidemillException(
                                    ErrorCode.INTERNAL, "this should not have happened: " + e));
                });
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void send(ServerRequest request, ServerResponse response, TidemillException e) {
        send(request, response, status(e.errorCode()), e);
    }

    private static void send(
            ServerRequest request, ServerResponse response, int status, TidemillException e) {
        if (response.isSent()) {
            return;
        }
        AllowedOrigins.tell(request, response);
        if (status == 429 || status == 503) {
            response.headers().set(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status == 401) {
            response.headers().set(HeaderNames.WWW_AUTHENTICATE, challenge(request));
        }
        response.status(status);
        Json.send(response, Map.of("error", body(e)));
    }

    /**
     * How to come in. A browser asks for a password by a dialog of its own when Basic is named, so
     * a page that logs people in itself says with {@code X-Requested-With} that it is one; an event
     * stream, which cannot say so, is one of a page's in any case.
     */
    private static String challenge(ServerRequest request) {
        boolean byAPage =
                request.headers().contains(REQUESTED_WITH)
                        || request.path().path().equals(LoginHandlers.LOGIN)
                        || request.headers()
                                .first(HeaderNames.ACCEPT)
                                .orElse("")
                                .startsWith("text/event-stream");
        return byAPage ? "Bearer" : "Basic realm=\"Tidemill\", Bearer";
    }

    static Map<String, Object> body(TidemillException e) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", e.errorCode().code());
        error.put("name", e.errorCode().name());
        error.put("message", e.message());
        error.put("detail", e.detail());
        error.put("hint", e.hint());
        error.put("sqlstate", e.errorCode().sqlState());
        if (e.place() != null && e.place().line() > 0) {
            error.put("line", e.place().line());
            error.put("column", e.place().column());
        }
        if (e.place() != null && e.place().source() != null) {
            error.put("file", e.place().source());
        }
        ErrorSubject subject = e.subject();
        if (subject != null) {
            Map<String, Object> about = new LinkedHashMap<>();
            about.put("table", subject.table());
            about.put("column", subject.column());
            about.put("constraint", subject.constraint());
            error.put("subject", about);
        }
        return error;
    }

    static int status(ErrorCode code) {
        return switch (code) {
            case UNKNOWN_TABLE, UNKNOWN_INDEX, UNKNOWN_FEATURE_VIEW, UNKNOWN_PREDICTOR, NOT_FOUND ->
                    404;
            case UNAUTHORISED -> 401;
            case FORBIDDEN -> 403;
            case PLAN_STALE, BREAKING_CHANGE, ROLLED_BACK, TESTS_FAILED, SERIALIZATION_FAILURE ->
                    409;
            case STATEMENT_NOT_ALLOWED, TABLE_NOT_WRITABLE, URL_NOT_ALLOWED -> 403;
            case BODY_TOO_LARGE, ROW_TOO_LARGE, RESULT_TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case BACKPRESSURE,
                    STATE_FULL,
                    TOO_MANY_QUERIES,
                    TOO_MANY_LOGINS,
                    TOO_MANY_TRANSACTIONS ->
                    429;
            case QUERY_CANCELLED -> 408;
            case NOT_READY,
                    TABLE_BUILDING,
                    SHUTTING_DOWN,
                    JOURNAL_FAILED,
                    ENGINE_FAILED,
                    QUERY_ENGINE_LOST ->
                    503;
            case DISK_FULL -> 507;
            default -> status(code.fault());
        };
    }

    private static int status(ErrorCode.Fault fault) {
        return switch (fault) {
            case USER -> 400;
            case RESOURCES -> 503;
            case EXTERNAL, OURS -> 500;
        };
    }
}
