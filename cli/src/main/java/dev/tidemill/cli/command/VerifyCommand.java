package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether every live table equals its query. */
@Command(
        name = "verify",
        description = {
            "Compare every live table with its query run as a batch, at one tick.",
            "Exits with 1 when a row differs."
        },
        footer = {"  tidemill verify --running"})
final class VerifyCommand extends ClientCommand {
    /** Required and so always true: it keeps the word free for what else can be verified. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--running",
            required = true,
            description = "Compare in the mill that is serving now.")
    private boolean running;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        JsonNode answer = client.post("/v1/verify", null);
        VerificationReport report = new VerificationReport(answer, terminal.paint());
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            report.lines().forEach(terminal.out()::println);
        }
        return report.mismatches() == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
    }
}
