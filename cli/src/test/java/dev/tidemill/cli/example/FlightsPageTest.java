package dev.tidemill.cli.example;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Ran;
import dev.tidemill.cli.Sources;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the flights says, tried while January is replayed. */
@Timeout(300)
class FlightsPageTest {
    private static final double AN_HOUR_A_SECOND = 3600;
    private static final long ARRIVALS_OF_A_WEEK = 110_000;
    private static final long LABELS = 500;

    @TempDir private Path folder;

    @Test
    void isTrue() throws Exception {
        Path example = Sources.root().resolve("examples/flights");
        Path project = ProjectCopy.of(example, folder.resolve("flights"));
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(folder.resolve("data"))
                        .withReplay(AN_HOUR_A_SECOND, true, null)
                        .withWatching(false);
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url -> Tidemill.open(project, options.withLocalUrl(url)))) {
            server.mill().definitionDesk().adopt();
            awaitFirstWeek(server.mill());
            awaitLabels(server.mill());
            int commands =
                    new WalkedPage(project, "examples/flights", server.url())
                            .walk(example.resolve("README.md"));
            assertTrue(commands >= 6, commands + " commands");
            Ran verify = Ran.command("verify", "--running", "--url", server.url());
            assertEquals(ExitCode.OK, verify.exitCode(), verify.out() + verify.err());
        }
    }

    /** Some flights were foretold and have landed since. */
    private static void awaitLabels(Tidemill mill) throws InterruptedException {
        while (mill.predictor("late_arrival").status().labelsLearnt() < LABELS) {
            Thread.sleep(50);
        }
    }

    /** So many that a table over them is built beside the ticks. */
    private static void awaitFirstWeek(Tidemill mill) throws InterruptedException {
        while ((long)
                        requireNonNull(
                                mill.query("SELECT count(*) FROM arrivals")
                                        .rows()
                                        .row(0)
                                        .getFirst())
                < ARRIVALS_OF_A_WEEK) {
            Thread.sleep(50);
        }
    }
}
