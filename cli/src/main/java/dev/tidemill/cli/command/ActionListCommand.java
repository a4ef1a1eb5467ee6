package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All actions, with what has become of their transitions. */
@Command(
        name = "list",
        description = "Show all actions: what they told, what was silenced or beyond a limit.",
        footer = {"  tidemill action list"})
final class ActionListCommand extends ClientCommand {
    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.get("/v1/actions/state");
        if (json) {
            JsonOutput.print(terminal, answer);
        } else if (answer.path("actions").isEmpty()) {
            terminal.out().println("there are no actions");
        } else {
            print(terminal, answer.path("actions"));
        }
        return ExitCode.OK;
    }

    private static void print(Terminal terminal, JsonNode actions) {
        AlignedTable rows =
                new AlignedTable()
                        .left("ACTION")
                        .left("ON")
                        .left("STATE")
                        .right("TOLD")
                        .right("SILENCED")
                        .right("LIMITED")
                        .right("STANDING")
                        .right("WAITING");
        for (JsonNode action : actions) {
            JsonNode counts = action.path("counts");
            rows.row(
                    CellText.of(action.path("name")),
                    CellText.of(action.path("on")),
                    state(action),
                    CellText.of(counts.path("told")),
                    CellText.of(counts.path("silenced")),
                    CellText.of(counts.path("limited")),
                    CellText.of(counts.path("standing")),
                    CellText.of(counts.path("waiting")));
        }
        rows.print(terminal);
    }

    private static String state(JsonNode action) {
        List<String> words = new ArrayList<>();
        if (action.path("paused").asBoolean()) {
            words.add("paused");
        }
        if (action.path("shadow").asBoolean()) {
            words.add("shadow");
        }
        for (JsonNode silence : action.path("silences")) {
            String rows = silence.path("key").isNull() ? "" : silence.path("key").asText() + " ";
            words.add("%ssilenced until %s".formatted(rows, silence.path("ends_at").asText()));
        }
        return words.isEmpty() ? "on" : String.join(", ", words);
    }
}
