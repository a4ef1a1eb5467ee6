package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a server is doing now. */
@Command(
        name = "status",
        description = "Show what a running server is doing: its sources, tables, actions and lag.",
        footer = {"  tidemill status", "  tidemill status --json"})
final class StatusCommand extends ClientCommand {
    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode status = client.get("/v1/status");
        if (json) {
            JsonOutput.print(terminal, status);
        } else {
            new StatusReport(status, terminal.paint()).lines().forEach(terminal.out()::println);
        }
        return ExitCode.OK;
    }
}
