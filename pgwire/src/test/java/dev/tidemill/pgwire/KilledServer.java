package dev.tidemill.pgwire;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A mill with its PostgreSQL port in a process of its own, to be killed. Tells its port. */
final class KilledServer {
    private KilledServer() {}

    /** Takes a folder. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Tidemill mill =
                        Tidemill.open(
                                folder,
                                TidemillOptions.defaults().withData(folder.resolve("data")));
                PgServer server = PgServer.start(PgOptions.loopback(0), () -> mill)) {
            System.out.println("port " + server.port());
            new CountDownLatch(1).await();
        }
    }
}
