package dev.tidemill.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.text.DurationText;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.action.ActionDesk;
import dev.tidemill.node.action.ActionState;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/actions/…}: how actions stand, and what people say of them. */
final class ActionDeskHandlers {
    private static final long LIMIT_DEFAULT = 100;
    private static final long LIMIT_MAX = 10_000;
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final Duration TICK_DEFAULT = Duration.ofSeconds(1);

    private final Session mill;

    ActionDeskHandlers(Session mill) {
        this.mill = mill;
    }

    /** The answer of a listing. */
    private record States(List<ActionState> actions) {}

    /** A delivery that was given up. */
    private record Dead(
            String key,
            String action,
            String transition,
            String rowKey,
            int attempts,
            @Nullable String lastError,
            JsonNode payload,
            long createdTick,
            String updatedAt) {}

    /** The answer of a listing of those. */
    private record DeadListing(List<Dead> dead) {}

    /** From which tick on what was said holds. */
    private record Said(long tick) {}

    void states(ServerRequest request, ServerResponse response) {
        Json.send(response, new States(reading().states()));
    }

    void dead(ServerRequest request, ServerResponse response) throws JsonProcessingException {
        String action = request.query().first("action").orElse(null);
        long limit = Math.min(LIMIT_MAX, Requests.number(request, "limit", LIMIT_DEFAULT));
        List<Dead> dead = new ArrayList<>();
        for (OutboxEntry entry : reading().dead(action, limit)) {
            dead.add(
                    new Dead(
                            entry.key(),
                            entry.action(),
                            entry.transition(),
                            entry.rowKey(),
                            entry.attempts(),
                            entry.lastError(),
                            Json.MAPPER.readTree(entry.payload()),
                            entry.createdTick(),
                            Instant.EPOCH
                                    .plus(entry.updatedMicros(), ChronoUnit.MICROS)
                                    .toString()));
        }
        Json.send(response, new DeadListing(dead));
    }

    void retry(ServerRequest request, ServerResponse response) throws Exception {
        JsonNode body = body(request);
        if (body.path("keys").isArray()) {
            List<String> keys = texts(body.path("keys"));
            Visit.note(request).statement("retry of deliveries: " + keys.size());
            Json.send(response, counted(request, operating().retry(keys)));
        } else if (body.path("action").isTextual()) {
            String action = body.path("action").textValue();
            Visit.note(request).statement("retry of all deliveries of " + action);
            Json.send(response, counted(request, operating().retryAll(action)));
        } else {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "neither keys nor an action are given")
                    .withHint("{\"keys\": [\"…\"]} or {\"action\": \"late-airports\"}");
        }
    }

    void pause(ServerRequest request, ServerResponse response) throws Exception {
        String reason = body(request).path("reason").textValue();
        Json.send(response, new Said(operating().pause(action(request), reason)));
    }

    void resume(ServerRequest request, ServerResponse response) throws Exception {
        JsonNode ignored = body(request);
        Json.send(response, new Said(operating().resume(action(request))));
    }

    /** The audit log is not told whose rows they are: an erasure would not reach it there. */
    void silence(ServerRequest request, ServerResponse response) throws Exception {
        JsonNode body = body(request);
        List<String> key = texts(body.path("key"));
        Duration span = duration(body, "for", null);
        Visit.note(request)
                .statement("silence of %s for %s".formatted(key.isEmpty() ? "all" : "a key", span));
        String reason = body.path("reason").textValue();
        Json.send(response, new Said(operating().silence(action(request), key, span, reason)));
    }

    void endSilence(ServerRequest request, ServerResponse response) throws Exception {
        List<String> key = request.query().contains("key") ? request.query().all("key") : List.of();
        Json.send(response, new Said(operating().endSilence(action(request), key)));
    }

    void backtest(ServerRequest request, ServerResponse response) throws IOException {
        JsonNode body = body(request);
        Json.send(
                response,
                reading()
                        .backtest(
                                action(request),
                                instant(body, "from"),
                                instant(body, "to"),
                                duration(body, "every", TICK_DEFAULT),
                                body.path("rows").asLong(ActionDesk.BACKTEST_ROWS_DEFAULT)));
    }

    private static ActionDesk.Retried counted(ServerRequest request, ActionDesk.Retried retried) {
        Visit.note(request).rows(retried.retried());
        return retried;
    }

    private ActionDesk reading() {
        return mill.actionDesk(Scope.READ);
    }

    private ActionDesk operating() {
        return mill.actionDesk(Scope.ADMIN);
    }

    private static String action(ServerRequest request) {
        return request.path().pathParameters().get("action");
    }

    private static JsonNode body(ServerRequest request) throws IOException {
        Requests.requireJson(request);
        return Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Duration duration(JsonNode body, String name, @Nullable Duration otherwise) {
        String text = body.path(name).asText("");
        if (text.isEmpty() && otherwise != null) {
            return otherwise;
        }
        return DurationText.parse(text)
                .filter(duration -> !duration.isZero())
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.INVALID_REQUEST,
                                                name + ": “" + text + "” is no span of time")
                                        .withHint(DurationText.HINT));
    }

    private static @Nullable Long instant(JsonNode body, String name) {
        String text = body.path(name).asText("");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
        } catch (DateTimeException e) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, name + ": “" + text + "” is no instant", e)
                    .withHint("write it like 2026-01-31T08:00:00Z");
        }
    }
}
