package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with contract files, without a server. */
@Command(
        name = "contract",
        description = "Compare contracts, and turn them into other forms of schema and back.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ContractDiffCommand.class,
            ContractBreakingCommand.class,
            ContractFromJavaCommand.class,
            ContractImportCommand.class,
            ContractExportCommand.class
        },
        footerHeading = "%nExample:%n",
        footer = {"  tidemill contract breaking old/orders.yaml contracts/orders.yaml"})
final class ContractCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ContractCommand() {}

    @Override
    public void run() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        spec.commandLine().usage(terminal.out());
    }
}
