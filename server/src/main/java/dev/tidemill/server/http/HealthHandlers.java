package dev.tidemill.server.http;

import dev.tidemill.node.Tidemill;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /health}: is the process alive, does the mill serve. */
final class HealthHandlers implements HttpService {
    private final Supplier<@Nullable Tidemill> mill;

    HealthHandlers(Supplier<@Nullable Tidemill> mill) {
        this.mill = mill;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/live", (request, response) -> Json.send(response, Map.of("status", "ok")));
        rules.get(
                "/ready",
                (request, response) -> {
                    Tidemill open = mill.get();
                    boolean ready = open != null && open.isReady();
                    if (!ready) {
                        response.status(503);
                    }
                    Json.send(response, ready ? Map.of("status", "ok") : unready(open));
                });
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
