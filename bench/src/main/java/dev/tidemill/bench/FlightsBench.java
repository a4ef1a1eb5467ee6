package dev.tidemill.bench;

import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.source.SourceFactory;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A mill over the flights example in a folder of its own, whose rows the measurement sends itself.
 * Its files are removed at the end.
 */
final class FlightsBench implements AutoCloseable {
    private final Path data;
    private final TidemillServer server;

    private FlightsBench(Path data, TidemillServer server) {
        this.data = data;
        this.server = server;
    }

    /** The example's folder in the clone that the launcher runs from. */
    static Path project() {
        return BenchFolder.home().resolve("examples").resolve("flights");
    }

    static FlightsBench open() throws IOException {
        Path data = Files.createTempDirectory("tidemill-bench");
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(data)
                        .withReplay(Double.POSITIVE_INFINITY, false, null)
                        .withWatching(false);
        TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url -> Tidemill.open(project(), options.withLocalUrl(url)));
        return new FlightsBench(data, server);
    }

    Tidemill mill() {
        return server.mill();
    }

    ServerClient client() {
        return new ServerClient(ServerAddress.parse(server.url(), null));
    }

    String url() {
        return server.url();
    }

    /** The example's flights as fast as they are asked for, month after month. */
    Source flights() {
        ReplayPacer unpaced = new ReplayPacer(System::nanoTime, Double.POSITIVE_INFINITY);
        List<SourceDefinition> sources = mill().project().sources();
        SourceDefinition replay =
                sources.stream()
                        .filter(SourceDefinition.Replay.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        return new SourceFactory(mill()::input, unpaced, null).open(replay, null);
    }

    void awaitTick(long tick) throws InterruptedException {
        if (!mill().await(tick, 600_000)) {
            throw new IllegalStateException("tick " + tick + " is not published");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        BenchFolder.delete(data);
    }
}
