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

/** Takes a promotion back. */
@Command(
        name = "rollback",
        description = "Make the former champion it again.",
        footer = {"  tidemill model rollback late_arrival"})
final class ModelRollbackCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PREDICTOR", description = "The predictor's name.")
    private String name = "";

    @Option(names = "--why", paramLabel = "TEXT", description = "Why, for others to read.")
    private String why = "";

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        ObjectNode request = JsonOutput.object();
        request.put("why", why);
        JsonNode answer = client.post("/v1/predictors/" + encoded(name) + "/rollback", request);
        ModelTable.print(terminal, answer, json);
        return ExitCode.OK;
    }
}
