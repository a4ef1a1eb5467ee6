package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The rows that broke their contract. */
@Command(
        name = "quarantine",
        description = "List the rows that broke their contract, or try them again.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {QuarantineListCommand.class, QuarantineRetryCommand.class},
        footerHeading = "%nExample:%n",
        footer = {"  tidemill quarantine list --table departures"})
final class QuarantineCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    QuarantineCommand() {}

    @Override
    public void run() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        spec.commandLine().usage(terminal.out());
    }
}
