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

/** One model by window of time, by segment, by feature and by score. */
@Command(
        name = "monitor",
        description =
                "Show how one predictor does: by window of time, by segment, whether its features"
                        + " have drifted, and whether its scores are what comes of them.",
        footer = {
            "  tidemill model monitor late_arrival",
            "  tidemill model monitor late_arrival --windows 24"
        })
final class ModelMonitorCommand extends ClientCommand {
    @Parameters(paramLabel = "PREDICTOR", description = "The predictor's name.")
    private String name = "";

    @Option(
            names = "--windows",
            paramLabel = "NUMBER",
            description = "So many of the newest windows are printed; default: ${DEFAULT-VALUE}.",
            defaultValue = "12")
    private int windows = 12;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/predictors/" + encoded(name) + "/monitor");
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            new MonitorText(terminal, Math.max(1, windows)).print(answer);
        }
        return ExitCode.OK;
    }
}
