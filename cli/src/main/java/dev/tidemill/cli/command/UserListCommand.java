package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.User;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the users. */
@Command(
        name = "list",
        description = "List the users, and what they may do at most.",
        footer = {"  tidemill user list --json"})
final class UserListCommand extends AccountCommand {
    @Override
    int execute(AccountFile accounts, Terminal terminal) {
        List<User> users = accounts.accounts().users();
        if (json()) {
            ObjectNode answer = JsonOutput.object();
            ArrayNode all = answer.putArray("users");
            users.forEach(user -> all.add(described(user)));
            JsonOutput.print(terminal, answer);
        } else {
            print(users, terminal);
        }
        return ExitCode.OK;
    }

    /** A user as JSON, without the password. */
    static ObjectNode described(User user) {
        ObjectNode described = JsonOutput.object().put("name", user.name());
        ArrayNode scopes = described.putArray("scopes");
        AccountFolder.words(user.scopes()).forEach(scopes::add);
        return described
                .put("password", user.password() != null)
                .put("created", user.created().toString());
    }

    private static void print(List<User> users, Terminal terminal) {
        if (users.isEmpty()) {
            terminal.out().println("there are no users");
            return;
        }
        AlignedTable table =
                new AlignedTable().left("NAME").left("SCOPES").left("COMES BY").left("CREATED");
        for (User user : users) {
            table.row(
                    user.name(),
                    String.join(",", AccountFolder.words(user.scopes())),
                    user.password() == null ? "tokens" : "password, tokens",
                    user.created().toString());
        }
        table.print(terminal);
    }
}
