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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an action would have done. */
@Command(
        name = "backtest",
        description = {
            "Run the rows that are kept through an action's table once more, by their event time,",
            "and show what the action would have done. Nothing is sent."
        },
        footer = {
            "  tidemill action backtest late-airports",
            "  tidemill action backtest late-airports --from 2026-01-01T00:00:00Z --every \"1 min\""
        })
final class ActionBacktestCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ACTION", description = "The action.")
    private String action = "";

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Show what fires from then on. Default: all.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            description = "Take no row from then on. Default: all.")
    private @Nullable String to;

    @Option(
            names = "--every",
            paramLabel = "SPAN",
            description = "The span of one tick. Default: 1 s.")
    private @Nullable String every;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "The most rows that are taken. Default: 1,000,000.")
    private @Nullable Long rows;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.post("/v1/actions/" + encoded(action) + "/backtest", request());
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            print(terminal, answer);
        }
        return ExitCode.OK;
    }

    private ObjectNode request() {
        ObjectNode request = JsonOutput.object();
        if (from != null) {
            request.put("from", from);
        }
        if (to != null) {
            request.put("to", to);
        }
        if (every != null) {
            request.put("every", every);
        }
        if (rows != null) {
            request.put("rows", rows);
        }
        return request;
    }

    private void print(Terminal terminal, JsonNode answer) {
        if (answer.path("available_from").isNull()) {
            terminal.out().println("there are no rows to run it over");
            return;
        }
        AlignedTable fires =
                new AlignedTable().left("AT").left("TRANSITION").left("ROW").left("BODY");
        for (JsonNode fire : answer.path("fires")) {
            fires.row(
                    CellText.of(fire.path("at")),
                    CellText.of(fire.path("transition")),
                    CellText.of(fire.path("row_key")),
                    CellText.of(fire.path("body")));
        }
        fires.print(terminal);
        terminal.out()
                .println(
                        "%s would have fired %s times from %s to %s"
                                .formatted(
                                        action,
                                        Amount.count(answer.path("fired").asLong()),
                                        answer.path("from").asText(),
                                        answer.path("to").asText()));
        terminal.out()
                .println(
                        terminal.paint()
                                .dim(
                                        "%s rows in %s ticks; rows are kept from %s on"
                                                .formatted(
                                                        Amount.count(answer.path("rows").asLong()),
                                                        Amount.count(answer.path("ticks").asLong()),
                                                        answer.path("available_from").asText())));
        answer.path("incomplete").forEach(why -> terminal.out().println(why.asText()));
        if (!answer.path("as_of_now").isEmpty()) {
            StringBuilder tables = new StringBuilder();
            answer.path("as_of_now")
                    .forEach(
                            table ->
                                    tables.append(tables.isEmpty() ? "" : ", ")
                                            .append(table.asText()));
            terminal.out().println("taken as they stand now: " + tables);
        }
    }
}
