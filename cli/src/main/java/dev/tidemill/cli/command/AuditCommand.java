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

/** Who did what. */
@Command(
        name = "audit",
        description = {
            "Show who did what, newest first, and what was refused. For administrators.",
            "With --verify it exits with 1 when a line was changed or taken out."
        },
        footer = {"  tidemill audit --refused --of ann", "  tidemill audit --verify --json"})
final class AuditCommand extends ClientCommand {
    @Option(names = "--of", paramLabel = "NAME", description = "Only what this user did.")
    private @Nullable String of;

    @Option(names = "--refused", description = "Only what was not allowed.")
    private boolean refused;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most this many entries. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--verify",
            description = "Also look whether the whole log is as it was written.")
    private boolean verify;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer =
                client.get(
                        "/v1/audit?limit="
                                + limit
                                + (of == null ? "" : "&user=" + encoded(of))
                                + (refused ? "&refused=true" : "")
                                + (verify ? "&verify=true" : ""));
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            print(terminal, answer);
        }
        return answer.path("broken").isTextual() ? ExitCode.DIFFERENT : ExitCode.OK;
    }

    private void print(Terminal terminal, JsonNode answer) {
        AlignedTable table =
                new AlignedTable()
                        .left("TIME")
                        .left("USER")
                        .left("FROM")
                        .left("DOOR")
                        .left("SUBJECT")
                        .left("CODE")
                        .right("ROWS")
                        .right("TICK")
                        .left("STATEMENT");
        for (JsonNode entry : answer.path("entries")) {
            table.row(
                    entry.path("time").asText(),
                    CellText.of(entry.path("user")),
                    entry.path("address").asText(),
                    entry.path("door").asText(),
                    entry.path("subject").asText(),
                    entry.path("code").asText(),
                    CellText.of(entry.path("rows")),
                    CellText.of(entry.path("tick")),
                    CellText.of(entry.path("statement")));
        }
        table.print(terminal);
        if (answer.path("broken").isTextual()) {
            terminal.out()
                    .println(
                            terminal.paint().bad("not as written: ")
                                    + answer.path("broken").asText());
        } else if (verify) {
            terminal.out().println("every line is bound to the one before");
        }
    }
}
