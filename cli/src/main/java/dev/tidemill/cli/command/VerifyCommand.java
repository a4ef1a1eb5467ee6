package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether every live table equals its query. */
@Command(
        name = "verify",
        description = {
            "Compare every live table with its query run as a batch, at one tick.",
            "For a project, its replays are first sent to a new mill over HTTP, as fast as it takes",
            "them, and the tables are compared on the way and at the end.",
            "Exits with 1 when a row differs."
        },
        footer = {"  tidemill verify examples/flights", "  tidemill verify --running"})
final class VerifyCommand extends ClientCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PROJECT",
            description = "The project to verify from its replays.")
    private @Nullable Path project;

    @Option(names = "--running", description = "Compare in the mill that is serving now.")
    private boolean running;

    @Option(names = "--json", description = "Print the result, last, as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException, InterruptedException {
        if (project != null && !running) {
            return verifyProject(project, terminal);
        }
        if (project == null && running) {
            return verifyRunning(client, terminal);
        }
        throw new TidemillException(
                        ErrorCode.INVALID_ARGUMENT, "name either a project or --running")
                .withHint("tidemill verify examples/flights");
    }

    private int verifyProject(Path folder, Terminal terminal)
            throws IOException, InterruptedException {
        Logs.warningsToTerminal(terminal);
        JsonNode result;
        try (TemporaryFolder data = TemporaryFolder.inside(folder, "verify-")) {
            result = ProjectVerification.run(terminal, folder, data.path());
        }
        if (json) {
            JsonOutput.print(terminal, result);
        } else {
            AlignedTable shown = new AlignedTable().left("").right("");
            result.properties()
                    .forEach(entry -> shown.row(entry.getKey(), CellText.of(entry.getValue())));
            shown.print(terminal);
        }
        return result.path("mismatches").asLong() == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private int verifyRunning(ServerClient client, Terminal terminal) {
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
