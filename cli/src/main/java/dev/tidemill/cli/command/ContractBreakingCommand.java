package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.ChangeText;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.evolution.ContractChange;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a contract may take another's place. */
@Command(
        name = "breaking",
        description = {
            "Show what breaks senders or readers when NEW takes the place of OLD.",
            "Exits with 1 when something does, which is for a build to stop at."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill contract breaking old/ contracts/ --json"})
final class ContractBreakingCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ContractPair pair = new ContractPair();

    @Option(names = "--json", description = "Print the breaking changes as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ContractBreakingCommand() {}

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        List<ContractChange> breaking = pair.diff().breaking();
        if (json) {
            JsonOutput.print(terminal, ChangeText.json(breaking));
        } else if (breaking.isEmpty()) {
            terminal.out().println("nothing breaks");
        } else {
            ChangeText.lines(breaking, terminal.paint()).forEach(terminal.out()::println);
        }
        return breaking.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
    }
}
