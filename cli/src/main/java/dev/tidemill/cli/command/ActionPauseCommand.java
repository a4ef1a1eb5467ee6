package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops an action from doing anything. */
@Command(
        name = "pause",
        description = "Send nothing of an action; what fires waits until it is resumed.",
        footer = {"  tidemill action pause late-airports --reason \"the receiver is moved\""})
final class ActionPauseCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ACTION", description = "The action.")
    private String action = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others to read.")
    private @Nullable String reason;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        ObjectNode request = JsonOutput.object();
        if (reason != null) {
            request.put("reason", reason);
        }
        JsonNode answer = client.post("/v1/actions/" + encoded(action) + "/pause", request);
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            terminal.out()
                    .println(
                            "%s is paused from tick %s on"
                                    .formatted(action, answer.path("tick").asText()));
        }
        return ExitCode.OK;
    }
}
