package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.Locale;

/** A predictor's models, a line each. */
final class ModelTable {
    private ModelTable() {}

    /** Prints an answer that has them, as a table or as it came. */
    static void print(Terminal terminal, JsonNode answer, boolean json) {
        if (json) {
            JsonOutput.print(terminal, answer);
            return;
        }
        AlignedTable table =
                new AlignedTable()
                        .right("VERSION")
                        .left("ALIAS")
                        .left("LEARNER")
                        .left("FROM")
                        .right("SHARE")
                        .right("LEARNT")
                        .right("ACCURACY")
                        .right("LOG-LOSS")
                        .right("RMSE")
                        .right("LABELS")
                        .right("AHEAD BY");
        for (JsonNode each : answer.path("models")) {
            JsonNode measures = each.path("measures");
            table.row(
                    each.path("version").asText(),
                    each.path("alias").asText() + (each.path("benched").asBoolean() ? " *" : ""),
                    each.path("learner").asText(),
                    each.path("origin").asText(),
                    share(each.path("share_percent").asDouble()),
                    Amount.count(each.path("labels_learnt").asLong()),
                    ModelListCommand.measure(measures.path("accuracy")),
                    ModelListCommand.measure(measures.path("log_loss")),
                    ModelListCommand.measure(measures.path("rmse")),
                    Amount.count(each.path("window_labels").asLong()),
                    ahead(each));
        }
        table.print(terminal);
    }

    private static String share(double percent) {
        return percent == Math.rint(percent)
                ? "%d%%".formatted((long) percent)
                : String.format(Locale.ROOT, "%.2f%%", percent);
    }

    private static String ahead(JsonNode model) {
        JsonNode by = model.path("ahead_by");
        JsonNode high = model.path("ahead_high");
        if (!by.isNumber()) {
            return "-";
        }
        double margin = high.isNumber() ? high.asDouble() - by.asDouble() : Double.NaN;
        return String.format(Locale.ROOT, "%.4g ± %.2g", by.asDouble(), margin);
    }
}
