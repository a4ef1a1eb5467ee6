package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Quarantined rows, each with the rule it broke. */
@Command(
        name = "list",
        description = "Show quarantined rows, newest first, each with the rule it broke.",
        footer = {"  tidemill quarantine list --table departures --limit 20"})
final class QuarantineListCommand extends ClientCommand {
    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only rows meant for this table.")
    private @Nullable String table;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most this many rows. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        String filter = table == null ? "" : "&table=" + encoded(table);
        JsonNode answer = client.get("/v1/quarantine?limit=" + limit + filter);
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            print(terminal, answer);
        }
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, JsonNode answer) {
        long total = answer.path("total").asLong();
        if (total == 0) {
            terminal.out().println("nothing is in quarantine");
            return;
        }
        AlignedTable rows =
                new AlignedTable()
                        .right("ID")
                        .right("TICK")
                        .left("TABLE")
                        .left("COLUMN")
                        .left("RULE")
                        .left("REASON")
                        .left("ROW");
        for (JsonNode row : answer.path("rows")) {
            rows.row(
                    CellText.of(row.path("id")),
                    CellText.of(row.path("tick")),
                    CellText.of(row.path("table")),
                    CellText.of(row.path("column")),
                    CellText.of(row.path("rule")),
                    CellText.of(row.path("reason")),
                    CellText.of(row.path("raw")));
        }
        rows.print(terminal);
        String summary = Amount.count(rows.rowCount()) + " of " + Amount.count(total);
        terminal.out().println(terminal.paint().dim(summary));
    }
}
