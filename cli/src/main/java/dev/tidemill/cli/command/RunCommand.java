package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a project until it is stopped. */
@Command(
        name = "run",
        description = "Serve a project: its tables are live until you press Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill run examples/flights --port 8080"})
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private HostOptions host = new HostOptions();

    @Parameters(
            index = "0",
            paramLabel = "PROJECT",
            defaultValue = ".",
            description = "The project's folder. Default: this one.")
    private Path project = Path.of(".");

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        long started = System.nanoTime();
        TidemillServer server = host.serve(project);
        terminal.out()
                .printf(
                        "%s is live at %s (ready in %d ms)%n",
                        server.mill().project().name(),
                        server.url(),
                        (System.nanoTime() - started) / 1_000_000);
        terminal.flush();
        return new Serving(server, terminal).untilStopped() ? ExitCode.OK : ExitCode.RESOURCES;
    }
}
