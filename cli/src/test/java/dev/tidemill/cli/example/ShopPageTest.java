package dev.tidemill.cli.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.Ran;
import dev.tidemill.cli.Sources;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.shop.Shop;
import dev.tidemill.cli.shop.ShopPeople;
import dev.tidemill.cli.shop.ShopRoles;
import dev.tidemill.cli.shop.ShopTraffic;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the shop says, tried while people buy. */
@Timeout(240)
class ShopPageTest {
    private static final Path EXAMPLE = Sources.root().resolve("examples/shop");

    @TempDir private Path folder;

    private static TidemillServer serve(Path project, Path data) {
        TidemillOptions options = TidemillOptions.defaults().withData(data).withWatching(false);
        return TidemillServer.start(
                ServerOptions.loopback(0),
                url -> Tidemill.open(project, options.withLocalUrl(url)));
    }

    private static ShopTraffic trafficOf(ServerClient client) throws InterruptedException {
        return new ShopTraffic(Shop.open(client, 1, 60, Instant.now(), Duration.ofHours(3)));
    }

    @Test
    void isTrue() throws Exception {
        Path project = ProjectCopy.of(EXAMPLE, folder.resolve("shop"));
        Path withRoles = folder.resolve("shop-roles");
        Path data = folder.resolve("data-roles");
        ShopRoles.copy(EXAMPLE, withRoles);
        ShopPeople.make(new SecureRandom()).comeTo(new AccountFile(DataDirectory.accessIn(data)));
        try (TidemillServer server = serve(project, folder.resolve("data"));
                ServerClient client = new ServerClient(ServerAddress.parse(server.url(), null));
                ShopTraffic _ = trafficOf(client);
                TidemillServer asking = serve(withRoles, data);
                ServerClient within =
                        new ServerClient(
                                ServerAddress.parse(
                                        asking.url(), asking.mill().authenticator().ownToken()));
                ShopTraffic _ = trafficOf(within)) {
            server.mill().definitionDesk().adopt();
            Map<String, String> tokens = tokens(data);
            int commands =
                    new WalkedPage(project, "examples/shop", server.url())
                            .serving(
                                    "demo shop --roles",
                                    new WalkedPage.Served(asking.url(), tokens))
                            .walk(EXAMPLE.resolve("README.md"));
            assertTrue(commands >= 20, commands + " commands");
            nobodyIsInWhatAnalystsSee(asking.url(), tokens);
            whoWasForgottenIsNowhere(within);
        }
    }

    private static Map<String, String> tokens(Path data) throws Exception {
        Map<String, String> tokens = new HashMap<>();
        for (String name : List.of("root", "ana", "sam", "fay")) {
            Ran made =
                    Ran.command(
                            "token",
                            "create",
                            "--user",
                            name,
                            "--scopes",
                            name.equals("root") ? "admin" : "read",
                            "--data",
                            data.toString(),
                            "--json");
            tokens.put(name, JsonOutput.parse(made.out()).path("token").asText());
        }
        return tokens;
    }

    /** The rows behind what the page prints, of which another hour has others. */
    private static void nobodyIsInWhatAnalystsSee(String url, Map<String, String> tokens) {
        try (ServerClient ana = new ServerClient(ServerAddress.parse(url, tokens.get("ana")));
                ServerClient sam = new ServerClient(ServerAddress.parse(url, tokens.get("sam")))) {
            JsonNode people = ana.queryJson("SELECT name, email FROM customers").path("rows");
            assertTrue(people.size() > 100, people.size() + " customers");
            for (JsonNode person : people) {
                assertTrue(person.get(0).isNull(), person.toString());
                assertTrue(person.get(1).asText().matches("[0-9a-f]{64}"), person.toString());
            }
            JsonNode countries = sam.queryJson("SELECT DISTINCT country FROM open_orders");
            assertEquals("[[\"DE\"]]", countries.path("rows").toString());
        }
    }

    private static void whoWasForgottenIsNowhere(ServerClient root) {
        JsonNode receipt = root.get("/v1/forget").path("receipts").get(0);
        JsonNode customers = receipt.path("tables").get(0);
        assertEquals("customers", customers.path("table").asText(), receipt.toString());
        assertEquals(1, customers.path("rows").asLong(), receipt.toString());
        for (String table : List.of("customers", "customer_value")) {
            String sql = "SELECT count(*) FROM " + table + " WHERE customer_id = 'c-0007'";
            assertEquals("[[0]]", root.queryJson(sql).path("rows").toString(), table);
        }
    }
}
