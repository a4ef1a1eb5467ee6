package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command about the accounts of a data folder. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n")
abstract class AccountCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder = new AccountFolder();

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    AccountCommand() {}

    @Override
    public final Integer call() throws Exception {
        return execute(folder.file(), TidemillCommand.terminalOf(spec));
    }

    boolean json() {
        return json;
    }

    /** Changes or tells, and answers with the exit code. */
    abstract int execute(AccountFile accounts, Terminal terminal) throws Exception;
}
