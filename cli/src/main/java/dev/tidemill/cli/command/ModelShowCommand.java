package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One model, with all that is counted and measured. */
@Command(
        name = "show",
        description = "Show one predictor with all that is counted and measured, and its models.",
        footer = {
            "  tidemill model show late_arrival",
            "  tidemill model show late_arrival --json"
        })
final class ModelShowCommand extends ClientCommand {
    @Parameters(paramLabel = "PREDICTOR", description = "The predictor's name.")
    private String name = "";

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/predictors/" + encoded(name));
        JsonNode models = client.get("/v1/predictors/" + encoded(name) + "/models");
        if (json) {
            if (answer instanceof ObjectNode object) {
                object.set("models", models.path("models"));
            }
            JsonOutput.print(terminal, answer);
        } else {
            print(terminal, answer);
            terminal.out().println();
            ModelTable.print(terminal, models, false);
        }
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, JsonNode predictor) {
        terminal.out()
                .printf(
                        "%s on %s: %s, version %s%n%n",
                        predictor.path("name").asText(),
                        predictor.path("on").asText(),
                        predictor.path("learner").asText(),
                        predictor.path("model_version").asText());
        AlignedTable numbers = new AlignedTable().left("WHAT").right("NUMBER");
        for (String count : new String[] {"labels_learnt", "due", "pending"}) {
            numbers.row(count, Amount.count(predictor.path(count).asLong()));
        }
        for (Map.Entry<String, JsonNode> count : predictor.path("counts").properties()) {
            numbers.row(count.getKey(), Amount.count(count.getValue().asLong()));
        }
        for (Map.Entry<String, JsonNode> measure : predictor.path("measures").properties()) {
            numbers.row(measure.getKey(), ModelListCommand.measure(measure.getValue()));
        }
        numbers.print(terminal);
    }
}
