package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a project until the process is told to stop. */
@Command(
        name = "run",
        description = {
            "Serve a project until the process is stopped.",
            "What was acknowledged before is there again when it starts."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill run examples/flights --port 8080 --speed max",
            "  tidemill run shop --no-watch"
        })
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private HostOptions host = new HostOptions();

    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder. Default: where you are.")
    private Path project = Path.of(".");

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Logs.toTerminal(terminal);
        Path data = project.resolve(".tidemill").resolve("data");
        try (Hosting hosting = Hosting.start(project, host.server(data), host.mill(data))) {
            host.adopt(hosting.mill());
            terminal.out()
                    .println(
                            "%s serves at %s, ready in %s"
                                    .formatted(
                                            hosting.mill().project().name(),
                                            hosting.url(),
                                            Amount.duration(Hosting.sinceStart())));
            hosting.postgresPort()
                    .ifPresent(
                            port ->
                                    terminal.out()
                                            .println("PostgreSQL clients connect at port " + port));
            terminal.flush();
            hosting.watch(terminal, () -> {});
            return ExitCode.OK;
        }
    }
}
