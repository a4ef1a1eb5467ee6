package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts each tick's changes into the feed. A table that came back with other columns has no changes
 * that a reader of the old ones could use: its readers start again from a snapshot.
 */
public final class FeedWriter implements TickListener {
    private final ChangeFeed feed;
    private final Map<String, Schema> schemas = new HashMap<>();

    public FeedWriter(ChangeFeed feed) {
        this.feed = feed;
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        Map<String, Batch> changes = new HashMap<>(output.changes());
        changes.keySet().removeIf(table -> isOtherwise(table, sealed.tick(), published));
        feed.append(sealed.tick(), changes);
    }

    private boolean isOtherwise(String table, long tick, PublishedTick published) {
        if (!published.snapshot().tables().contains(table)) {
            feed.reset(table, tick);
            return true;
        }
        Schema schema = published.snapshot().table(table).schema();
        Schema former = schemas.put(table, schema);
        if (former == null || former.equals(schema)) {
            return false;
        }
        feed.reset(table, tick);
        return true;
    }
}
