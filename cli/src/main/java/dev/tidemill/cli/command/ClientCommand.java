package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running server and prints its answer. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n")
abstract class ClientCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerChoice server = new ServerChoice();

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ClientCommand() {}

    @Override
    public final Integer call() throws Exception {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        try (ServerClient client = new ServerClient(server.address())) {
            return execute(client, terminal);
        }
    }

    /** Asks, prints, and answers with the exit code. */
    abstract int execute(ServerClient client, Terminal terminal) throws Exception;
}
