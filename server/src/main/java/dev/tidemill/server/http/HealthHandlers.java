package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.node.Tidemill;
import dev.tidemill.store.StoreHealth;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /health}: is the process alive, does the mill serve. */
final class HealthHandlers {
    private static final Map<String, String> OK = Map.of("status", "ok");

    private final Supplier<@Nullable Tidemill> mill;

    HealthHandlers(Supplier<@Nullable Tidemill> mill) {
        this.mill = mill;
    }

    void live(ServerRequest request, ServerResponse response) {
        Json.send(response, OK);
    }

    void ready(ServerRequest request, ServerResponse response) {
        Map<String, String> health = health(mill.get());
        if (!health.equals(OK)) {
            response.status(503);
        }
        Json.send(response, health);
    }

    private static Map<String, String> health(@Nullable Tidemill open) {
        if (open == null || !open.isReady()) {
            return unready(open);
        }
        StoreHealth queries = open.queryHealth();
        return queries.healthy() ? OK : unanswered(open.asksWho() ? "" : queries.problem());
    }

    /**
     * Rows are taken and looked up; ad-hoc queries are not answered.
     *
     * @param problem empty where nobody has said who they are, and not everybody may know
     */
    private static Map<String, String> unanswered(@Nullable String problem) {
        return Map.of(
                "status",
                "degraded",
                "code",
                ErrorCode.QUERY_ENGINE_LOST.code(),
                "detail",
                "ad-hoc queries are not answered: " + problem);
    }

    private static Map<String, String> unready(@Nullable Tidemill open) {
        if (open == null) {
            return Map.of("status", "starting", "detail", "the journal is being replayed");
        }
        return open.failure()
                .map(
                        failed ->
                                Map.of(
                                        "status", "failed",
                                        "code", failed.errorCode().code(),
                                        "detail", failed.message()))
                .orElseGet(
                        () ->
                                open.isRunning()
                                        ? Map.of(
                                                "status", "starting",
                                                "detail", "no tick is published yet")
                                        : Map.of(
                                                "status", "stopping",
                                                "detail", "the mill is shutting down"));
    }
}
