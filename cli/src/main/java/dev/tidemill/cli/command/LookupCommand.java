package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One row by its key, without a query. */
@Command(
        name = "lookup",
        description = "Print the row of a table that has this key.",
        footer = {"  tidemill lookup airports ATL"})
final class LookupCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            description = "The value of each key column, in the key's order.")
    private List<String> key = List.of();

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        String query =
                key.stream().map(part -> "key=" + encoded(part)).collect(Collectors.joining("&"));
        JsonNode answer = client.get("/v1/tables/" + encoded(table) + "/lookup?" + query);
        if (json) {
            JsonOutput.print(terminal, answer);
            return ExitCode.OK;
        }
        AlignedTable columns = new AlignedTable().left("COLUMN").left("VALUE");
        answer.path("row")
                .properties()
                .forEach(entry -> columns.row(entry.getKey(), CellText.of(entry.getValue())));
        columns.print(terminal);
        terminal.out().println(terminal.paint().dim("tick " + answer.path("tick").asText()));
        return ExitCode.OK;
    }
}
