package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.release.DefinitionPayload;
import dev.tidemill.cli.release.SavedPlan;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.PlanText;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a server would do with the definitions of a folder. */
@Command(
        name = "plan",
        description = {
            "Show what a running server would do with a project's definitions: what is created,",
            "replaced and dropped, why, what that reaches, and what refuses it. The project's tests",
            "run on the server. Nothing is changed."
        },
        footer = {
            "  tidemill plan shop",
            "  tidemill plan shop --out shop.plan && tidemill apply shop.plan",
            "  tidemill plan shop --json --detailed-exitcode --no-tests"
        })
final class PlanCommand extends ClientCommand {
    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder. Default: the current one.")
    private Path project = Path.of(".");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Keep the plan and its definitions in a file, to be applied later.")
    private @Nullable Path out;

    @Option(
            names = "--allow-breaking",
            description = "Contracts may break who sends rows or reads them.")
    private boolean allowBreaking;

    @Option(names = "--no-tests", description = "Do not run the project's tests.")
    private boolean noTests;

    @Option(
            names = "--detailed-exitcode",
            description = "Answer 2 when there are changes, and 0 when there are none.")
    private boolean detailedExitCode;

    @Option(names = "--json", description = "Print the plan as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        SavedPlan plan = planned(client, project, allowBreaking, !noTests);
        if (json) {
            JsonOutput.print(terminal, plan.plan());
        } else {
            new PlanText(plan.plan(), terminal.paint()).lines().forEach(terminal.out()::println);
        }
        if (plan.isRefused()) {
            return ExitCode.DIFFERENT;
        }
        if (out != null) {
            plan.write(out);
        }
        return detailedExitCode && !plan.isEmpty() ? ExitCode.CHANGES : ExitCode.OK;
    }

    /** Asks a server for the plan of a folder. */
    static SavedPlan planned(
            ServerClient client, Path project, boolean allowBreaking, boolean tests) {
        ObjectNode payload =
                DefinitionPayload.of(DefinitionFiles.read(project), allowBreaking, tests);
        JsonNode plan = client.post("/v1/plan", payload);
        return new SavedPlan(plan, payload);
    }
}
