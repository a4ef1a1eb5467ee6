package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts the example once and stops it, so that the ahead-of-time cache knows what a start needs.
 */
@Command(name = "rehearse", hidden = true, description = "Start and stop once, for the launcher.")
final class RehearseCommand implements Callable<Integer> {
    private static final long LOAD_MILLIS = 4_000;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "A folder for its data.")
    private Path data = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        TidemillOptions options = TidemillOptions.defaults().withData(data).withWatching(false);
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url -> Tidemill.open(DemoCommand.project(), options.withLocalUrl(url)))) {
            Tidemill mill = server.mill();
            Thread.sleep(LOAD_MILLIS);
            mill.query("SELECT count(*) FROM airports");
            mill.status();
        }
        return ExitCode.OK;
    }
}
