package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Revokes a token. */
@Command(
        name = "revoke",
        description = "Revoke a token; a mill that runs takes it no more at once.",
        footer = {"  tidemill token revoke 5f0c1e9ab2d4"})
final class TokenRevokeCommand extends AccountCommand {
    @Parameters(paramLabel = "ID", description = "The token's id, as tidemill token list tells.")
    private String id = "";

    @Override
    int execute(AccountFile accounts, Terminal terminal) {
        accounts.change(all -> all.revoking(id));
        if (json()) {
            JsonOutput.print(terminal, JsonOutput.object().put("id", id).put("revoked", true));
        } else {
            terminal.out().println("revoked " + id);
        }
        return ExitCode.OK;
    }
}
