package dev.tidemill.cli.command;

import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.shop.Shop;
import dev.tidemill.cli.shop.ShopPeople;
import dev.tidemill.cli.shop.ShopTraffic;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Paint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Made-up customers order and pay over the API, as the shop's application would tell it.
 *
 * @param people who may look at it; empty when nobody is asked who they are
 */
record ShopScene(long seed, double ordersPerMinute, List<ShopPeople.Person> people)
        implements DemoScene {
    /** How long a shop that is opened for the first time has been open. */
    private static final Duration PAST = Duration.ofHours(6);

    ShopScene {
        people = List.copyOf(people);
    }

    @Override
    public List<String> places(String url, Paint paint) {
        List<String> lines = new ArrayList<>();
        if (people.isEmpty()) {
            lines.add("  its webhooks    " + paint.good(url + "/app/hooks/payments"));
            lines.add(
                    "  ask it          ./tidemill sql \"SELECT * FROM revenue_by_hour ORDER BY"
                            + " hour\"");
            lines.add("                  ./tidemill watch failed_payments");
            return lines;
        }
        AlignedTable table = new AlignedTable().left("NAME").left("PASSWORD").left("SEES");
        people.forEach(each -> table.row(each.name(), each.password(), each.sees()));
        List<String> rows = table.lines(paint);
        for (int i = 0; i < rows.size(); i++) {
            lines.add((i == 0 ? "  sign in as      " : "                  ") + rows.get(i));
        }
        ShopPeople.Person last = people.getLast();
        lines.add("  ask it          export TIDEMILL_PASSWORD=" + last.password());
        lines.add(
                "                  ./tidemill sql \"SELECT * FROM revenue_by_hour ORDER BY hour\""
                        + " --user "
                        + last.name());
        return lines;
    }

    @Override
    public Running begin(ServerClient client) throws InterruptedException {
        Shop shop = Shop.open(client, seed, ordersPerMinute, Instant.now(), PAST);
        return new ShopTraffic(shop)::close;
    }
}
