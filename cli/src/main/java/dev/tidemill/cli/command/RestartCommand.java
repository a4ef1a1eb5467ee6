package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a source, or the receiver of an action, tried again at once. */
@Command(
        name = "restart",
        description = {
            "Have a source opened again at once, or an action's receiver asked again.",
            "A source goes on behind the last row that it gave."
        },
        footer = {"  tidemill restart airports"})
final class RestartCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "Of the source or the action.")
    private String name = "";

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer =
                client.post("/v1/supervised/" + ServerClient.encoded(name) + "/restart", null);
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            for (JsonNode each : answer.path("supervised")) {
                terminal.out()
                        .println(
                                "the %s %s is tried again"
                                        .formatted(
                                                each.path("kind").asText(),
                                                each.path("name").asText()));
            }
        }
        return ExitCode.OK;
    }
}
