package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The tokens by which programs come in. */
@Command(
        name = "token",
        description = "Create, list and revoke the tokens by which programs come in.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenCreateCommand.class, TokenListCommand.class, TokenRevokeCommand.class},
        footerHeading = "%nExample:%n",
        footer = {"  tidemill token create --user ann --scopes read --expires 90d"})
final class TokenCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    TokenCommand() {}

    @Override
    public void run() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        spec.commandLine().usage(terminal.out());
    }
}
