package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.ChangeText;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.evolution.ContractDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How one contract differs from another. */
@Command(
        name = "diff",
        description = "Show every difference between two contracts, and whom it breaks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill contract diff old/orders.yaml contracts/orders.yaml"})
final class ContractDiffCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ContractPair pair = new ContractPair();

    @Option(names = "--json", description = "Print the differences as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ContractDiffCommand() {}

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        ContractDiff diff = pair.diff();
        if (json) {
            JsonOutput.print(terminal, ChangeText.json(diff.changes()));
        } else {
            ChangeText.lines(diff.changes(), terminal.paint()).forEach(terminal.out()::println);
        }
        return ExitCode.OK;
    }
}
