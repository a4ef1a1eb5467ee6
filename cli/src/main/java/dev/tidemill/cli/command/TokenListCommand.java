package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Token;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the tokens. */
@Command(
        name = "list",
        description = "List the tokens, without their secrets.",
        footer = {"  tidemill token list --json"})
final class TokenListCommand extends AccountCommand {
    @Override
    int execute(AccountFile accounts, Terminal terminal) {
        List<Token> tokens = accounts.accounts().tokens();
        Instant now = Instant.now();
        if (json()) {
            ObjectNode answer = JsonOutput.object();
            ArrayNode all = answer.putArray("tokens");
            tokens.forEach(token -> all.add(described(token, now)));
            JsonOutput.print(terminal, answer);
        } else {
            print(tokens, now, terminal);
        }
        return ExitCode.OK;
    }

    /** A token as JSON, without its secret. */
    static ObjectNode described(Token token, Instant now) {
        ObjectNode described = JsonOutput.object().put("id", token.id()).put("user", token.user());
        ArrayNode scopes = described.putArray("scopes");
        AccountFolder.words(token.scopes()).forEach(scopes::add);
        return described
                .put("created", token.created().toString())
                .put("expires", token.expires() == null ? null : token.expires().toString())
                .put("expired", token.isExpired(now));
    }

    private static void print(List<Token> tokens, Instant now, Terminal terminal) {
        if (tokens.isEmpty()) {
            terminal.out().println("there are no tokens");
            return;
        }
        AlignedTable table =
                new AlignedTable()
                        .left("ID")
                        .left("USER")
                        .left("SCOPES")
                        .left("CREATED")
                        .left("EXPIRES");
        for (Token token : tokens) {
            Instant end = token.expires();
            table.row(
                    token.id(),
                    token.user(),
                    String.join(",", AccountFolder.words(token.scopes())),
                    token.created().toString(),
                    end == null ? "never" : end + (token.isExpired(now) ? " (expired)" : ""));
        }
        table.print(terminal);
    }
}
