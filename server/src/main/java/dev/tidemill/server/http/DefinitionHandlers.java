package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.plan.ApplyState;
import dev.tidemill.node.plan.ApplyTerms;
import dev.tidemill.node.plan.DefinitionDesk;
import dev.tidemill.node.plan.DefinitionPlan;
import dev.tidemill.node.plan.InForce;
import dev.tidemill.node.plan.PlanTerms;
import dev.tidemill.node.plan.Release;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/definitions}, {@code /v1/plan} and {@code /v1/apply}: what is in force, what others
 * would do, and taking them over.
 */
final class DefinitionHandlers {
    /** The most bytes of a request with definitions. */
    static final int BODY_BYTES_MAX = 32 << 20;

    private final Session mill;
    private final DefinitionDesk desk;
    private final DefinitionTurns turns;

    /**
     * @param turns what all such requests share
     */
    DefinitionHandlers(Session mill, DefinitionTurns turns) {
        this.mill = mill;
        this.desk = mill.definitionDesk(Scope.READ);
        this.turns = turns;
    }

    /** What is in force. */
    private record Definitions(
            String fingerprint,
            String files,
            @Nullable String release,
            boolean watching,
            List<Definition> definitions,
            List<ReleaseAnswer> releases,
            @Nullable ApplyAnswer apply) {}

    /** A definition that is in force. */
    private record Definition(
            String address,
            String type,
            String name,
            @Nullable String hash,
            String state,
            boolean created) {}

    /** Definitions that came into force. */
    private record ReleaseAnswer(
            String release, long tick, String time, String origin, @Nullable String by) {}

    /** How far taking definitions over is. */
    private record ApplyAnswer(
            String release,
            String former,
            String phase,
            boolean ended,
            long tick,
            @Nullable String reason,
            List<ApplyState.Build> builds,
            long settledMs,
            long settleMs) {
        static ApplyAnswer of(ApplyState state) {
            return new ApplyAnswer(
                    state.release(),
                    state.former(),
                    state.phase().word(),
                    state.phase().isEnd(),
                    state.tick(),
                    state.reason(),
                    state.builds(),
                    state.settledMillis(),
                    state.settleMillis());
        }
    }

    void inForce(ServerRequest request, ServerResponse response) {
        InForce inForce = desk.inForce();
        ApplyState state = desk.state();
        Json.send(
                response,
                new Definitions(
                        inForce.fingerprint(),
                        inForce.files(),
                        inForce.release().isEmpty() ? null : inForce.release(),
                        mill.watchesDefinitions(),
                        inForce.definitions().stream().map(DefinitionHandlers::definition).toList(),
                        desk.releases().stream().map(DefinitionHandlers::release).toList(),
                        state == null ? null : ApplyAnswer.of(state)));
    }

    private static Definition definition(InForce.Definition definition) {
        return new Definition(
                definition.address(),
                definition.kind().word(),
                definition.name(),
                definition.hash(),
                definition.state(),
                definition.created());
    }

    private static ReleaseAnswer release(Release release) {
        return new ReleaseAnswer(
                release.hash(),
                release.tick(),
                release.time().toString(),
                release.origin().word(),
                release.by());
    }

    void plan(ServerRequest request, ServerResponse response) throws IOException {
        try (DefinitionTurns.Turn _ = turns.take()) {
            Json.send(response, PlanAnswer.of(planned(body(request))));
        }
    }

    private DefinitionPlan planned(JsonNode body) {
        if (body.path("rollback").asBoolean()) {
            return desk.planRollBack(textOrNull(body, "release"));
        }
        DefinitionFiles files = DefinitionBody.files(body);
        mill.requireJars(files);
        PlanTerms terms =
                new PlanTerms(
                        body.path("allow_breaking").asBoolean(),
                        body.path("tests").asBoolean(true));
        return desk.plan(files, terms);
    }

    /** Answers when the definitions are in force; {@code GET /v1/definitions} tells of the rest. */
    void apply(ServerRequest request, ServerResponse response) throws IOException {
        try (DefinitionTurns.Turn _ = turns.take()) {
            Json.send(response, ApplyAnswer.of(applied(body(request))));
        }
    }

    private ApplyState applied(JsonNode body) {
        ApplyTerms terms = terms(body).withBy(mill.principal().name());
        if (body.path("rollback").asBoolean()) {
            return desk.rollBack(textOrNull(body, "release"), terms, mill::requireJars);
        }
        DefinitionFiles files = DefinitionBody.files(body);
        mill.requireJars(files);
        requireUntouched(files, textOrNull(body, "target"));
        return desk.apply(files, terms);
    }

    /** The body of a request with definitions. */
    static JsonNode body(ServerRequest request) throws IOException {
        Requests.requireJson(request);
        return Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
    }

    private static ApplyTerms terms(JsonNode body) {
        return new ApplyTerms(
                textOrNull(body, "base"),
                body.path("allow_breaking").asBoolean(),
                Duration.ofMillis(
                        body.path("settle_ms").asLong(ApplyTerms.SETTLE_DEFAULT.toMillis())),
                body.path("errors_max").asLong(ApplyTerms.ERRORS_MAX_DEFAULT),
                body.path("tests").asBoolean(true),
                null);
    }

    private static void requireUntouched(DefinitionFiles files, @Nullable String target) {
        if (target != null && !target.equals(files.hash())) {
            throw new TidemillException(
                            ErrorCode.PLAN_STALE,
                            "the plan's definitions are not those it was made of")
                    .withHint("plan again, look at it, and apply that");
        }
    }

    private static @Nullable String textOrNull(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isTextual() ? value.textValue() : null;
    }
}
