package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deliveries that were given up. */
@Command(
        name = "dead",
        description = "Show deliveries that were given up, newest first, each with the reason.",
        footer = {"  tidemill action dead late-airports --limit 20"})
final class ActionDeadCommand extends ClientCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "Only this action's.")
    private @Nullable String action;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        String filter = action == null ? "" : "&action=" + encoded(action);
        JsonNode answer = client.get("/v1/actions/dead?limit=" + limit + filter);
        if (json) {
            JsonOutput.print(terminal, answer);
        } else if (answer.path("dead").isEmpty()) {
            terminal.out().println("nothing was given up");
        } else {
            print(terminal, answer.path("dead"));
        }
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, JsonNode dead) {
        AlignedTable rows =
                new AlignedTable()
                        .left("KEY")
                        .left("ACTION")
                        .left("TRANSITION")
                        .left("ROW")
                        .right("ATTEMPTS")
                        .left("REASON");
        for (JsonNode each : dead) {
            rows.row(
                    CellText.of(each.path("key")),
                    CellText.of(each.path("action")),
                    CellText.of(each.path("transition")),
                    CellText.of(each.path("row_key")),
                    CellText.of(each.path("attempts")),
                    CellText.of(each.path("last_error")));
        }
        rows.print(terminal);
    }
}
