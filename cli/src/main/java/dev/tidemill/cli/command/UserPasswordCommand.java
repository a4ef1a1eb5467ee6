package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.User;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a user another password. */
@Command(
        name = "passwd",
        description = "Give a user another password, asked for or the first line of the input.",
        footer = {"  tidemill user passwd ann"})
final class UserPasswordCommand extends AccountCommand {
    @Parameters(paramLabel = "NAME", description = "Whose password.")
    private String name = "";

    @Override
    int execute(AccountFile accounts, Terminal terminal) throws IOException {
        User before = accounts.accounts().requireUser(name);
        PasswordHash password = PasswordHash.of(PasswordPrompt.read(terminal));
        accounts.change(all -> all.replacing(all.requireUser(name).withPassword(password)));
        if (json()) {
            JsonOutput.print(terminal, UserListCommand.described(before.withPassword(password)));
        } else {
            terminal.out().println("the password of " + name + " is another one");
        }
        return ExitCode.OK;
    }
}
