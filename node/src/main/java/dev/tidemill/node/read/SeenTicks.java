package dev.tidemill.node.read;

import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.store.PinnedTables;

/** Ticks with the tables of which somebody may read, as these may be seen. */
@FunctionalInterface
public interface SeenTicks {
    /** A tick as it may be seen; closing that ends the pin of the one given. */
    PinnedTables of(PublishedTick tick);
}
