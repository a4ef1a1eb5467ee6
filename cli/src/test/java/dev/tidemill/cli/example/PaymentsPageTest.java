package dev.tidemill.cli.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.Sources;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.payments.PaymentOffice;
import dev.tidemill.cli.payments.PaymentTraffic;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.predict.Predictor;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the payments says, tried while people pay. */
@Timeout(240)
class PaymentsPageTest {
    private static final Path EXAMPLE = Sources.root().resolve("examples/payments");
    private static final double PER_SECOND = 100;
    private static final long LABELS = 1_500;

    @TempDir private Path folder;

    @Test
    void isTrue() throws Exception {
        Path project = ProjectCopy.of(EXAMPLE, folder.resolve("payments"));
        TidemillOptions options =
                TidemillOptions.defaults().withData(folder.resolve("data")).withWatching(false);
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url -> Tidemill.open(project, options.withLocalUrl(url)));
                ServerClient client = new ServerClient(ServerAddress.parse(server.url(), null));
                PaymentTraffic _ = new PaymentTraffic(PaymentOffice.open(client, 1), PER_SECOND)) {
            server.mill().definitionDesk().adopt();
            Predictor steps = server.mill().predictor("review_step");
            while (steps.status().labelsLearnt() < LABELS) {
                Thread.sleep(50);
            }
            int commands =
                    new WalkedPage(project, "examples/payments", server.url())
                            .walk(EXAMPLE.resolve("README.md"));
            assertTrue(commands >= 5, commands + " commands");
        }
    }
}
