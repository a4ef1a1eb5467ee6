package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes a user. */
@Command(
        name = "remove",
        description = {
            "Remove a user and the user's tokens; what they have open ends within seconds.",
            "Once there is no user, a mill that starts on loopback asks nobody who they are."
        },
        footer = {"  tidemill user remove ann"})
final class UserRemoveCommand extends AccountCommand {
    @Parameters(paramLabel = "NAME", description = "Who is to go.")
    private String name = "";

    @Override
    int execute(AccountFile accounts, Terminal terminal) {
        accounts.change(all -> all.removing(name));
        if (json()) {
            JsonOutput.print(terminal, JsonOutput.object().put("name", name).put("removed", true));
        } else {
            terminal.out().println("removed " + name);
        }
        return ExitCode.OK;
    }
}
