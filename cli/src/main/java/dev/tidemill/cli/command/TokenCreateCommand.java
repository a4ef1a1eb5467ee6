package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.text.DurationText;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Token;
import dev.tidemill.node.account.TokenText;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Creates a token. */
@Command(
        name = "create",
        description = "Create a token of a user, which is printed once: what is kept is a digest.",
        footer = {"  tidemill token create --user ann --scopes read --expires 90d"})
final class TokenCreateCommand extends AccountCommand {
    @Option(names = "--user", paramLabel = "NAME", required = true, description = "Whose token.")
    private String user = "";

    @Option(
            names = "--scopes",
            paramLabel = "SCOPES",
            split = ",",
            defaultValue = "read",
            description =
                    "What it may be used for, as far as its user may: read, metrics, write,"
                            + " define, audit, admin. Default: ${DEFAULT-VALUE}.")
    private List<String> scopes = List.of();

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "After how long it is not valid any more, as 90d or 12h. Default: never.")
    private @Nullable String expires;

    @Override
    int execute(AccountFile accounts, Terminal terminal) {
        TokenText text = TokenText.random(new SecureRandom());
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Token token =
                new Token(
                        text.id(),
                        user,
                        AccountFolder.scopes(scopes),
                        text.digest(),
                        now,
                        end(now));
        accounts.change(all -> all.adding(token));
        if (json()) {
            ObjectNode described = TokenListCommand.described(token, now);
            JsonOutput.print(terminal, described.put("token", text.text()));
        } else {
            terminal.out().println(text.text());
            terminal.err().println("keep it: it is not shown again");
        }
        return ExitCode.OK;
    }

    private @Nullable Instant end(Instant now) {
        if (expires == null) {
            return null;
        }
        return DurationText.parse(expires)
                .filter(time -> time.isPositive())
                .map(now::plus)
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.INVALID_ARGUMENT,
                                                "\"" + expires + "\" is no time to expire after")
                                        .withHint(DurationText.HINT));
    }
}
