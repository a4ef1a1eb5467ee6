package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.PlanText;
import dev.tidemill.cli.show.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts former definitions in force. */
@Command(
        name = "rollback",
        description = {
            "Put the definitions in force that were before those that run, as apply does. Tables",
            "with rows that they lack stay, as tables that no file defines."
        },
        footer = {
            "  tidemill rollback --plan",
            "  tidemill rollback 5f3c0e6b1d2a49788c6d0f3e2b1a4c5d"
        })
final class RollbackCommand extends ClientCommand {
    @Parameters(
            paramLabel = "RELEASE",
            arity = "0..1",
            description =
                    "Which definitions: one of the releases in GET /v1/definitions. Default: the"
                            + " newest that are others than those in force and that nobody went"
                            + " back from.")
    private @Nullable String release;

    @Mixin private SettleOptions settling = new SettleOptions();

    @Option(names = "--plan", description = "Show what it would do, and change nothing.")
    private boolean planOnly;

    @Option(names = "--json", description = "Print how it ended, or the plan, as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws InterruptedException {
        ObjectNode request = JsonOutput.object().put("rollback", true);
        if (release != null) {
            request.put("release", release);
        }
        if (planOnly) {
            return plan(client, terminal, request);
        }
        if (release == null) {
            // Those before others than the ones that were looked at are not meant.
            request.put("base", client.get("/v1/definitions").path("fingerprint").asText());
        }
        settling.addTo(request);
        return new Applying(client, terminal).run(request, json);
    }

    private int plan(ServerClient client, Terminal terminal, ObjectNode request) {
        JsonNode plan = client.post("/v1/plan", request);
        if (json) {
            JsonOutput.print(terminal, plan);
        } else {
            new PlanText(plan, terminal.paint()).lines().forEach(terminal.out()::println);
        }
        return ExitCode.OK;
    }
}
