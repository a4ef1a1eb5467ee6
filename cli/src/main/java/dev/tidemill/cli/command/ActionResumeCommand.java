package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a paused action go on. */
@Command(
        name = "resume",
        description = "Let a paused action go on; what has waited is sent.",
        footer = {"  tidemill action resume late-airports"})
final class ActionResumeCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ACTION", description = "The action.")
    private String action = "";

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer =
                client.post("/v1/actions/" + encoded(action) + "/resume", JsonOutput.object());
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            terminal.out()
                    .println(
                            "%s goes on from tick %s on"
                                    .formatted(action, answer.path("tick").asText()));
        }
        return ExitCode.OK;
    }
}
