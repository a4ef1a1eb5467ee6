package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The queries that run or wait, those that were slow, and cancelling one. */
@Command(
        name = "queries",
        description = "List the queries that run, or those that were slow; cancel one.",
        footer = {
            "  tidemill queries",
            "  tidemill queries --slow",
            "  tidemill queries --cancel 17"
        })
final class QueriesCommand extends ClientCommand {
    /** What is asked for instead of the list. */
    static final class Choice {
        @Option(names = "--slow", description = "List queries that ran long, newest first.")
        private boolean slow;

        @Option(
                names = "--cancel",
                paramLabel = "ID",
                description = "Cancel the query with this number.")
        private @Nullable Long cancel;
    }

    @ArgGroup private Choice choice = new Choice();

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer =
                choice.cancel != null
                        ? client.delete("/v1/queries/" + choice.cancel)
                        : client.get(choice.slow ? "/v1/queries/slow" : "/v1/queries");
        if (json) {
            JsonOutput.print(terminal, answer);
        } else if (choice.cancel != null) {
            terminal.out().println("query " + choice.cancel + " is asked to stop");
        } else {
            print(terminal, answer);
        }
        return ExitCode.OK;
    }

    private void print(Terminal terminal, JsonNode answer) {
        JsonNode queries = answer.path("queries");
        if (queries.isEmpty()) {
            terminal.out().println(choice.slow ? "no query was slow" : "no query runs");
            return;
        }
        AlignedTable table =
                new AlignedTable()
                        .right("ID")
                        .left("USER")
                        .left(choice.slow ? "ENDED" : "STATE")
                        .right("WAITED")
                        .right("RAN")
                        .right("TICK")
                        .right("ROWS")
                        .right("BYTES")
                        .left("READS")
                        .left("SQL");
        queries.forEach(query -> table.row(row(query)));
        table.print(terminal);
        terminal.out().println(terminal.paint().dim(summary(answer)));
    }

    private List<String> row(JsonNode query) {
        List<String> tables = new ArrayList<>();
        query.path("tables").forEach(name -> tables.add(name.asText()));
        return List.of(
                query.path("id").asText(),
                query.path("user").asText(),
                choice.slow ? end(query.path("error")) : query.path("state").asText(),
                Amount.millis(query.path("wait_ms").asDouble()),
                Amount.millis(query.path("run_ms").asDouble()),
                CellText.of(query.path("tick")),
                Amount.count(query.path("rows").asLong()),
                Amount.bytes(query.path("bytes").asLong()),
                String.join(", ", tables),
                query.path("sql").asText().strip().replaceAll("\\s+", " "));
    }

    private static String end(JsonNode error) {
        return error.isTextual() ? error.asText() : "answered";
    }

    private String summary(JsonNode answer) {
        return choice.slow
                ? "%s of %s that ran %s or longer"
                        .formatted(
                                Amount.count(answer.path("queries").size()),
                                Amount.count(answer.path("total").asLong()),
                                Amount.millis(answer.path("threshold_ms").asDouble()))
                : "%s running, %s waiting"
                        .formatted(
                                Amount.count(answer.path("running").asLong()),
                                Amount.count(answer.path("waiting").asLong()));
    }
}
