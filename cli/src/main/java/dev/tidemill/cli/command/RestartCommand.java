package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a source, the receiver of an action, or a suspended live table tried again at once. */
@Command(
        name = "restart",
        description = {
            "Have a source opened again at once, an action's receiver asked again, or a suspended"
                    + " live table built again.",
            "A source goes on behind the last row that it gave."
        },
        footer = {"  tidemill restart airports", "  tidemill restart worst_airports"})
final class RestartCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "Of the source, the action or the table.")
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
                if (each.path("state").asText().equals("suspended")) {
                    terminal.out().println("it is suspended: " + each.path("problem").asText());
                }
            }
        }
        return ExitCode.OK;
    }
}
