package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** How the predictors' models do. */
@Command(
        name = "model",
        description = "Show the models of predictors, and say which of them answers.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelListCommand.class,
            ModelShowCommand.class,
            ModelMonitorCommand.class,
            ModelPromoteCommand.class,
            ModelRollbackCommand.class,
            ModelRetrainCommand.class,
            ModelExportCommand.class,
            ModelImportCommand.class,
            ModelDropCommand.class
        },
        footerHeading = "%nExample:%n",
        footer = {"  tidemill model show late_arrival"})
final class ModelCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ModelCommand() {}

    @Override
    public void run() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        spec.commandLine().usage(terminal.out());
    }
}
