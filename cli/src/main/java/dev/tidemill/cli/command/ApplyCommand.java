package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.release.SavedPlan;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.PlanText;
import dev.tidemill.cli.show.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts definitions in force. */
@Command(
        name = "apply",
        description = {
            "Put a project's definitions in force on a running server, at one tick, while rows",
            "flow. When a live table that changed is not built, is suspended or has error rows, or",
            "a check of it fails, before all has settled, the former definitions come back by",
            "themselves. Run again after a crash it says that all is done, or goes on."
        },
        footer = {
            "  tidemill apply shop",
            "  tidemill apply shop.plan --json",
            "  tidemill apply shop --auto-approve --settle 1m --errors-max 100"
        })
final class ApplyCommand extends ClientCommand {
    @Parameters(
            paramLabel = "PLAN|PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description =
                    "A file of tidemill plan --out, or a project's folder. Default: the current"
                            + " folder.")
    private Path what = Path.of(".");

    @Mixin private SettleOptions settling = new SettleOptions();

    @Option(names = "--auto-approve", description = "Do not ask before a folder is applied.")
    private boolean autoApprove;

    @Option(
            names = "--allow-breaking",
            description = "Contracts may break who sends rows or reads them.")
    private boolean allowBreaking;

    @Option(names = "--no-tests", description = "Do not run the project's tests.")
    private boolean noTests;

    @Option(names = "--json", description = "Print how it ended as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException, InterruptedException {
        boolean saved = Files.isRegularFile(what);
        SavedPlan plan =
                saved
                        ? SavedPlan.read(what)
                        : PlanCommand.planned(client, what, allowBreaking, !noTests);
        boolean asks = !saved && !autoApprove && !plan.isEmpty();
        if (!json) {
            new PlanText(plan.plan(), terminal.paint()).lines().forEach(terminal.out()::println);
            terminal.out().flush();
        }
        if (plan.isRefused()) {
            if (json) {
                JsonOutput.print(terminal, plan.plan());
            }
            return ExitCode.DIFFERENT;
        }
        if (asks && !isApproved(terminal)) {
            terminal.out().println("Nothing was applied.");
            return ExitCode.DIFFERENT;
        }
        ObjectNode request = plan.request();
        if (allowBreaking) {
            request.put("allow_breaking", true);
        }
        if (noTests) {
            request.put("tests", false);
        }
        settling.addTo(request);
        return new Applying(client, terminal).run(request, json);
    }

    private static boolean isApproved(Terminal terminal) throws IOException {
        if (!terminal.typed()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "nobody is there to approve the plan")
                    .withHint("add --auto-approve, or keep a plan with --out and apply that");
        }
        terminal.out().print("Apply this? Only yes is taken: ");
        terminal.out().flush();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        String answer = in.readLine();
        return answer != null && answer.strip().equals("yes");
    }
}
