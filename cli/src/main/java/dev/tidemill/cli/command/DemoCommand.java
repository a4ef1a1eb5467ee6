package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the flights project, says where to look, and keeps one line on how it goes. */
@Command(
        name = "demo",
        description = {
            "Replay half a million real US flights into live tables, and say where to look.",
            "A demo that was stopped, or killed, goes on where it was."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill demo", "  tidemill demo --fresh --speed max"})
final class DemoCommand implements Callable<Integer> {
    /** Off a terminal the line is printed anew, and not so often. */
    private static final int LOOKS_PER_PLAIN_LINE = 20;

    @Spec private CommandSpec spec;
    @Mixin private HostOptions host = new HostOptions();

    @Option(names = "--fresh", description = "Forget what an earlier demo left, and begin again.")
    private boolean fresh;

    private int looks;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Flights flights = Flights.installed();
        if (fresh) {
            forget(flights.data());
        }
        Path data = host.data() == null ? flights.data() : host.data();
        boolean resumed = Files.isDirectory(data);
        Files.createDirectories(data.toAbsolutePath().getParent());
        Logs.toFile(data.resolveSibling(data.getFileName() + ".log"), terminal);
        try (Hosting hosting =
                        Hosting.start(
                                flights.project(),
                                host.server(flights.data()),
                                host.mill(flights.data()));
                ServerClient client = hosting.client()) {
            host.adopt(hosting.mill());
            welcome(terminal, hosting, data, resumed).forEach(terminal.out()::println);
            terminal.flush();
            hosting.watch(terminal, () -> look(terminal, client));
            return ExitCode.OK;
        }
    }

    /** Only the demo's own folder is ever deleted, and only while no process uses it. */
    private void forget(Path data) throws IOException {
        if (host.data() != null) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--fresh deletes only the demo's own data; empty the other folder yourself");
        }
        if (!Files.isDirectory(data)) {
            return;
        }
        DataDirectory.open(data).close();
        TemporaryFolder.delete(data);
    }

    private static List<String> welcome(
            Terminal terminal, Hosting hosting, Path data, boolean resumed) {
        Paint paint = terminal.paint();
        String url = hosting.url();
        return List.of(
                "",
                paint.bold(hosting.mill().project().title())
                        + (resumed ? ", going on where it was" : "")
                        + ", ready in "
                        + Amount.duration(Hosting.sinceStart()),
                "",
                "  watch it        " + paint.good(url + "/"),
                "  take a flight   " + paint.good(url + "/app"),
                "  ask it          ./tidemill sql \"SELECT * FROM worst_airports\"",
                "                  ./tidemill watch airport_alerts",
                "  its tables      "
                        + shown(Flights.installed().project().resolve("tables"))
                        + paint.dim("   save a change, and see it taken in"),
                "  its data        " + shown(data),
                "  stop it         Ctrl-C",
                "");
    }

    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path full = path.toAbsolutePath().normalize();
        return (full.startsWith(here) ? here.relativize(full) : full).toString();
    }

    private void look(Terminal terminal, ServerClient client) {
        JsonNode status;
        try {
            status = client.get("/v1/status");
        } catch (TidemillException | ServerUnreachable e) {
            return; // It is stopping, or busy; the next look tells.
        }
        String line = new StatusReport(status, terminal.paint()).oneLine();
        if (terminal.screen() != null) {
            int width = Math.min(line.length(), terminal.screen().columns() - 1);
            terminal.out().print("\r\u001b[K" + line.substring(0, width));
        } else if (looks++ % LOOKS_PER_PLAIN_LINE == 0) {
            terminal.out().println(line);
        }
        terminal.out().flush();
    }
}
