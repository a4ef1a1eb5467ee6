package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves the flights example and says where to look. */
@Command(
        name = "demo",
        description = {
            "Half a million real flights, live: a console, a traveller's page, SQL.",
            "It goes on where it was stopped; delete its data folder to begin again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill demo --speed 600"})
final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private HostOptions host = new HostOptions();

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    DemoCommand() {}

    /** The example's folder in the clone that the launcher runs from. */
    static Path project() {
        Path folder = Path.of(System.getProperty("tidemill.home", "."), "examples", "flights");
        if (!Files.isDirectory(folder)) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT, "the example is not at " + folder)
                    .withHint("run it from a clone, as ./tidemill demo");
        }
        return folder;
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        long started = System.nanoTime();
        TidemillServer server = host.serve(project());
        long readyMillis = (System.nanoTime() - started) / 1_000_000;
        String url = server.url();
        terminal.out()
                .printf("US flights of January 2001 are live (ready in %d ms).%n%n", readyMillis);
        terminal.out().printf("  %-44s%s%n", "watch them flow", url + "/");
        terminal.out().printf("  %-44s%s%n", "depart a flight of your own", url + "/app");
        terminal.out()
                .printf("  %-44s%s%n", "ask", "./tidemill sql \"SELECT * FROM worst_airports\"");
        terminal.out().printf("  %-44s%s%n", "follow a table", "./tidemill watch worst_airports");
        terminal.out()
                .printf(
                        "  %-44s%s%n%n",
                        "change a table while it runs", "edit examples/flights/tables/*.sql");
        terminal.out().println("Ctrl-C stops it; the next start goes on where it was.");
        terminal.flush();
        return new Serving(server, terminal).untilStopped() ? ExitCode.OK : ExitCode.RESOURCES;
    }
}
