package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Those who may come in. */
@Command(
        name = "user",
        description = "Add, list and remove those who may come in, and give them passwords.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UserAddCommand.class,
            UserListCommand.class,
            UserPasswordCommand.class,
            UserRemoveCommand.class
        },
        footerHeading = "%nExample:%n",
        footer = {"  tidemill user add ann --scopes read,write"})
final class UserCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    UserCommand() {}

    @Override
    public void run() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        spec.commandLine().usage(terminal.out());
    }
}
