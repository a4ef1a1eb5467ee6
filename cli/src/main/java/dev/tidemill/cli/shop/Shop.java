package dev.tidemill.cli.shop;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.replay.PatientPoster;
import dev.tidemill.cli.replay.Receipts;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A shop whose memory is a mill: what happens in it is sent there, and where it stands is read from
 * there when it is opened again. Owned by one thread.
 */
public final class Shop {
    /** A new shop's past is sent in parts of this length. */
    private static final Duration PART = Duration.ofMinutes(30);

    private final PatientPoster poster;
    private final ShopModel model;
    private final String run = UUID.randomUUID().toString();
    private Instant now;
    private Receipts receipts = Receipts.NONE;
    private long postings;

    private Shop(ServerClient client, ShopModel model, Instant now) {
        this.poster = new PatientPoster(client);
        this.model = requireNonNull(model, "model");
        this.now = requireNonNull(now, "now");
    }

    /**
     * Opens the shop of a mill that runs the example project. One that has been open before goes on
     * at that time; a new one is open for some time already.
     *
     * @param ordersPerMinute on average over a day, above 0
     * @param past how long a new shop has been open
     */
    public static Shop open(
            ServerClient client, long seed, double ordersPerMinute, Instant at, Duration past)
            throws InterruptedException {
        Standing standing = new StandingQueries(client).standing();
        Instant from = standing.stock().isEmpty() ? at.minus(past) : at;
        Shop shop = new Shop(client, new ShopModel(seed, ordersPerMinute, standing, from), from);
        shop.advance(at);
        return shop;
    }

    /** Lets happen what happens up to a time; returns when the mill has it on disk. */
    public void advance(Instant to) throws InterruptedException {
        while (now.isBefore(to)) {
            Instant part = now.plus(PART);
            now = part.isBefore(to) ? part : to;
            ShopRows rows = new ShopRows();
            model.run(now, rows);
            for (ShopRows.TableRows table : rows.tables()) {
                JsonNode answer =
                        poster.post(table.table(), table.ndjson(), run + "-" + postings++);
                receipts =
                        receipts.plus(
                                table.table(),
                                answer.path("accepted").asLong(),
                                answer.path("quarantined").asLong(),
                                answer.path("tick").asLong());
            }
        }
    }

    /** What the mill has acknowledged since the shop was opened. */
    public Receipts receipts() {
        return receipts;
    }
}
