package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.shop.Shop;
import dev.tidemill.cli.shop.ShopTraffic;
import dev.tidemill.cli.show.Paint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Made-up customers order and pay over the API, as the shop's application would tell it. */
record ShopScene(long seed, double ordersPerMinute) implements DemoScene {
    /** How long a shop that is opened for the first time has been open. */
    private static final Duration PAST = Duration.ofHours(6);

    @Override
    public List<String> places(String url, Paint paint) {
        return List.of(
                "  its webhooks    " + paint.good(url + "/app/hooks/payments"),
                "  ask it          ./tidemill sql \"SELECT * FROM revenue_by_hour ORDER BY hour\"",
                "                  ./tidemill watch failed_payments");
    }

    @Override
    public Running begin(ServerClient client) throws InterruptedException {
        Shop shop = Shop.open(client, seed, ordersPerMinute, Instant.now(), PAST);
        return new ShopTraffic(shop)::close;
    }
}
