package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a mill does when rows come and go. */
@Command(
        name = "action",
        description = "See how actions stand; pause, silence, try and draft them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ActionListCommand.class,
            ActionPauseCommand.class,
            ActionResumeCommand.class,
            ActionSilenceCommand.class,
            ActionDeadCommand.class,
            ActionRetryCommand.class,
            ActionBacktestCommand.class,
            ActionFromQueryCommand.class,
        },
        footerHeading = "%nExample:%n",
        footer = {"  tidemill action silence late-airports --for 1h"})
final class ActionCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ActionCommand() {}

    @Override
    public void run() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        spec.commandLine().usage(terminal.out());
    }
}
