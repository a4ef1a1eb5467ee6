package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts each tick's changes into the feed. A table that came back, with other columns or with other
 * rows, has no changes that a reader of the old ones could use: its readers start again from a
 * snapshot, and while it is gone they are told so.
 */
public final class FeedWriter implements TickListener {
    private final ChangeFeed feed;
    private final Map<String, Schema> schemas = new HashMap<>();

    /** The tables of the last tick; the same set while no definition changes. */
    private DefinitionsInForce.@Nullable View view;

    private Set<String> known = Set.of();

    /** Live tables that were suspended and are not there yet. */
    private final Set<String> suspended = new HashSet<>();

    /**
     * @param recovered where a start goes on; tables that are suspended in it may have run before
     */
    public FeedWriter(ChangeFeed feed, DefinitionsInForce.View recovered) {
        this.feed = feed;
        this.suspended.addAll(recovered.suspended().keySet());
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        if (view != published.definitions()) {
            view = published.definitions();
            resetGone(sealed.tick(), published.snapshot().tables());
            resetReturned(sealed.tick(), published);
            resetChanged(sealed.tick(), published);
        }
        Map<String, Batch> changes = new HashMap<>(output.changes());
        changes.keySet().removeIf(table -> isOtherwise(table, sealed.tick(), published));
        feed.append(sealed.tick(), changes);
    }

    private void resetGone(long tick, Set<String> tables) {
        for (String table : known) {
            if (!tables.contains(table)) {
                feed.reset(table, tick);
                schemas.remove(table);
            }
        }
        known = Set.copyOf(tables);
    }

    /** Those who read it before a start may have seen the tick that the start goes on from. */
    private void resetReturned(long tick, PublishedTick published) {
        for (String table : Set.copyOf(suspended)) {
            if (published.snapshot().tables().contains(table)) {
                feed.reset(table, tick);
                suspended.remove(table);
            }
        }
        suspended.addAll(published.definitions().suspended().keySet());
    }

    /** A table that was built with other columns may have no changes to tell of. */
    private void resetChanged(long tick, PublishedTick published) {
        for (PlannedTable table : published.definitions().liveTables().values()) {
            Schema former = schemas.put(table.name(), table.schema());
            if (former != null && !former.equals(table.schema())) {
                feed.reset(table.name(), tick);
            }
        }
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
