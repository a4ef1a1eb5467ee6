package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.User;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a user. */
@Command(
        name = "add",
        description = {
            "Add a user, whose password is asked for or is the first line of the input.",
            "From the first user on, nobody comes in without saying who they are."
        },
        footer = {
            "  tidemill user add root --scopes admin",
            "  tidemill user add sensor --scopes write --no-password"
        })
final class UserAddCommand extends AccountCommand {
    @Parameters(paramLabel = "NAME", description = "What the user is called.")
    private String name = "";

    @Option(
            names = "--scopes",
            paramLabel = "SCOPES",
            split = ",",
            defaultValue = "read",
            description =
                    "The most that the user may do: read, metrics, write, define, audit, admin."
                            + " Default: ${DEFAULT-VALUE}.")
    private List<String> scopes = List.of();

    @Option(names = "--no-password", description = "Let the user come by tokens only.")
    private boolean withoutPassword;

    @Override
    int execute(AccountFile accounts, Terminal terminal) throws IOException {
        PasswordHash password =
                withoutPassword ? null : PasswordHash.of(PasswordPrompt.read(terminal));
        User user =
                new User(
                        name,
                        AccountFolder.scopes(scopes),
                        password,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS));
        accounts.change(all -> all.adding(user));
        if (json()) {
            JsonOutput.print(terminal, UserListCommand.described(user));
        } else {
            terminal.out().println("added " + name);
        }
        return ExitCode.OK;
    }
}
