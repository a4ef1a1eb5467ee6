package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All models, a line each. */
@Command(
        name = "list",
        description = "Show all models: what they have learnt, what waits, and how good they are.",
        footer = {"  tidemill model list", "  tidemill model list --json"})
final class ModelListCommand extends ClientCommand {
    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/predictors");
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            print(terminal, answer.path("predictors"));
        }
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, JsonNode predictors) {
        AlignedTable table =
                new AlignedTable()
                        .left("PREDICTOR")
                        .left("LEARNER")
                        .right("VERSION")
                        .right("LEARNT")
                        .right("DUE")
                        .right("PENDING")
                        .right("ACCURACY")
                        .right("BASELINE")
                        .right("AUC")
                        .right("RMSE");
        for (JsonNode each : predictors) {
            JsonNode measures = each.path("measures");
            table.row(
                    each.path("name").asText(),
                    each.path("learner").asText(),
                    each.path("model_version").asText(),
                    Amount.count(each.path("labels_learnt").asLong()),
                    Amount.count(each.path("due").asLong()),
                    Amount.count(each.path("pending").asLong()),
                    measure(measures.path("accuracy")),
                    measure(measures.path("baseline_accuracy")),
                    measure(measures.path("auc")),
                    measure(measures.path("rmse")));
        }
        if (table.rowCount() == 0) {
            terminal.out().println("the project has no predictors");
        } else {
            table.print(terminal);
        }
    }

    /** A measure, or a dash while it is not known. */
    static String measure(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "-";
    }
}
