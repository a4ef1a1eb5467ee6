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
import java.util.stream.Stream;

/**
 * A mill over the flights example, whose rows the measurement sends itself. Most measurements leave
 * out what foretells, and are of the same ten live tables as ever: a copy of the project has those
 * alone. Its files are removed at the end.
 */
final class FlightsBench implements AutoCloseable {
    /** What is measured; the tables that predictors read come and go with them. */
    private static final List<String> FILES =
            List.of(
                    "tidemill.yaml",
                    "contracts/airports.yaml",
                    "contracts/alert_latch.yaml",
                    "contracts/arrivals.yaml",
                    "contracts/departures.yaml",
                    "tables/airport_alerts.sql",
                    "tables/airport_hours.sql",
                    "tables/airport_last_hour.sql",
                    "tables/airport_map.sql",
                    "tables/delay_histogram.sql",
                    "tables/flights_in_air.sql",
                    "tables/network_hours.sql",
                    "tables/network_totals.sql",
                    "tables/routes.sql",
                    "tables/worst_airports.sql",
                    "actions/late-airports.yaml",
                    "features/departure.yaml");

    /** The most labels that a predictor's AUC is told over. */
    private static final int LABELS_MAX = 1_000_000;

    private final Path folder;
    private final TidemillServer server;

    private FlightsBench(Path folder, TidemillServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** The example's folder in the clone that the launcher runs from. */
    static Path example() {
        return BenchFolder.home().resolve("examples").resolve("flights");
    }

    /** Copies what is measured of the example into a folder, and returns that. */
    static Path copyTo(Path project) throws IOException {
        for (String file : FILES) {
            Path copy = project.resolve(file);
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(example().resolve(file), copy);
        }
        Files.createSymbolicLink(
                project.resolve("data"), example().resolve("data").toAbsolutePath());
        return project;
    }

    static FlightsBench open() throws IOException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        return open(folder, copyTo(folder.resolve("project")));
    }

    /** All of the example, its predictors' measures over as many labels as there can be. */
    static FlightsBench openExample() throws IOException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        Path project = copyTo(folder.resolve("project"));
        for (String inner : List.of("contracts", "tables", "features", "predictors")) {
            try (Stream<Path> files = Files.list(example().resolve(inner))) {
                for (Path file : files.toList()) {
                    Path copy = project.resolve(inner).resolve(file.getFileName().toString());
                    Files.createDirectories(copy.resolveSibling(""));
                    Files.writeString(
                            copy,
                            Files.readString(file)
                                    .replaceAll("window: \\d+", "window: " + LABELS_MAX));
                }
            }
        }
        return open(folder, project);
    }

    private static FlightsBench open(Path folder, Path project) {
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(folder.resolve("data"))
                        .withReplay(Double.POSITIVE_INFINITY, false, null)
                        .withWatching(false);
        TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url -> Tidemill.open(project, options.withLocalUrl(url)));
        return new FlightsBench(folder, server);
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
        BenchFolder.delete(folder);
    }
}
