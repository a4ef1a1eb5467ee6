package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a challenger go. */
@Command(
        name = "drop",
        description = "Tell a challenger that no file defines nothing more.",
        footer = {"  tidemill model drop late_arrival imported"})
final class ModelDropCommand extends ClientCommand {
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
        JsonNode answer =
                client.delete(
                        "/v1/predictors/%s/models/%s?why=%s"
                                .formatted(encoded(name), encoded(model), encoded(why)));
        ModelTable.print(terminal, answer, json);
        return ExitCode.OK;
    }
}
