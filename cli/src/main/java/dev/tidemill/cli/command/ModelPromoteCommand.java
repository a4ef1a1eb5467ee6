package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a model the champion. */
@Command(
        name = "promote",
        description = "Make a model the champion; the one that was stays as the former.",
        footer = {"  tidemill model promote late_arrival trees --why \"fewer wrong alarms\""})
final class ModelPromoteCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PREDICTOR", description = "The predictor's name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "MODEL", description = "Its version, or its alias.")
    private String model = "";

    @Option(names = "--why", paramLabel = "TEXT", description = "Why, for others to read.")
    private String why = "";

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        ObjectNode request = JsonOutput.object();
        request.put("model", model);
        request.put("why", why);
        JsonNode answer = client.post("/v1/predictors/" + encoded(name) + "/promote", request);
        ModelTable.print(terminal, answer, json);
        return ExitCode.OK;
    }
}
