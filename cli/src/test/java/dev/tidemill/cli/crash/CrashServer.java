package dev.tidemill.cli.crash;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;

/** The process that is killed: a server that takes checkpoints all the time. */
final class CrashServer {
    private static final long CHECKPOINT_MILLIS = 400;
    private static final long CHECKPOINT_JOURNAL_BYTES = 4 << 20;
    private static final double SPEED = 36_000;

    private CrashServer() {}

    /** Arguments: project folder, data folder. Prints the port when it serves. */
    public static void main(String[] arguments) throws InterruptedException {
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(Path.of(arguments[1]))
                        .withReplay(SPEED, true, 1L)
                        .withWatching(false)
                        .withCheckpoints(CHECKPOINT_MILLIS, CHECKPOINT_JOURNAL_BYTES);
        TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url -> Tidemill.open(Path.of(arguments[0]), options.withLocalUrl(url)));
        System.out.println("port " + server.port());
        System.out.flush();
        while (server.mill().failure().isEmpty()) {
            Thread.sleep(100);
        }
        System.out.println("failed " + server.mill().failure().get());
        Runtime.getRuntime().halt(1);
    }
}
