package dev.tidemill.cli.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.Sources;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.shop.Shop;
import dev.tidemill.cli.shop.ShopTraffic;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the shop says, tried while people buy. */
@Timeout(180)
class ShopPageTest {
    @TempDir private Path folder;

    @Test
    void isTrue() throws Exception {
        Path example = Sources.root().resolve("examples/shop");
        Path project = ProjectCopy.of(example, folder.resolve("shop"));
        TidemillOptions options =
                TidemillOptions.defaults().withData(folder.resolve("data")).withWatching(false);
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url -> Tidemill.open(project, options.withLocalUrl(url)));
                ServerClient client = new ServerClient(ServerAddress.parse(server.url(), null));
                ShopTraffic _ =
                        new ShopTraffic(
                                Shop.open(client, 1, 60, Instant.now(), Duration.ofHours(3)))) {
            server.mill().definitionDesk().adopt();
            int commands =
                    new WalkedPage(project, "examples/shop", server.url())
                            .walk(example.resolve("README.md"));
            assertTrue(commands >= 6, commands + " commands");
        }
    }
}
