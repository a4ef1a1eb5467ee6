package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks a server to put definitions in force, and waits until they have settled or gone again. */
final class Applying {
    private static final long LOOK_MILLIS = 200;

    private final ServerClient client;
    private final Terminal terminal;
    private final AtomicReference<@Nullable JsonNode> state = new AtomicReference<>();

    Applying(ServerClient client, Terminal terminal) {
        this.client = requireNonNull(client, "client");
        this.terminal = requireNonNull(terminal, "terminal");
    }

    /**
     * Sends the request and waits.
     *
     * @return the exit code
     * @throws TidemillException ROLLED_BACK with the reason when the former definitions are in
     *     force again; whatever refuses the request
     */
    int run(ObjectNode request, boolean json) throws InterruptedException {
        JsonNode last;
        try (ProgressLine _ = ProgressLine.show(terminal, this::progress)) {
            last = client.post("/v1/apply", request);
            String release = last.path("release").asText();
            while (!last.path("ended").asBoolean()) {
                state.set(last);
                Thread.sleep(LOOK_MILLIS);
                last = now(release);
            }
        }
        if (json) {
            JsonOutput.print(terminal, last);
        }
        return ended(last, json);
    }

    private JsonNode now(String release) {
        JsonNode apply = client.get("/v1/definitions").path("apply");
        if (apply.path("release").asText().equals(release)) {
            return apply;
        }
        return JsonOutput.object()
                .put("release", release)
                .put("phase", "superseded")
                .put("ended", true)
                .put("reason", "other definitions are in force");
    }

    private @Nullable String progress() {
        JsonNode now = state.get();
        if (now == null) {
            return "the definitions are put in force …";
        }
        List<String> builds = new ArrayList<>();
        for (JsonNode build : now.path("builds")) {
            builds.add(
                    "%s %s of %s rows"
                            .formatted(
                                    build.path("name").asText(),
                                    Amount.count(build.path("rows_done").asLong()),
                                    Amount.count(build.path("rows_total").asLong())));
        }
        if (!builds.isEmpty()) {
            return "building " + String.join(", ", builds);
        }
        return "settling, %s of %s"
                .formatted(
                        text(now.path("settled_ms").asLong()),
                        text(now.path("settle_ms").asLong()));
    }

    private static String text(long millis) {
        return Amount.duration(Duration.ofMillis(millis));
    }

    private int ended(JsonNode last, boolean json) {
        String reason = last.path("reason").asText("");
        return switch (last.path("phase").asText()) {
            case "done" -> {
                if (!json) {
                    terminal.out()
                            .println(
                                    "In force from tick %s on: release %s."
                                            .formatted(
                                                    Amount.count(last.path("tick").asLong()),
                                                    last.path("release").asText()));
                }
                yield ExitCode.OK;
            }
            case "superseded" -> {
                if (!json) {
                    terminal.out().println("Not settled: " + reason + ".");
                }
                yield ExitCode.DIFFERENT;
            }
            case "failed" ->
                    throw new TidemillException(ErrorCode.ROLLED_BACK, reason)
                            .withHint(
                                    "the new definitions are still in force: see the server's log,"
                                            + " and put others in force");
            default ->
                    throw new TidemillException(ErrorCode.ROLLED_BACK, reason)
                            .withHint(
                                    "the former definitions are in force; mend these and plan"
                                            + " again");
        };
    }
}
